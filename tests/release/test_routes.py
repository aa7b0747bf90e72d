"""The release room in a browser without JavaScript."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.release.candidates import candidates
from community_voice.store import Account, Codebook, QuoteReview, Release
from community_voice.store.judgement import Judgement
from community_voice.store.review_state import read_codebook, theme_code
from community_voice.store.theme import AdoptedTheme
from tests.release.ready import Ready, make_ready
from tests.study.speaking import start_engagement

Browser = Callable[[str], FlaskClient]
ROOM = "/staff/river-street/release"


@pytest.fixture
def ready(session: Session) -> Ready:
    make_ready(session, slug="hill-street")
    return make_ready(session)


def fields(html: str) -> dict[str, str]:
    """Return the hidden fields of a page, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return dict(found)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("get", "/quotes"),
        ("post", "/quotes"),
        ("post", "/confirm"),
        ("post", "/freeze"),
        ("post", "/cancel"),
    ],
)
def test_every_door_is_for_staff_alone(
    client: FlaskClient, ready: Ready, method: str, path: str
) -> None:
    answer = getattr(client, method)(ROOM + path)
    assert answer.status_code == 302
    assert "/staff/sign-in" in answer.location
    assert ready.session.query(Release).count() == 0


def test_the_room_says_what_would_be_frozen(staff_client: Browser, ready: Ready) -> None:
    html = staff_client("analyst").get(ROOM).text
    assert "124 people answered." in html
    assert "3 themes have a name." in html
    assert "12 quotes point at nobody and can be printed." in html
    assert "What age?" in html


def test_freezing_asks_first_and_then_follows(staff_client: Browser, ready: Ready) -> None:
    analyst = staff_client("analyst")
    sent = {
        **fields(analyst.get(ROOM).text),
        "question": "Who <b>comes</b>?",
        "dimension": ["language", "group:age"],
    }
    asked = analyst.post(f"{ROOM}/confirm", data=sent)
    assert "This cannot be changed afterwards" in asked.text
    assert "Who &lt;b&gt;comes&lt;/b&gt;?" in asked.text
    assert ready.session.query(Release).count() == 0
    assert analyst.post(f"{ROOM}/freeze", data=sent).status_code == 302
    release = ready.session.query(Release).one()
    assert (release.question, release.state) == ("Who <b>comes</b>?", "queued")
    assert release.dimensions == ["group:age", "language"]
    assert "waits for its turn" in analyst.get(ROOM).text
    again = analyst.post(f"{ROOM}/freeze", data=sent)
    assert again.status_code == 409
    assert "already has a release" in again.text


def test_it_can_be_stopped_while_it_waits(staff_client: Browser, ready: Ready) -> None:
    analyst = staff_client("analyst")
    release = ready.ask()
    assert analyst.post(f"{ROOM}/cancel").status_code == 302
    assert release.state == "cancelled"
    assert "The last try was stopped" in analyst.get(ROOM).text
    assert analyst.post(f"{ROOM}/cancel").status_code == 409


def test_progress_is_a_page_that_one_can_load_again(staff_client: Browser, ready: Ready) -> None:
    release = ready.ask()
    release.state, release.leased_by, release.leased_until = "running", "w", release.asked_at
    release.stage, release.done, release.total = "counting", 1, 4
    ready.session.flush()
    html = staff_client("analyst").get(ROOM).text
    assert '<progress id="progress" max="4" value="1">' in html
    assert "Look again" in html
    assert "Stop it" in html


def test_a_failed_try_says_why_and_leaves_the_room_open(
    staff_client: Browser, ready: Ready
) -> None:
    release = ready.ask()
    release.state, release.problem = "failed", "A quote was withdrawn <meanwhile>."
    ready.session.flush()
    html = staff_client("analyst").get(ROOM).text
    assert "A quote was withdrawn &lt;meanwhile&gt;." in html
    assert "Go on" in html


def test_once_frozen_it_leads_to_the_brief(staff_client: Browser, ready: Ready) -> None:
    release = ready.freeze().release
    analyst = staff_client("analyst")
    html = analyst.get(ROOM).text
    assert release.digest in html
    assert "/staff/river-street/brief" in html
    quotes = analyst.get(f"{ROOM}/quotes").text
    assert "<h1>Quotes that were read</h1>" in quotes
    assert "Does this quote" not in quotes
    assert "points at nobody" in quotes
    assert 'type="radio"' not in quotes


def test_a_reader_says_what_points_at_somebody(staff_client: Browser, ready: Ready) -> None:
    analyst = staff_client("analyst")
    html = analyst.get(f"{ROOM}/quotes").text
    assert "papers, a visa" in html
    assert '<blockquote lang="es"' in html
    name = re.findall(r'name="(quote-\d+)" value="nobody" checked', html)[0]
    sent = {name: "somebody", "theme": "t1", "quote-x": "nobody", "quote-": "nobody"}
    assert analyst.post(f"{ROOM}/quotes", data=sent).status_code == 302
    kept = ready.session.query(QuoteReview).filter_by(points_at_nobody=False).all()
    assert len(kept) == 1
    assert "11 quotes point at nobody" in analyst.get(ROOM).text


def test_a_reader_is_told_which_quotes_were_written_down_from_a_recording(
    staff_client: Browser, ready: Ready
) -> None:
    analyst = staff_client("analyst")
    assert "written down from a recording" not in analyst.get(f"{ROOM}/quotes").text
    ready.speaking.let_be_recordings("story")
    html = analyst.get(f"{ROOM}/quotes").text
    assert html.count("written down from a recording") == html.count("<blockquote") > 0


