"""The promise of paper: a stack entered twice is what people would have answered on the web."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.paper.stacks import tally_of
from community_voice.store import Answer, AsideEntry, PaperEntry, PaperStack, Response
from tests.collect.paper.conftest import Desk

Fields = dict[str, Any]
Row = tuple[object, ...]

# Five filled forms: what is on the paper as it is typed, and what the same person would press on
# the web. A number in a name is the instance of the part that repeats.
FORMS: list[tuple[Fields, Fields]] = [
    (
        {
            "k-read_rule": "x",
            "k-wanted": "a",
            "q-story": "They came late.\nNobody explained.",
            "k-who": "a",
            "k-ways": "a b",
            "k-trust": "2",
            "k-each-police": "a",
            "k-each-ambulance": "c",
            "k-first": "c a",
            "k-votes-quick": "a",
            "k-votes-plain": "c",
            "q-times": "3",
            "q-day": "2026-03-31",
            "q-hour": "14:30",
            "k-area": "a",
            "k-street": "a",
            "q-name_it": "Lighthouse",
            "q-role": "Cook",
            "q-role_count": "2",
            "k-consent": "c",
        },
        {
            "q-read_rule": "1",
            "q-wanted": "yes",
            "q-story": "They came late.\r\nNobody explained.",
            "q-who": "medic",
            "q-ways": ["call", "text"],
            "q-trust": "2",
            "q-each-police": "little",
            "q-each-ambulance": "not_sure",
            "q-first-1": "friend",
            "q-first-2": "medic",
            "q-votes-quick": "agree",
            "q-votes-plain": "pass",
            "q-times": "3",
            "q-day": "2026-03-31",
            "q-hour": "14:30",
            "q-area": "north",
            "q-street": "bridge",
            "q-name_it": "Lighthouse",
            "q-role": "Cook",
            "q-role_count": "2",
            "q-consent": "quoted",
        },
    ),
    (
        # Often: the part that is asked only of people who needed help more than fifty times.
        {
            "k-read_rule": "x",
            "k-wanted": "b",
            "k-who": "c",
            "q-who-other": "My aunt",
            "k-ways": "c",
            "k-trust": "?",
            "q-times": "60",
            "k-area": "b",
            "k-street": "b",
            "q-role": "Driver",
            "q-role_count": "1",
            "q-role.2": "Nurse",
            "q-role_count.2": "4",
            "q-often_words": "A number that answers.",
            "k-consent": "b",
        },
        {
            "q-read_rule": "1",
            "q-wanted": "no",
            "q-who": "+other",
            "q-who-other": "My aunt",
            "q-ways": "none",
            "q-trust": "not_sure",
            "q-times": "60",
            "q-area": "south",
            "q-street": "mill",
            "q-role": "Driver",
            "q-role_count": "1",
            "q-role.2": "Nurse",
            "q-role_count.2": "4",
            "q-often_words": "A number that answers.",
            "q-consent": "paraphrased",
        },
    ),
    # Little is filled in: no consent means "counted", on paper as on the web.
    ({"k-read_rule": "x"}, {"q-read_rule": "1", "q-consent": "counted"}),
    (
        {"k-read_rule": "x", "k-wanted": "c", "q-times": "٧", "k-votes-quick": "b"},
        {
            "q-read_rule": "1",
            "q-wanted": "not_sure",
            "q-times": "7",
            "q-votes-quick": "disagree",
            "q-consent": "counted",
        },
    ),
    (
        {"k-read_rule": "x", "q-hour": "09:05", "k-first": "b", "k-ways": "b", "k-consent": "a"},
        {
            "q-read_rule": "1",
            "q-hour": "09:05",
            "q-first-1": "police",
            "q-ways": "text",
            "q-consent": "counted",
        },
    ),
]
# How the second person typed three of them: slips that a person then mends by the paper.
SLIPS: dict[int, Fields] = {
    0: {"k-trust": "3", "k-each-police": "b", "k-first": "a c", "q-name_it": "Lighthose"},
    1: {"q-role.2": "", "q-role_count.2": ""},
    4: {"k-ways": "a"},
}


def on_the_web(client: FlaskClient, fields: Fields) -> None:
    """Answer the survey page by page, as a browser without JavaScript does."""
    address = "/lakeside/s/urgent-help/survey"
    page = client.post(address, data={"lang": "en", "go": "start"}).text
    for _page in range(20):
        inside = page.partition('<form id="walk"')[2].partition("</form>")[0]
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', inside)
        hidden = {name: html.unescape(value) for name, value in found}
        if not hidden:
            break
        at = hidden.get("at", "")
        more = at == "people" and "q-role.2" in fields
        go = "send" if at == "review" else "another" if more else "next"
        shown = re.findall(r'name="shown" value="([^"]*)"', inside)
        form = {**hidden, **fields, "shown": shown, "go": go}
        page = client.post(address, data=form).text
    assert "Your answers are stored" in page


def rows_of(response: Response) -> set[Row]:
    """Return a response's answers, field by field, without keys."""
    return {
        (
            answer.question.code,
            answer.instance,
            answer.position,
            answer.choice.code if answer.choice else None,
            answer.number,
            answer.value,
            (answer.testimony.text, answer.testimony.themed, answer.testimony.consent)
            if answer.testimony
            else None,
        )
        for answer in response.answers
    }


