"""Statements: written by staff, proposed by residents, put before people, voted on."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.store import (
    AuditEntry,
    Engagement,
    Response,
    Segment,
    Statement,
    Survey,
    Testimony,
    Version,
)
from community_voice.store.frames.labels import question_labels
from community_voice.store.frames.votes import votes_frame
from tests.collect.statements.conftest import PAGE, SLUG, Browser, vote

Put = Callable[..., list[str]]
NIGHT = "The team should come at night too."
BADGE = "Everybody on the team should wear a badge."


def test_people_vote_without_an_account_and_the_votes_stand_with_their_words(
    put: Put, client: FlaskClient, session: Session, engagement: Engagement
) -> None:
    night, badge = put(NIGHT, BADGE)
    welcome = client.get(f"/{SLUG}/s/statements/").text
    assert "What do you agree with?" in welcome
    assert 'id="receipt"' in vote(client, **{night: "agree", badge: "disagree"})
    frame = votes_frame(session, engagement.id)
    assert list(zip(frame["statement"], frame["vote"], strict=True)) == [(night, 1), (badge, -1)]
    assert set(frame["question"]) == {"statements"}
    assert question_labels(session, engagement.id)["statements"].choices == {
        night: NIGHT,
        badge: BADGE,
    }
    survey = session.query(Survey).filter_by(slug="statements").one()
    assert (survey.audience, survey.kind) == ("voters", "survey")


def test_a_changed_set_is_a_new_version_and_the_same_code_is_the_same_statement(
    put: Put, client: FlaskClient, session: Session, staff_client: Browser, engagement: Engagement
) -> None:
    (night,) = put(NIGHT)
    vote(client, **{night: "agree"})
    assert put(BADGE) == [night, "s2"]
    vote(client, **{night: "pass", "s2": "agree"})
    browser = staff_client("administrator")
    again = browser.post(f"{PAGE}/put")
    assert again.status_code == 409
    first = session.query(Statement).filter_by(code=night).one()
    browser.post(f"{PAGE}/{first.id}/state", data={"to": "retired"})
    browser.post(f"{PAGE}/put")
    page = client.post(f"/{SLUG}/s/statements/survey", data={"lang": "en", "go": "start"}).text
    assert BADGE in page
    assert NIGHT not in page
    assert session.query(Version).filter(Version.published_on.is_not(None)).count() == 3
    frame = votes_frame(session, engagement.id)
    assert sorted(frame[frame["statement"] == night]["vote"]) == [0, 1]


def test_a_resident_proposes_and_is_shown_only_where_they_allow_it_and_staff_approve(
    put: Put, client: FlaskClient, session: Session, staff_client: Browser
) -> None:
    (night,) = put(NIGHT)
    vote(client, "Nurses should come along.", "quoted", **{night: "agree"})
    vote(client, "Only for counting.", "counted")
    browser = staff_client("administrator")
    page = browser.get(PAGE).text
    assert "Nurses should come along." in page
    assert "Only for counting." not in page
    words = session.query(Testimony).filter_by(text="Nurses should come along.").one()
    assert not words.themed
    browser.post(f"{PAGE}/proposals", data={"proposal": words.id, "to": "approved"})
    made = session.query(Statement).filter_by(origin="resident").one()
    assert (made.testimony_id, made.state, made.texts) == (words.id, "approved", {"en": words.text})
    browser.post(f"{PAGE}/put")
    start = {"lang": "en", "go": "start"}
    assert words.text in client.post(f"/{SLUG}/s/statements/survey", data=start).text
    entry = session.query(AuditEntry).filter_by(act="statement.approved").all()[-1]
    assert entry.at is None
    assert str(words.response_id) not in repr(entry.detail) + entry.subject


def test_declining_asks_first_and_a_proposal_is_decided_once(
    put: Put, client: FlaskClient, session: Session, staff_client: Browser
) -> None:
    put(NIGHT)
    vote(client, "<b>Come soon</b>", "quoted")
    words = session.query(Testimony).one()
    browser = staff_client("analyst")
    form = {"proposal": words.id, "to": "declined"}
    asked = browser.post(f"{PAGE}/proposals", data=form).text
    assert "Decline this statement?" in asked
    assert "&lt;b&gt;Come soon" in asked
    assert session.query(Statement).filter_by(origin="resident").count() == 0
    browser.post(f"{PAGE}/proposals", data=form | {"sure": "1"})
    assert session.query(Statement).filter_by(origin="resident").one().state == "declined"
    assert browser.post(f"{PAGE}/proposals", data=form | {"sure": "1"}).status_code == 409


def test_a_held_answer_proposes_nothing_until_it_is_let_in(
    put: Put, client: FlaskClient, session: Session, staff_client: Browser
) -> None:
    put(NIGHT)
    vote(client, "Vote for me.", "quoted")
    response = session.query(Response).one()
    response.standing, response.held_because = "held", "near_copy"
    session.commit()
    assert "Vote for me." not in staff_client("analyst").get(PAGE).text


def test_texts_by_language_go_before_people_and_do_not_change_afterwards(
    put: Put, client: FlaskClient, session: Session, staff_client: Browser
) -> None:
    browser = staff_client("administrator")
    form = {"text": "Que vengan de noche.", "language": "es", "go": "approved"}
    browser.post(f"{PAGE}/new", data=form)
    statement = session.query(Statement).one()
    assert "waits for its text" in browser.get(PAGE).text
    assert browser.post(f"{PAGE}/put").status_code == 400
    texts = {"text-en": NIGHT, "text-es": "Que vengan también de noche."}
    browser.post(f"{PAGE}/{statement.id}", data=texts)
    browser.post(f"{PAGE}/put")
    start = {"lang": "es", "go": "start"}
    assert texts["text-es"] in client.post(f"/{SLUG}/s/statements/survey", data=start).text
    assert browser.post(f"{PAGE}/{statement.id}", data={"text-en": "Other"}).status_code == 409
    session.expire_all()
    assert statement.texts == {"en": NIGHT, "es": texts["text-es"]}


@pytest.mark.parametrize(
    "form",
    [
        {"text": "  ", "language": "en"},
        {"text": "x" * 301, "language": "en"},
        {"text": "a\x00b", "language": "en"},
        {"text": NIGHT, "language": "xx"},
        {},
    ],
    ids=["empty", "long", "nul", "language", "nothing"],
)
def test_what_cannot_be_kept_comes_back_with_its_words(
    staff_client: Browser, session: Session, engagement: Engagement, form: dict[str, str]
) -> None:
    answer = staff_client("analyst").post(f"{PAGE}/new", data=form)
    assert answer.status_code == 422
    assert form.get("text", "")[:1].strip() in answer.text
    assert session.query(Statement).count() == 0


def test_a_passage_begins_a_statement(
    put: Put, client: FlaskClient, session: Session, staff_client: Browser
) -> None:
    put(NIGHT)
    vote(client, "They came late. Nobody told us.", "quoted")
    words = session.query(Testimony).one()
    segment = Segment(testimony_id=words.id, start=16, end=31, language="en", text_key="k")
    session.add(segment)
    session.commit()
    page = staff_client("analyst").get(f"{PAGE}/new?passage={segment.id}").text
    assert ">Nobody told us.</textarea>" in page


def test_words_of_who_did_not_allow_it_are_no_statement_whoever_writes_them(
    put: Put, client: FlaskClient, session: Session, staff_client: Browser
) -> None:
    put(NIGHT)
    long = "I was sick in my tent for two days and if I call they run my name."
    vote(client, long, "counted")
    vote(client, "They came late.", "quoted")
    counted = session.query(Testimony).filter_by(text=long).one()
    quoted = session.query(Testimony).filter_by(text="They came late.").one()
    for words in (counted, quoted):
        end = len(words.text)
        part = Segment(testimony_id=words.id, start=0, end=end, language="en", text_key=words.id)
        session.add(part)
    session.commit()
    theirs, allowed = session.query(Segment).order_by(Segment.end.desc()).all()
    browser = staff_client("administrator")
    page = browser.get(f"{PAGE}/new?passage={theirs.id}").text
    assert "did not allow us to show their words" in page
    assert "sick in my tent" not in page
    row = "Listen: i WAS sick, in my tent for two days!"
    for text in (long, row):
        form = {"text": text, "language": "en", "go": "approved"}
        assert browser.post(f"{PAGE}/new", data=form).status_code == 422
    assert session.query(Statement).count() == 1
    form = {"text": "They came late.", "language": "en", "passage": str(allowed.id)}
    browser.post(f"{PAGE}/new", data=form)
    made = session.query(Statement).filter_by(testimony_id=quoted.id).one()
    assert browser.post(f"{PAGE}/{made.id}", data={"text-es": row}).status_code == 400
    assert "They came late." in browser.get(PAGE).text.split('id="all"')[0], "still proposed"
    made.texts = {"en": long}
    session.commit()
    assert browser.post(f"{PAGE}/{made.id}/state", data={"to": "approved"}).status_code == 400


def test_hidden_letters_make_no_other_words_and_words_typed_anew_stay_their_persons(
    put: Put, client: FlaskClient, session: Session, staff_client: Browser
) -> None:
    put(NIGHT)
    counted = "Fix that. I was sick in my tent for two days and no one came."
    quoted = "The people in our street look after each other at night."
    vote(client, counted, "counted")
    vote(client, "Nobody cares", "counted")
    vote(client, quoted, "quoted")
    browser = staff_client("administrator")

    def write(text: str) -> int:
        form = {"text": text, "language": "en", "go": "approved"}
        return browser.post(f"{PAGE}/new", data=form).status_code

    for hidden in ("\u00ad", "\u200b", "\u2060", "\u200d", "\u034f", "\ufe0f", "\u3164"):
        assert write(counted.replace("i", f"i{hidden}").replace("o", f"o{hidden}")) == 422
    assert write("Nobody cares!") == 422, "it is all that somebody said"
    assert write("Fix that") == 302, "anybody may have said so"
    assert write(quoted) == 302
    theirs = session.query(Testimony).filter_by(text=quoted).one()
    made = session.query(Statement).order_by(Statement.id.desc()).first()
    assert made is not None
    assert made.testimony_id == theirs.id
    made.testimony_id, made.state = None, "proposed"
    session.commit()
    browser.post(f"{PAGE}/{made.id}/state", data={"to": "approved"})
    session.refresh(made)
    assert made.testimony_id == theirs.id


def test_another_engagements_statement_does_not_exist_here(
    staff_client: Browser, session: Session, engagement: Engagement
) -> None:
    other = Engagement(slug="far-away", state="open", languages=["en"])
    session.add(other)
    session.flush()
    theirs = Statement(
        engagement_id=other.id, code="s1", language="en", texts={"en": "x"}, origin="staff"
    )
    session.add(theirs)
    session.commit()
    browser = staff_client("administrator")
    assert browser.get(f"{PAGE}/{theirs.id}").status_code == 404
    answer = browser.post(f"{PAGE}/{theirs.id}/state", data={"to": "approved"})
    assert answer.status_code == 404


def test_the_builders_pages_show_the_survey_of_statements(put: Put, staff_client: Browser) -> None:
    put(NIGHT)
    browser = staff_client("administrator")
    for page in ("surveys", "surveys/statements", "translations", "themes/common-ground"):
        assert browser.get(f"/staff/{SLUG}/{page}", follow_redirects=True).status_code == 200, page
