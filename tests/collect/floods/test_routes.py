"""What staff do with what is held: look, let in, set aside, take that back."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering.instrument import load_instrument
from community_voice.answering.recording import Manner, record_response
from community_voice.store import AuditEntry, Response, Testimony, Version
from tests.collect.floods.conftest import LETTER, SLUG, fill_in

Browser = Callable[[str], FlaskClient]
PAGE = f"/staff/{SLUG}/held"
OTHER = (
    "Another letter altogether: <b>nurses</b> should come along at night, "
    "and people with lived experience too."
)


@pytest.fixture
def held(session: Session, version: Version) -> dict[str, list[str]]:
    """Return ids of held answers: three of a letter, two of another, two with choices alone."""
    found: dict[str, list[str]] = {"letter": [], "other": [], "choice": [], "counted": []}
    for turn in range(3):
        found["letter"].append(store(session, version, f"{LETTER} {turn}", hold="near_copy"))
    for _ in range(2):
        found["other"].append(store(session, version, OTHER, hold="near_copy"))
        found["choice"].append(store(session, version, who="police", hold="burst"))
    found["counted"].append(store(session, version, "My own story"))
    session.commit()
    return found


def store(
    session: Session, version: Version, story: str = "", who: str = "", hold: str = ""
) -> str:
    instrument = load_instrument(session, version.survey.engagement_id, version.id, "en")
    assert instrument is not None
    filling = fill_in(version, story, who)
    return record_response(session, instrument, filling, "en", manner=Manner(hold=hold)).id


def shown_group(browser: FlaskClient) -> str:
    """Return what the button of the first group sends: ids of what stands on the page."""
    group = browser.get(PAGE).text.partition('name="which" value="group"')[2]
    return group.partition('name="answer" value="')[2].partition('"')[0]


def standing(session: Session, ids: list[str]) -> set[str]:
    session.expire_all()
    return {session.get_one(Response, key).standing for key in ids}


def test_groups_and_both_counts_are_shown(
    staff_client: Browser, held: dict[str, list[str]]
) -> None:
    page = staff_client("analyst").get(PAGE).text
    assert '<dd id="came">8' in page
    assert '<dd id="counted">1' in page
    assert "3 answers like this" in page
    assert page.count("2 answers like this") == 2
    assert "&lt;b&gt;nurses&lt;/b&gt;" in page
    assert "Police" in page, "an answer without words shows its choices"
    assert "My own story" not in page
    long = staff_client("analyst").get(PAGE, query_string={"q": "letter " * 10_000})
    assert long.status_code == 200
    home = staff_client("analyst").get(f"/staff/{SLUG}/").text
    assert "Held for a look: 7. Counted: 1 of 8 that came." in home


def test_brief_answers_that_only_a_scrap_tells_apart_are_one_group(
    staff_client: Browser, session: Session, version: Version
) -> None:
    for scrap in ("1", "22", "xq", "zu"):
        store(session, version, f"No to this plan of the city {scrap}", hold="burst")
    store(session, version, "More nurses please", hold="burst")
    session.commit()
    page = staff_client("analyst").get(PAGE).text
    assert "4 answers like this" in page
    assert page.count('name="which" value="group"') == 2


def test_a_group_is_let_in_and_held_again(
    staff_client: Browser, session: Session, held: dict[str, list[str]]
) -> None:
    browser = staff_client("analyst")
    form = {"show": "held", "which": "group", "answer": shown_group(browser), "to": "let_in"}
    told = browser.post(PAGE, data=form, follow_redirects=True).text
    assert "3 answers are let in." in told
    assert standing(session, held["letter"]) == {"let_in"}
    assert standing(session, held["other"] + held["choice"]) == {"held"}
    browser.post(PAGE, data=form | {"show": "let_in", "to": "held"})
    assert standing(session, held["letter"]) == {"held"}


def test_one_answer_is_set_aside_alone(
    staff_client: Browser, session: Session, held: dict[str, list[str]]
) -> None:
    one, *rest = held["letter"]
    form = {"show": "held", "which": "one", "answer": one, "to": "set_aside"}
    staff_client("analyst").post(PAGE, data=form)
    assert standing(session, [one]) == {"set_aside"}
    assert standing(session, rest) == {"held"}


def test_all_of_a_filter_move_and_nothing_else_does(
    staff_client: Browser, session: Session, held: dict[str, list[str]]
) -> None:
    browser = staff_client("administrator")
    form = {"show": "held", "because": "near_copy", "q": "street lights", "which": "all"}
    browser.post(PAGE, data=form | {"to": "let_in"})
    assert standing(session, held["letter"]) == {"held"}, "nothing says how many were seen"
    browser.post(PAGE, data=form | {"to": "let_in", "seen": "3"})
    assert standing(session, held["letter"]) == {"let_in"}
    assert standing(session, held["other"] + held["choice"]) == {"held"}
    form = {"show": "held", "because": "burst", "which": "all", "seen": "2"}
    browser.post(PAGE, data=form | {"to": "set_aside"})
    assert standing(session, held["choice"]) == {"set_aside"}
    assert standing(session, held["counted"]) == {"counted"}
    assert session.query(Response).count() == 8
    assert session.query(Testimony).count() == 6, "nothing is deleted"


def test_what_came_after_the_page_was_drawn_is_not_moved_unseen(
    staff_client: Browser, session: Session, version: Version, held: dict[str, list[str]]
) -> None:
    browser = staff_client("administrator")
    seen = browser.get(f"{PAGE}?because=burst").text.partition('name="seen" value="')[2][:1]
    form = {"show": "held", "because": "burst", "which": "all", "to": "let_in", "seen": seen}
    later = store(session, version, who="police", hold="burst")
    session.commit()
    page = browser.post(PAGE, data=form, follow_redirects=True).text
    assert "It has changed since this page was shown" in page
    assert standing(session, [*held["choice"], later]) == {"held"}
    browser.post(PAGE, data=form | {"seen": "3"})
    assert standing(session, [*held["choice"], later]) == {"let_in"}
    form = {"show": "held", "which": "group", "answer": shown_group(browser), "to": "let_in"}
    later = store(session, version, f"{LETTER} 4", hold="near_copy")
    session.commit()
    browser.post(PAGE, data=form)
    assert standing(session, held["letter"]) == {"let_in"}
    assert standing(session, [later]) == {"held"}, "it is like the group, but nobody saw it"


@pytest.mark.parametrize(
    "form",
    [
        {"show": "held", "which": "one", "to": "counted"},
        {"show": "held", "which": "one", "to": "held"},
        {"show": "counted", "which": "all", "to": "held"},
        {"show": "held", "which": "everything", "to": "let_in"},
        {},
    ],
    ids=["counted", "same", "of-counted", "which", "empty"],
)
def test_what_is_no_act_of_ours_changes_nothing(
    staff_client: Browser, session: Session, held: dict[str, list[str]], form: dict[str, str]
) -> None:
    answer = staff_client("analyst").post(PAGE, data={"answer": held["counted"][0], **form})
    assert answer.status_code == 400
    assert standing(session, held["counted"]) == {"counted"}
    assert standing(session, held["letter"]) == {"held"}


def test_a_counted_answer_and_another_engagements_are_out_of_reach(
    staff_client: Browser, session: Session, held: dict[str, list[str]]
) -> None:
    form = {"show": "held", "which": "one", "to": "set_aside", "answer": held["counted"][0]}
    told = staff_client("analyst").post(PAGE, data=form, follow_redirects=True).text
    assert "Nothing changed" in told
    assert standing(session, held["counted"]) == {"counted"}


def test_the_log_tells_how_many_and_on_which_day_but_not_which(
    staff_client: Browser, session: Session, held: dict[str, list[str]]
) -> None:
    browser = staff_client("analyst")
    form = {"show": "held", "which": "group", "answer": shown_group(browser), "to": "let_in"}
    browser.post(PAGE, data=form)
    entry = session.query(AuditEntry).filter_by(act="flood.let_in").one()
    assert entry.at is None
    assert entry.detail == {"answers": 3, "from": "held", "because": ""}
    assert not any(key in repr(entry.detail) for key in held["letter"])