def test_ticks_under_several_themes_are_kept_together(staff_client: Browser, ready: Ready) -> None:
    analyst = staff_client("analyst")
    html = analyst.get(f"{ROOM}/quotes").text
    main = html[html.index("<main") : html.index("</main>")]
    assert main.count("<form") == 1
    by_theme = [
        re.findall(r'name="(quote-\d+)" value="nobody" checked', part)
        for part in main.split("<section")[1:]
    ]
    ticked = [names[0] for names in by_theme if names]
    assert len(ticked) > 1
    sent = dict.fromkeys(ticked, "somebody") | {"theme": "t2"}
    assert analyst.post(f"{ROOM}/quotes", data=sent).status_code == 302
    kept = ready.session.query(QuoteReview).filter_by(points_at_nobody=False).count()
    assert kept == len(ticked)


def test_unread_quotes_are_warned_of_before_freezing(staff_client: Browser, ready: Ready) -> None:
    analyst = staff_client("analyst")
    sent = {**fields(analyst.get(ROOM).text), "question": "Who comes?"}
    assert "cannot be printed." not in analyst.post(f"{ROOM}/confirm", data=sent).text
    ready.session.query(QuoteReview).delete()
    asked = analyst.post(f"{ROOM}/confirm", data=sent).text
    assert "<strong>12 quotes are not read and cannot be printed.</strong>" in asked
    assert 'href="/staff/river-street/release/quotes"' in asked


def test_what_is_missing_leads_to_where_it_is_mended(
    staff_client: Browser, session: Session
) -> None:
    start_engagement(session)
    # Only administrators may import.
    assert "<li>Nobody has answered yet.</li>" in staff_client("analyst").get(ROOM).text
    html = staff_client("administrator").get(ROOM).text
    assert '<a href="/staff/river-street/import">Nobody has answered yet.</a>' in html
    assert '<a href="/staff/river-street/themes">The answers have not been analysed' in html
    assert '<a href="/staff/river-street/"' in html


def test_the_full_address_of_the_brief_is_told(staff_client: Browser, ready: Ready) -> None:
    brief = ready.freeze()
    address = "http://localhost/river-street/brief/"
    analyst = staff_client("analyst")
    assert "Once it is approved, everybody can read the brief here: <bdi" in analyst.get(ROOM).text
    analyst.post("/staff/river-street/brief/approve", data={"name": "Noor"})
    assert brief.state == "approved"
    for page in (ROOM, "/staff/river-street/brief"):
        assert f'href="{address}" dir="ltr">{address}</a>' in analyst.get(page).text


def test_a_quote_of_another_engagement_is_not_there(staff_client: Browser, ready: Ready) -> None:
    analyst = staff_client("analyst")
    other = analyst.get("/staff/hill-street/release/quotes").text
    name = re.findall(r'name="(quote-\d+)"', other)[0]
    assert analyst.post(f"{ROOM}/quotes", data={name: "somebody"}).status_code == 404
    assert ready.session.query(QuoteReview).filter_by(points_at_nobody=False).count() == 0


@pytest.mark.parametrize("path", ["", "/quotes"])
def test_an_engagement_that_is_not_there(staff_client: Browser, path: str) -> None:
    assert staff_client("analyst").get(f"/staff/nowhere/release{path}").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"question": "x" * 600},
        {"question": "nul \x00", "run_id": "1", "last_act_id": "1"},
        {"question": "q", "run_id": "9" * 400, "last_act_id": "٣"},
        {"question": "q", "run_id": "-1", "dimension": "mode; DROP TABLE release"},
    ],
)
def test_hostile_forms_meet_plain_words(
    staff_client: Browser, ready: Ready, sent: dict[str, str]
) -> None:
    analyst = staff_client("analyst")
    for path in ("/confirm", "/freeze"):
        assert analyst.post(ROOM + path, data=sent).status_code in (400, 404)
    assert ready.session.query(Release).count() == 0


def test_quotes_of_a_sensitive_theme_are_not_offered_and_it_is_said(
    staff_client: Browser, ready: Ready
) -> None:
    session = ready.session
    codebook = session.query(Codebook).filter_by(engagement_id=ready.speaking.engagement.id).one()
    analyst = staff_client("analyst")
    before = analyst.get(f"{ROOM}/quotes").text
    assert f'id="{theme_code(ready.themes["wait"].id)}"' in before
    assert "marked as sensitive" not in before
    session.add(
        AdoptedTheme(
            theme_id=ready.themes["wait"].id,
            codebook_id=codebook.id,
            slug="wait",
            sensitive=True,
        )
    )
    session.flush()
    after = analyst.get(f"{ROOM}/quotes").text
    assert f'id="{theme_code(ready.themes["wait"].id)}"' not in after
    assert f'id="{theme_code(ready.themes["words"].id)}"' in after
    assert "marked as sensitive:" in after


def test_what_a_coder_said_of_a_stance_goes_with_a_candidate(ready: Ready) -> None:
    session = ready.session
    state = read_codebook(session, ready.speaking.engagement.id)
    first = next(iter(candidates(session, state).values()))[0]
    for stance in ("support", "oppose"):
        said = {"segment_id": first.segment_id, "offered": [], "stance": stance}
        coder = Account(email=f"{stance}@example.org", name="C", fs_uniquifier=stance * 4)
        session.add(coder)
        session.flush()
        session.add(Judgement(coder_id=coder.id, **said))
        session.flush()
    found = [each for rows in candidates(session, state).values() for each in rows]
    assert {each.stance for each in found if each.segment_id == first.segment_id} == {"oppose"}
    assert {each.stance for each in found if each.segment_id != first.segment_id} == {""}
