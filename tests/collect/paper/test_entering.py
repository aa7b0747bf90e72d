"""Typing forms in: each is stored once, whatever is typed again, and nothing typed is lost."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.receipts import read_receipt
from community_voice.collect.offline import taking
from community_voice.collect.paper.form_numbers import make_number
from community_voice.collect.paper.stacks import tally_of
from community_voice.store import AsideEntry, AuditEntry, PaperCopy, PaperEntry, Response
from tests.collect.offline.conftest import Device
from tests.collect.paper.conftest import Desk, SignIn
from tests.collect.paper.made import publish_survey
from tests.collect.paper.test_printing import receipts_on

PLAIN = {"k-read_rule": "x", "q-name_it": "Lighthouse", "k-trust": "2"}
OTHER = {"k-read_rule": "x", "q-name_it": "Lantern", "k-trust": "2"}


def stored(session: Session) -> list[Response]:
    return list(session.scalars(select(Response)))


def aside(session: Session) -> list[AsideEntry]:
    return list(session.scalars(select(AsideEntry)))


def test_a_number_with_a_slip_is_said_and_stays_in_the_field(desk: Desk) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    slip = number[:-1] + str((int(number[-1]) + 1) % 10)
    answer = desk.open(stack, slip)
    assert answer.status_code == 409
    assert "This is not a form number" in answer.text
    assert f'value="{slip}"' in answer.text


def test_a_number_that_cannot_be_typed_here_is_said_why(
    desk: Desk, second: Desk, session: Session
) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    unknown = next(made for _try in range(9) if (made := make_number()) != number)
    assert "It was not printed here" in desk.open(stack, unknown).text
    newer = publish_survey(session, desk.version.survey.engagement, "another")
    elsewhere = Desk(desk.browser, desk.account, session, newer).numbers()[0]
    assert "another survey or version" in desk.open(stack, elsewhere).text
    assert desk.type(stack, number, PLAIN).status_code == 302
    again = second.open(stack, number)
    assert (again.status_code, "is stored already" in again.text) == (409, True)


def test_a_form_is_stored_as_it_stands_with_the_receipt_of_its_stub(
    desk: Desk, session: Session, client: FlaskClient
) -> None:
    receipt = read_receipt(receipts_on(desk.print().text)[0])
    number = only_number(session)
    stack = desk.stack()
    assert desk.type(stack, number, PLAIN, language="ar").status_code == 302
    (made,) = stored(session)
    assert (made.mode, made.unit, made.language) == ("paper", "people", "ar")
    (entry,) = session.scalars(select(PaperEntry))
    assert (entry.state, entry.answers) == ("stored", None)
    assert entry.digest
    found = client.post("/receipt", data={"receipt": receipt, "lang": "en"})
    assert found.status_code == 200
    assert "We have your answers" in found.text or "stored" in found.text
    assert tally_of(session, stack).stored == 1


def only_number(session: Session) -> str:
    return session.scalars(select(PaperCopy.number)).one()


def test_what_is_odd_is_shown_once_and_nothing_typed_is_lost(desk: Desk, session: Session) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    form = {"number": number, "go": "save", "q-times": "many", "k-ways": "a", "q-role": "Cook"}
    shown = desk.browser.post(f"/host/paper/{stack.id}/enter", data=form)
    assert shown.status_code == 422
    assert stored(session) == []
    for kept in ('value="many"', 'value="Cook"', 'name="k-ways" value="a"', "C1"):
        assert kept in shown.text, kept
    assert desk.type(stack, number, form).status_code == 302
    (made,), (beside,) = stored(session), aside(session)
    assert (beside.why, beside.way, beside.response_id) == ("unfit", "paper", made.id)
    assert beside.content["fields"] == [["q-times", "many"]]
    assert {answer.question.code for answer in made.answers} == {"ways", "role", "consent"}


def test_a_wrong_number_beside_a_typed_form_loses_nothing(desk: Desk, session: Session) -> None:
    stack = desk.stack()
    page = desk.browser.get(f"/host/paper/{stack.id}/enter?keep=1").text
    assert 'id="outbox"' in page and 'name="number"' in page
    answer = desk.type(stack, "12345670", {**PLAIN, "k-ways": "a b"})
    assert answer.status_code == 409
    for kept in ('value="12345670"', 'value="Lighthouse"', 'name="k-ways" value="a b"'):
        assert kept in answer.text, kept
    assert stored(session) == []


def test_a_blank_form_is_counted_as_blank_and_is_nobodys_answer(
    desk: Desk, session: Session
) -> None:
    stack, number = desk.stack(forms=1), desk.numbers()[0]
    address = f"/host/paper/{stack.id}"
    empty = {
        "number": number,
        "go": "save",
        "q-name_it": " ",
        "rooms-people": "2",
        "language": "en",
    }
    asked = desk.browser.post(f"{address}/enter", data=empty)
    assert (asked.status_code, desk.send(stack, number, {"k-ways": ""}).status_code) == (422, 400)
    assert stored(session) == []
    assert 'name="go" value="blank:more"' in asked.text
    desk.browser.post(f"{address}/count", data={"go": "blank:more"})
    # Then the page that asks for the next form says that there is none.
    page = desk.browser.get(f"{address}/enter").text
    assert "It adds up" in page and f'action="{address}/close"' in page


def test_a_form_that_could_not_be_taken_is_shown_whole(app: Flask, desk: Desk) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        form = {**PLAIN, "number": number, "q-story": "hungry"}
        address = f"/host/paper/{stack.id}/enter"
        page = desk.browser.post(address, data=form)
        ours = {"Sec-Fetch-Site": "same-origin"}
        signed_out = app.test_client().post(address, data=form, headers=ours)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert (page.status_code, signed_out.status_code) == (400, 401)
    assert "You are signed out" in signed_out.text and "/sign-in" in signed_out.text
    # A button sends the same again; what a foreign page sent gets none.
    again = re.findall(r'hidden" name="([kqn][^"]+)" value="([^"]*)"', signed_out.text)
    assert dict(again) == form
    assert 'name="k-trust"' not in page.text
    for kept in (f"number: {number}", "k-trust: 2", "story: hungry", "name_it: Lighthouse"):
        assert kept in page.text, kept


def test_the_receipt_of_a_stub_is_nobody_elses_and_a_form_is_stored_all_the_same(
    desk: Desk, session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = read_receipt(receipts_on(desk.print().text)[0])
    device = Device(client, desk.version, "lakeside")
    assert device.outcome(device.entry(("name_it", "Theirs"), receipt=receipt)) == "kept"
    # One that came under it before it was asked about.
    monkeypatch.setattr(taking, "is_given_out", lambda *_given: False)
    assert device.outcome(device.entry(("name_it", "Mine"), receipt=receipt)) == "stored"
    assert desk.type(desk.stack(), only_number(session), PLAIN).status_code == 302
    assert len(stored(session)) == 2


def test_something_odd_that_is_new_is_shown_again(desk: Desk, session: Session) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    address = f"/host/paper/{stack.id}/enter"
    first = desk.browser.post(address, data={"number": number, "q-times": "95"})
    seen = first.text.partition('name="seen" value="')[2].partition('"')[0]
    form = {"number": number, "q-times": "95", "q-hour": "noon", "seen": seen}
    assert desk.browser.post(address, data=form).status_code == 422
    assert stored(session) == []


def test_other_content_of_a_stored_form_is_a_conflict_that_staff_see(
    desk: Desk, second: Desk, session: Session
) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    desk.type(stack, number, PLAIN)
    # It may be a photocopy that another person filled in: the page leads on.
    (address,) = re.findall(r'href="([^"]+photocopy=1)"', second.open(stack, number).text)
    assert 'name="q-name_it"' in second.browser.get(unescape(address)).text
    for _time in range(2):
        second.type(stack, number, OTHER)
    (made,), (beside,) = stored(session), aside(session)
    assert (beside.why, beside.response_id) == ("conflict", made.id)
    assert ["q-name_it", "Lantern"] in beside.content["fields"]
    told = second.browser.get(f"/host/paper/{stack.id}/enter").text
    assert "stored before with other answers" in told


def test_a_device_may_send_the_same_form_as_often_as_it_likes(desk: Desk, session: Session) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    outcomes = [desk.send(stack, number, typed).json for typed in (PLAIN, PLAIN, OTHER, OTHER)]
    assert [each["outcome"] for each in outcomes if each] == [
        "stored",
        "again",
        "conflict",
        "conflict",
    ]
    assert (len(stored(session)), len(aside(session))) == (1, 1)


def test_what_a_device_sends_broken_is_refused_as_json(desk: Desk) -> None:
    address = f"/host/paper/{desk.stack().id}/entries"
    bodies: list[object] = [None, [], {"number": 3}, {"number": "1", "fields": [["a", 1]]}]
    for body in bodies:
        answer = desk.browser.post(address, json=body)
        assert answer.status_code == 400, body
        assert answer.json and answer.json["outcome"] == "refused"
    deep = desk.browser.post(address, data="[" * 100_000, content_type="application/json")
    assert (deep.status_code, (deep.json or {})["outcome"]) == (400, "refused")


def test_a_field_that_the_survey_lacks_is_kept_for_staff(desk: Desk, session: Session) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    desk.send(stack, number, {**PLAIN, "q-gone": "my words"})
    assert [entry.content["fields"] for entry in aside(session)] == [[["q-gone", "my words"]]]


def test_typed_twice_the_same_person_is_refused_and_the_second_stores(
    desk: Desk, second: Desk, session: Session
) -> None:
    stack, number = desk.stack(times=2), desk.numbers()[0]
    assert desk.type(stack, number, PLAIN).status_code == 302
    assert (stored(session), tally_of(session, stack).waiting) == ([], 1)
    assert "Now another person must type it" in desk.open(stack, number).text
    mine = desk.type(stack, number, OTHER)
    assert (mine.status_code, "Lantern" in mine.text) == (409, True)
    blind = second.open(stack, number)
    assert (blind.status_code, "Lighthouse" in blind.text) == (200, False)
    assert second.type(stack, number, PLAIN).status_code == 302
    assert len(stored(session)) == 1
    entries = session.scalars(select(PaperEntry)).all()
    assert {(entry.turn, entry.state, entry.answers) for entry in entries} == {
        (1, "stored", None),
        (2, "stored", None),
    }


def test_two_typings_that_differ_wait_for_a_person_who_chooses(
    desk: Desk, second: Desk, session: Session
) -> None:
    stack, number = desk.stack(times=2), desk.numbers()[0]
    desk.type(stack, number, {**PLAIN, "k-ways": "a"})
    second.type(stack, number, {**OTHER, "k-ways": "ab"}, language="ar")
    assert (stored(session), tally_of(session, stack).different) == ([], 1)
    address = f"/host/paper/{stack.id}/different/{number}"
    page = desk.browser.get(address).text
    assert "Lighthouse" in page and "Lantern" in page and "Who should come?" not in page
    half = desk.browser.post(address, data={"pick-q-name_it": "2", "language": "en"})
    assert (half.status_code, "Choose what the paper says at B1." in half.text) == (422, True)
    chosen = {
        "pick-q-name_it": "3",
        "third-pick-q-name_it": "Lampion",
        "pick-q-ways": "2",
        "language": "ar",
    }
    for odd in ({"third-pick-q-name_it": ""}, {"pick-q-ways": "3", "third-pick-q-ways": "zz"}):
        asked = desk.browser.post(address, data={**chosen, **odd})
        assert (asked.status_code, "Please look at the paper once more" in asked.text) == (
            422,
            True,
        )
        assert "Lighthouse" in asked.text and not stored(session), "both typings stay until then"
    assert desk.browser.post(address, data=chosen).status_code == 302
    (made,) = stored(session)
    words = [answer.testimony.text for answer in made.answers if answer.testimony]
    codes = sorted(a.choice.code for a in made.answers if a.choice and a.question.code == "ways")
    assert (words, codes, made.language) == (["Lampion"], ["call", "text"], "ar")
    assert all(e.answers is None for e in session.scalars(select(PaperEntry)))
    assert desk.browser.get(address).status_code == 404


def test_what_two_typed_is_kept_beside_where_a_person_says_twice_that_the_paper_has_nothing(
    desk: Desk, second: Desk, session: Session
) -> None:
    stack, number = desk.stack(times=2), desk.numbers()[0]
    desk.type(stack, number, {**PLAIN, "k-ways": "a"})
    second.type(stack, number, {**OTHER, "k-ways": "a"})
    address = f"/host/paper/{stack.id}/different/{number}"
    chosen = {"pick-q-name_it": "3", "third-pick-q-name_it": ""}
    asked = desk.browser.post(address, data=chosen).text
    seen = asked.partition('name="seen" value="')[2].partition('"')[0]
    assert desk.browser.post(address, data={**chosen, "seen": seen}).status_code == 302
    assert not [each for each in stored(session)[0].answers if each.testimony]
    (beside,) = aside(session)
    assert beside.content["answers"] == {"name_it": {"": ["Lighthouse", "Lantern"]}}


def test_the_log_names_the_stack_and_the_day_and_no_response(desk: Desk, session: Session) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    desk.type(stack, number, PLAIN)
    (act,) = session.scalars(select(AuditEntry).where(AuditEntry.act == "paper.store"))
    assert (act.brings_words, act.at, act.detail) == (True, None, {"stack": stack.id})
    assert act.actor_id == desk.account.id


def test_withdrawn_words_do_not_come_in_again(desk: Desk, second: Desk, session: Session) -> None:
    stack, number = desk.stack(), desk.numbers()[0]
    desk.type(stack, number, PLAIN)
    session.delete(stored(session)[0])
    session.commit()
    told = second.send(stack, number, OTHER)
    assert told.status_code == 409
    assert (stored(session), aside(session)) == ([], [])


def test_staff_have_the_same_room_and_type_what_partners_hand_in(
    desk: Desk, session: Session, staff_client: object, administrator: object
) -> None:
    browser = staff_client("administrator")  # type: ignore[operator]
    number = desk.numbers()[0]
    room = "/staff/lakeside/paper"
    form = {"name": "City", "what": f"{desk.version.id}:en", "forms": "1", "times": "1"}
    made = browser.post(f"{room}/new", data=form)
    stack = (made.location or "").rsplit("/", 1)[1]
    assert made.location.startswith(f"{room}/")
    page = browser.get(f"{room}/{stack}/enter?number={number}")
    assert "A1" in page.text
    answer = browser.post(
        f"{room}/{stack}/enter", data={"number": number, "k-read_rule": "x", "go": "save"}
    )
    assert (answer.status_code, len(stored(session))) == (302, 1)
    assert desk.browser.get(f"/host/paper/{stack}").status_code == 404


def test_a_partner_types_only_what_is_its_own(
    desk: Desk, sign_in: SignIn, session: Session, staff_client: object, administrator: object
) -> None:
    browser = staff_client("administrator")  # type: ignore[operator]
    form = {"what": f"{desk.version.id}:en", "copies": "1", "day": "2099-01-15"}
    assert browser.post("/staff/lakeside/paper/print", data=form).status_code == 200
    theirs = only_number(session)
    assert "It was not printed here" in desk.open(desk.stack(), theirs).text