@pytest.fixture
def stack(desk: Desk, second: Desk, session: Session) -> PaperStack:
    """Enter five forms twice, mend the mismatches by the paper, and return the stack."""
    numbers = desk.numbers(copies=len(FORMS))
    made = desk.stack(forms=len(FORMS), times=2)
    for number, (typed, _web) in zip(numbers, FORMS, strict=True):
        assert desk.type(made, number, typed).status_code == 302
    for place, number in enumerate(numbers):
        slipped = {**FORMS[place][0], **SLIPS.get(place, {})}
        assert second.type(made, number, slipped).status_code == 302
    tally = tally_of(session, made)
    assert (tally.stored, tally.different) == (2, 3)
    for place in SLIPS:
        address = f"/host/paper/{made.id}/different/{numbers[place]}"
        picks = re.findall(r'name="(pick-[^"]+)" value="1"', desk.browser.get(address).text)
        assert len(picks) == len(SLIPS[place])
        answer = desk.browser.post(address, data=dict.fromkeys(picks, "1"))
        assert answer.status_code == 302
    return made


def test_a_stack_entered_twice_equals_the_web_answers_field_by_field(
    client: FlaskClient, session: Session, stack: PaperStack
) -> None:
    on_paper = session.scalars(select(Response).where(Response.mode == "paper")).all()
    for _typed, fields in FORMS:
        on_the_web(client, fields)
    # Noise: one more person on the web, who must not be taken for any of the five.
    on_the_web(client, {"q-read_rule": "1", "q-name_it": "Harbor", "q-consent": "quoted"})
    on_web = session.scalars(select(Response).where(Response.mode == "web")).all()

    def told(responses: Any) -> set[Row]:
        return {(each.consent, each.language, frozenset(rows_of(each))) for each in responses}

    assert (len(on_paper), len(on_web)) == (5, 6)
    assert len(told(on_paper)) == 5
    assert told(on_paper) < told(on_web)
    assert session.scalars(select(AsideEntry)).all() == []


def test_the_stack_adds_up_and_no_typed_words_are_left(session: Session, stack: PaperStack) -> None:
    tally = tally_of(session, stack)
    assert (tally.stored, tally.missing()) == (5, [])
    entries = session.scalars(select(PaperEntry)).all()
    assert len(entries) == 10
    assert all(entry.answers is None and entry.state == "stored" for entry in entries)
    assert session.scalars(select(Answer)).all()
