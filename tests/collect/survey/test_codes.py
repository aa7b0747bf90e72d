"""A code proves that one may answer, once, and is tied to no answer."""

import sqlite3
from collections.abc import Iterable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering import eligible
from community_voice.answering.codes import ALPHABET, make_code, read_code, show_code
from community_voice.answering.eligible import print_codes
from community_voice.answering.tally import ENOUGH, SPENT, Tally, tally
from community_voice.store import CodeSheet, Engagement, EntryCode, Partner, Response, Survey
from tests.collect.survey.conftest import SLUG, Walker, publish_version

WRONG = "This code was used, or it is not right."


@pytest.fixture
def codes(session: Session, engagement: Engagement) -> list[str]:
    survey = session.query(Survey).filter_by(engagement_id=engagement.id).one()
    sheet = CodeSheet(survey_id=survey.id, name="Tuesday", codes=12)
    session.add(sheet)
    session.flush()
    made = print_codes(session, sheet)
    session.commit()
    return made


def begin(client: FlaskClient, code: str) -> Walker:
    walker = Walker(client)
    walker.post({"lang": "en", "go": "start", "code": code})
    return walker


def send(client: FlaskClient, code: str) -> Walker:
    walker = begin(client, code)
    walker.press("next", what_happened="")
    walker.press("review")
    walker.press("send")
    return walker


def stored(session: Session) -> int:
    return session.query(Response).count()


def test_codes_are_read_however_they_are_written() -> None:
    code = make_code(12)
    assert set(code) <= set(ALPHABET)
    assert not set("0O1IL") & set(ALPHABET)
    for typed in (code, show_code(code), show_code(code).lower(), f" {code[:3]} {code[3:]} "):
        assert read_code(typed, 12) == code
    assert read_code("٢٣٤٥", 4) == "2345"
    assert read_code(code[1:], 12) is read_code(code + "2", 12) is read_code("O" * 12, 12) is None


def test_without_a_code_nobody_begins(client: FlaskClient, codes: list[str]) -> None:
    page = client.get(f"/{SLUG}/with-code?lang=en").text
    assert 'name="code"' in page
    assert 'name="code"' in client.get(f"/{SLUG}/").text
    for typed in ("", "2222-2222-2222"):
        answer = client.post(f"/{SLUG}/survey", data={"lang": "en", "go": "start", "code": typed})
        assert answer.status_code == 422
        assert (WRONG if typed else "Your code, please") in answer.text


def test_a_code_is_good_for_one_answer(
    client: FlaskClient, session: Session, codes: list[str]
) -> None:
    first = begin(client, show_code(codes[0]))
    second = begin(client, codes[0])
    for walker in (first, second):
        walker.press("next")
        walker.press("review", what_happened="Words that must not be lost")
        walker.press("send")
    assert "Your receipt" in first.page.text
    assert second.page.status_code == 422
    assert WRONG in second.page.text
    assert stored(session) == 1
    again = second.post({**second.hidden(), "go": "send", "code": codes[1].lower()})
    assert "Your receipt" in again.text
    assert stored(session) == 2


def test_a_retry_gets_its_receipt_though_the_code_is_used(
    client: FlaskClient, session: Session, codes: list[str]
) -> None:
    walker = begin(client, codes[0])
    walker.press("review")
    form = {**walker.hidden(), "go": "send"}
    receipts = {walker.post(form).text.partition('id="receipt">')[2][:60] for _press in range(2)}
    assert len(receipts) == 1
    assert stored(session) == 1


def test_a_retry_spends_a_code_that_a_crash_left_unspent(
    client: FlaskClient, session: Session, codes: list[str]
) -> None:
    walker = begin(client, codes[0])
    walker.press("review")
    form = {**walker.hidden(), "go": "send"}
    walker.post(form)
    tally().forget()
    walker.post(form)
    assert (
        WRONG
        in client.post(f"/{SLUG}/survey", data={"lang": "en", "go": "start", "code": codes[0]}).text
    )


def test_what_could_not_be_written_for_any_reason_is_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = Tally(app)

    def fail(_self: Tally, _session: Session, _kinds: Iterable[str]) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(Tally, "write", fail)
    waiting.spend("code")
    first = waiting._timers[SPENT]
    with pytest.raises(sqlite3.OperationalError):
        waiting._write_now(SPENT)
    next_one = waiting._timers[SPENT]
    assert next_one is not first and next_one.is_alive()
    for timer in (first, next_one):
        timer.cancel()
    waiting.forget()


def test_used_codes_are_marked_many_at_once_and_by_nobodys_request(
    client: FlaskClient, session: Session, codes: list[str]
) -> None:
    tally().forget()
    used = session.query(EntryCode).filter_by(is_used=True)
    for code in codes[:ENOUGH]:
        send(client, code)
    assert used.count() == 0
    tally().write(session)
    assert used.count() == ENOUGH
    assert WRONG in send_again(client, codes[0])


def send_again(client: FlaskClient, code: str) -> str:
    return client.post(f"/{SLUG}/survey", data={"lang": "en", "go": "start", "code": code}).text


