"""What people who vote differently agree on: computed in a run, shown to staff alone."""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.errors import Conflict
from community_voice.store import Account, AnalysisRun, Engagement
from community_voice.study.coding.codebook import adopt_starter
from community_voice.study.runs.compute import compute
from community_voice.study.runs.service import ask_for_run
from community_voice.study.votes.finding import common_ground
from tests.study.conftest import run_now
from tests.study.speaking import LANGUAGE_HELP, WAITING, Speaking, start_engagement
from tests.study.voting import STATEMENTS, add_statements, vote

Browser = Callable[[str], FlaskClient]
PAGE = "/staff/river-street/themes/common-ground"
# Two groups that differ on two statements and agree on the third.
NIGHT = {"night": 1, "vans": -1, "unarmed": 1}
VANS = {"night": -1, "vans": 1, "unarmed": 1}


@pytest.fixture
def town(session: Session) -> Speaking:
    """Return an engagement that asks for votes, beside one whose votes are not counted."""
    noise = add_statements(start_engagement(session, "hill-street"))
    for _ in range(20):
        vote(noise, {"unarmed": -1})
    return add_statements(start_engagement(session))


def cast(town: Speaking, night: int, vans: int) -> None:
    for _ in range(night):
        vote(town, NIGHT)
    for _ in range(vans):
        vote(town, VANS)


