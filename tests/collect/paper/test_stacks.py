"""Stacks: their tally is the number that was counted by hand, and closing says what is missing."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.paper.stacks import Tally, tally_of
from community_voice.store import AuditEntry, PaperStack
from tests.collect.paper.conftest import Desk


def test_a_tally_always_adds_up() -> None:
    tally = Tally(10, stored=4, waiting=1, different=2, blank=1, unreadable=1)
    assert tally.done_with + tally.not_typed == 10
    assert (tally.not_typed, tally.too_many) == (1, 0)
    assert len(tally.missing()) == 3
    more = Tally(3, stored=4)
    assert (more.not_typed, more.too_many) == (0, 1)
    assert more.missing() == ["There is 1 form more than you counted by hand."]
    assert Tally(4, stored=3, blank=1).missing() == []


def test_blank_and_unreadable_forms_are_counted_by_button(desk: Desk, session: Session) -> None:
    stack = desk.stack(forms=3)
    for go in ("blank:more", "blank:more", "unreadable:more", "blank:less", "unreadable:less"):
        desk.browser.post(f"/host/paper/{stack.id}/count", data={"go": go})
    assert (stack.blank, stack.unreadable) == (1, 0)
    assert (
        desk.browser.post(f"/host/paper/{stack.id}/count", data={"go": "forms:more"}).status_code
        == 400
    )
    assert tally_of(session, stack).not_typed == 2


def test_closing_with_a_difference_asks_and_says_what_is_missing(
    desk: Desk, session: Session
) -> None:
    stack = desk.stack(forms=2)
    asked = desk.browser.post(f"/host/paper/{stack.id}/close")
    assert asked.status_code == 409
    assert "2 forms are not typed yet." in asked.text
    assert stack.state == "open"
    desk.browser.post(f"/host/paper/{stack.id}/close", data={"sure": "1"})
    assert stack.state == "closed"
    number = desk.numbers()[0]
    assert "This stack is closed" in desk.open(stack, number).text
    kept = desk.type(stack, number, {"k-read_rule": "x", "q-name_it": "Lighthouse"})
    assert kept.status_code == 409
    assert "Lighthouse" in kept.text
    desk.browser.post(f"/host/paper/{stack.id}/open")
    assert stack.state == "open"


def test_the_number_counted_by_hand_can_be_mended(desk: Desk) -> None:
    stack = desk.stack(forms=2)
    desk.browser.post(f"/host/paper/{stack.id}/count", data={"forms": "7"})
    assert stack.forms == 7
    wrong = desk.browser.post(f"/host/paper/{stack.id}/count", data={"forms": "some"})
    assert wrong.status_code == 400
    assert stack.forms == 7


def test_a_photocopy_of_a_stored_form_is_a_form_of_its_stack(desk: Desk, session: Session) -> None:
    stack, number = desk.stack(forms=2), desk.numbers()[0]
    typed = {"k-read_rule": "x", "q-name_it": "Lighthouse"}
    desk.type(stack, number, typed)
    page = desk.browser.get(f"/host/paper/{stack.id}/enter?number={number}&photocopy=1").text
    assert '<input type="hidden" name="photocopy" value="1">' in page
    # Typed again by mistake it counts once, and as a photocopy only where somebody said so.
    other = {**typed, "q-name_it": "Lantern"}
    tallies = []
    for more in ({}, {"photocopy": "1"}, {"photocopy": "1"}):
        desk.type(stack, number, other, **more)
        tally = tally_of(session, stack)
        tallies.append((tally.aside, tally.not_typed))
    assert tallies == [(0, 1), (1, 0), (1, 0)]
    page = desk.browser.get(f"/host/paper/{stack.id}").text
    assert 'id="tally-aside"' in page and "It adds up" in page


def test_stacks_are_found_by_name_and_acts_are_logged(desk: Desk, session: Session) -> None:
    desk.stack(name="Library on Elm")
    desk.stack(name="Day center")
    page = desk.browser.get("/host/paper/", query_string={"q": "elm"}).text
    assert "Library on Elm" in page and "Day center" not in page
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act == "paper.stack")).all()
    assert len(acts) == 2


def test_a_stack_that_lacks_something_is_not_made(desk: Desk, session: Session) -> None:
    right = {"name": "Kept name", "what": f"{desk.version.id}:en", "forms": "5"}
    for wrong in ({"name": " "}, {"forms": "x"}, {"what": "0:en"}):
        answer = desk.browser.post("/host/paper/new", data={**right, **wrong})
        assert answer.status_code == 422, wrong
        assert {**right, **wrong}["name"] in answer.text
    assert session.scalars(select(PaperStack)).all() == []


def test_a_list_of_forms_begins_with_the_hosts_own_language(desk: Desk) -> None:
    for page in ("print", "new"):
        shown = desk.browser.get(f"/host/paper/{page}?lang=ar").text
        chosen = re.findall(r'<option value="([^"]+)"[^>]* selected', shown)
        assert chosen == [f"{desk.version.id}:ar"], page