def test_a_failed_send_leaves_the_code_to_be_used(
    client: FlaskClient, session: Session, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    from community_voice.collect.survey import sending  # noqa: PLC0415

    def fail(*_args: object, **_more: object) -> None:
        raise OperationalError("", {}, Exception())

    walker = begin(client, codes[0])
    walker.press("review")
    with monkeypatch.context() as broken:
        broken.setattr(sending, "record_response", fail)
        assert walker.press("send").status_code == 503
    assert "Your receipt" in send(client, codes[0]).page.text


def test_too_many_tries_are_braked_and_nobody_who_sends_waits(
    client: FlaskClient, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = begin(client, codes[0])
    walker.press("review")
    monkeypatch.setattr(eligible, "brake", lambda name: name == "code")
    assert WRONG in send_again(client, codes[1])
    assert "Your receipt" in walker.press("send").text


def test_a_closed_sheet_asks_nobody_for_a_code(
    client: FlaskClient, session: Session, codes: list[str]
) -> None:
    session.query(CodeSheet).one().is_open = False
    session.commit()
    assert 'name="code"' not in client.get(f"/{SLUG}/").text
    walker = Walker(client)
    walker.press("review")
    assert "Your receipt" in walker.press("send").text


def test_who_began_before_the_sheet_was_made_can_add_a_code(
    client: FlaskClient, session: Session, engagement: Engagement
) -> None:
    walker = Walker(client)
    walker.press("review")
    survey = session.query(Survey).filter_by(engagement_id=engagement.id).one()
    sheet = CodeSheet(survey_id=survey.id, name="Late", codes=1)
    session.add(sheet)
    session.flush()
    code = print_codes(session, sheet)[0]
    session.commit()
    assert walker.press("send").status_code == 422
    assert "Your receipt" in walker.post({**walker.hidden(), "go": "send", "code": code}).text


def test_who_began_before_the_sheet_was_made_and_has_no_code_sends_for_staff_to_look_at(
    client: FlaskClient, session: Session, engagement: Engagement, request: pytest.FixtureRequest
) -> None:
    early = Walker(client)
    early.press("review")
    code = request.getfixturevalue("codes")[0]
    assert "I have no code" in early.press("send").text
    wrong = early.post({**early.hidden(), "go": "send", "code": "2222-2222-2222"})
    assert "I have no code" in wrong.text, "a slip of the finger does not take the way out"
    late = begin(client, code)
    late.press("review")
    send(client, code)
    assert "I have no code" not in late.press("send").text
    assert late.post({**late.hidden(), "go": "send", "without": "1"}).status_code == 422
    assert "Your receipt" in early.post({**early.hidden(), "go": "send", "without": "1"}).text
    held = session.query(Response).filter_by(standing="held").one()
    assert held.held_because == "no_code"


def test_nothing_of_the_code_is_kept_but_a_digest(session: Session, codes: list[str]) -> None:
    kept = " ".join(each.code_digest for each in session.query(EntryCode))
    assert not [code for code in codes if code in kept.upper()]


def test_codes_of_a_partner_that_works_here_no_more_open_nothing(
    client: FlaskClient, session: Session, engagement: Engagement, codes: list[str]
) -> None:
    partner = Partner(engagement_id=engagement.id, name="Hill Road Library")
    session.add(partner)
    session.flush()
    session.query(CodeSheet).one().partner_id = partner.id
    session.add(CodeSheet(survey_id=session.query(CodeSheet).one().survey_id, name="x", codes=11))
    session.commit()
    assert WRONG not in send_again(client, codes[0])
    partner.active = False
    session.commit()
    assert WRONG in send_again(client, codes[0])


@pytest.mark.parametrize("why", ["closed", "left"])
def test_a_code_that_lapses_while_its_person_fills_in_is_held_and_used_up(
    client: FlaskClient, session: Session, engagement: Engagement, codes: list[str], why: str
) -> None:
    partner = Partner(engagement_id=engagement.id, name="Hill Road Library")
    session.add(partner)
    session.flush()
    sheet = session.query(CodeSheet).one()
    sheet.partner_id = partner.id
    session.add(CodeSheet(survey_id=sheet.survey_id, name="x", codes=11))
    session.commit()
    first, second = begin(client, codes[0]), begin(client, codes[0])
    for walker in (first, second):
        walker.press("next")
        walker.press("review", what_happened="Words that must not be lost")
    sheet.is_open, partner.active = why != "closed", why != "left"
    session.commit()
    typed = {**first.hidden(), "go": "send", "code": "2222-2222-2222"}
    assert "Your receipt" in first.post(typed).text
    assert session.query(Response).one().held_because == "no_code"
    assert second.press("send").status_code == 422, "its code is used"
    sheet.is_open = partner.active = True
    session.commit()
    assert WRONG in send_again(client, codes[0])


def test_a_code_of_one_survey_opens_no_other(
    client: FlaskClient, session: Session, engagement: Engagement, codes: list[str]
) -> None:
    publish_version(session, engagement, 2)
    other = session.query(Survey).filter(Survey.engagement_id != engagement.id).first()
    assert other is not None
    sheet = CodeSheet(survey_id=other.id, name="Elsewhere", codes=1)
    session.add(sheet)
    session.commit()
    page = client.post("/hill-road/survey", data={"lang": "en", "go": "start", "code": codes[0]})
    assert page.status_code == 422