def told(page: str) -> str:
    """Return the words of a page on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def statement(found: dict[str, Any], code: str) -> dict[str, Any]:
    return next(line for line in found["statements"] if line["statement"] == code)


def test_a_run_counts_votes_by_group_and_statement(session: Session, town: Speaking) -> None:
    cast(town, 15, 12)
    vote(town, {"night": 0}, unit="comments")
    found = run_now(session, town).results["consensus"]
    assert found["people"] == 27
    assert found["groups"] == {"A": 15, "B": 12}
    votes = {code: [NIGHT[code]] * 15 + [VANS[code]] * 12 for code in STATEMENTS}
    for code, said in votes.items():
        line = statement(found, code)
        counted = [line["agree"], line["disagree"], line["passed"]]
        assert counted == [said.count(1), said.count(-1), said.count(0)]
        shares = [(part.count(1) + 1) / (len(part) + 2) for part in (said[:15], said[15:])]
        assert line["consensus"] == pytest.approx(shares[0] * shares[1], abs=1e-9)
    best = found["statements"][0]
    assert (best["statement"], best["rank"]) == ("unarmed", 1)
    apart = {(line["group"], line["statement"], line["way"]) for line in found["representative"]}
    assert ("A", "night", "agree") in apart
    assert ("B", "vans", "agree") in apart


def test_the_same_votes_give_the_same_result_and_others_another(
    session: Session, town: Speaking
) -> None:
    town.say_all(WAITING)
    cast(town, 12, 11)
    first, second = run_now(session, town), run_now(session, town)
    assert first.results["consensus"] == second.results["consensus"]
    assert first.result_digest == second.result_digest
    assert first.input_digest == second.input_digest
    vote(town, {"night": 0})
    third = run_now(session, town)
    assert third.input_digest != first.input_digest
    assert third.result_digest != first.result_digest


def test_the_order_of_votes_says_nothing() -> None:
    lines = [(f"p{n:02}", "views", code, value) for n in range(30) for code, value in NIGHT.items()]
    lines += [(f"q{n:02}", "views", code, value) for n in range(20) for code, value in VANS.items()]
    frame = pd.DataFrame(lines, columns=["person", "question", "statement", "vote"])
    assert common_ground(frame, 0) == common_ground(frame.sample(frac=1.0, random_state=5), 0)
    assert common_ground(frame.head(0), 0) == {}


def test_votes_alone_are_enough_for_a_run(
    session: Session, town: Speaking, analyst: Account
) -> None:
    with pytest.raises(Conflict, match="Nobody has said anything"):
        ask_for_run(session, town.engagement, analyst, {})
    cast(town, 2, 1)
    run = ask_for_run(session, town.engagement, analyst, {"encoder": "tfidf"})
    compute(session, run, lambda stage, done, total: None)
    assert run.results["consensus"]["people"] == 3
    assert run.results["themes"] == []
    assert run.results["counts"]["segments"] == 0


def test_votes_alone_with_a_codebook_are_enough_too(
    session: Session, town: Speaking, analyst: Account
) -> None:
    adopt_starter(session, town.engagement, analyst, "en")
    cast(town, 2, 1)
    run = ask_for_run(session, town.engagement, analyst, {"encoder": "tfidf", "codebook": True})
    compute(session, run, lambda stage, done, total: None)
    assert run.results["consensus"]["people"] == 3


def test_votes_withdrawn_while_it_computes_are_not_counted(
    session: Session, town: Speaking
) -> None:
    cast(town, 3, 3)
    gone = [vote(town, {"unarmed": -1})]

    def withdraw(stage: str, done: int, total: int) -> None:
        if stage == "votes" and gone:
            session.delete(gone.pop())
            session.flush()

    run = town.ask_for_run()
    compute(session, run, withdraw)
    assert run.results["consensus"]["people"] == 6
    assert statement(run.results["consensus"], "unarmed")["disagree"] == 0


def test_a_run_without_votes_says_nothing_of_them(session: Session, town: Speaking) -> None:
    town.say_all(WAITING + LANGUAGE_HELP)
    assert run_now(session, town).results["consensus"] == {}


def test_the_page_shows_statements_in_order_and_what_sets_groups_apart(
    session: Session, town: Speaking, staff_client: Browser
) -> None:
    cast(town, 15, 12)
    run_now(session, town)
    page = told(staff_client("analyst").get(PAGE).text)
    assert "For staff only" in page
    assert "Counted from the votes of 27 people." in page
    places = [page.index(f"{n} {text}") for n, text in [(1, STATEMENTS["unarmed"])]]
    assert places[0] < page.index("Opinion groups")
    expected = round(100 * (16 / 17) * (13 / 14))
    assert f"{STATEMENTS['unarmed']} 27 0 0 {expected}%" in page
    assert f"Group A 15 people What sets it apart: {STATEMENTS['night']} 15 of 15 agree" in page
    second = page.partition("Group B 12 people")[2]
    assert f"{STATEMENTS['vans']} 12 of 12 agree" in second
    assert f"{STATEMENTS['night']} 12 of 12 disagree" in second
    assert STATEMENTS["unarmed"] not in second, "both groups agree with it alike"


def test_a_small_group_is_neither_counted_nor_described(
    session: Session, town: Speaking, staff_client: Browser
) -> None:
    cast(town, 15, 10)
    run_now(session, town)
    page = told(staff_client("analyst").get(PAGE).text)
    assert "Group A 15 people" in page
    assert "Group B too few to show without pointing at someone" in page
    assert "of 10 " not in page.partition("Group B")[2]


def test_a_statement_with_few_votes_has_no_place_and_says_why(
    session: Session, town: Speaking, staff_client: Browser
) -> None:
    cast(town, 12, 11)
    for person in range(9):
        vote(town, {"night": 1, "vans": 1} if person % 2 else {"night": 1})
    other = add_statements(town, survey="second")
    vote(other, {"vans": 1})
    run_now(session, town)
    page = told(staff_client("analyst").get(PAGE).text)
    assert f"– {STATEMENTS['vans']} 1 0 0" in page
    assert page.count("too few votes") == 1


def test_before_anything_was_counted_the_page_says_what_to_do(
    session: Session, town: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    assert "Nobody has voted on a statement yet." in browser.get(PAGE).text
    cast(town, 1, 0)
    page = told(browser.get(PAGE).text)
    assert "The votes have not been counted yet. 1 person has voted. Start a new run" in page
    assert "Find themes" in browser.get("/staff/river-street/themes/runs").text
    run = run_now(session, town)
    assert "See the common ground" in browser.get(f"/staff/river-street/themes/runs/{run.id}").text
    assert "have not been counted" not in browser.get(PAGE).text
    cast(town, 0, 1)
    page = told(browser.get(PAGE).text)
    assert "Votes have come or gone since they were counted. 2 people have voted." in page


def test_the_way_there_is_shown_only_where_votes_are_asked_for(
    session: Session, speaking: Speaking, staff_client: Browser
) -> None:
    browser = staff_client("analyst")
    assert PAGE not in browser.get("/staff/river-street/themes").text
    assert "No survey of this engagement has statements" in browser.get(PAGE).text
    add_statements(speaking)
    assert PAGE in browser.get("/staff/river-street/themes").text


def test_only_staff_see_it(client: FlaskClient, town: Speaking) -> None:
    assert client.get(PAGE).status_code == 302


def test_a_release_room_bears_a_run_of_votes_alone(
    session: Session, town: Speaking, staff_client: Browser
) -> None:
    cast(town, 12, 11)
    run: AnalysisRun = run_now(session, town)
    assert run.state == "done"
    engagement: Engagement = town.engagement
    for address in (f"/staff/{engagement.slug}/themes", f"/staff/{engagement.slug}/release"):
        assert staff_client("analyst").get(address).status_code == 200
