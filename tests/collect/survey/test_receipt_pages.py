"""With a receipt in hand: stored or not, the PIN, and the words."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.answering.receipts import make_receipt
from community_voice.store import Response
from tests.collect.survey.conftest import Walker, receipt_on

PIN = "482915"
WORDS = "We waited with him until morning. 我很害怕"


@pytest.fixture
def sent(walker: Walker) -> Walker:
    """Return somebody who has sent words, beside somebody else who has too."""
    other = Walker(walker.client)
    other.press("next")
    other.press("review", what_happened="somebody else's words")
    other.press("send")
    walker.press("next")
    walker.press("review", what_happened=WORDS, **{"who_first__1": "peer"})
    walker.press("send")
    return walker


def token_on(page: TestResponse) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    return found[1] if found else ""


def set_pin(walker: Walker, pin: str = PIN, token: str | None = None) -> TestResponse:
    token = token_on(walker.page) if token is None else token
    return walker.client.post("/receipt/pin", data={"token": token, "pin": pin, "lang": "en"})


def look_up(client: FlaskClient, receipt: str, pin: str = "", lang: str = "en") -> TestResponse:
    return client.post("/receipt", data={"receipt": receipt, "pin": pin, "lang": lang})


def test_a_receipt_shows_that_it_is_stored_and_no_words(sent: Walker, session: Session) -> None:
    page = look_up(sent.client, receipt_on(sent.page.text))
    assert page.status_code == 200
    assert "When you need help" in page.text
    day = session.query(Response.received_on).limit(1).scalar()
    assert day
    assert day.strftime("%B ") + f"{day.day}, {day.year}" in page.text
    assert WORDS not in page.text
    assert 'id="no-pin"' in page.text
    assert WORDS not in look_up(sent.client, receipt_on(sent.page.text), PIN).text


def test_the_pin_opens_the_words_in_any_script(sent: Walker) -> None:
    receipt = receipt_on(sent.page.text)
    assert 'id="pin-set"' in set_pin(sent).text
    assert WORDS not in look_up(sent.client, receipt).text
    page = look_up(sent.client, receipt, "٤٨٢٩١٥", lang="ar")
    assert WORDS in page.text
    assert "شخص مرّ بتجربة مماثلة" in page.text, "choices are shown in the reader's language"
    assert "somebody else" not in page.text


def test_only_a_slow_hash_of_the_pin_is_kept(sent: Walker, session: Session) -> None:
    set_pin(sent)
    hashes = [row.pin_hash for row in session.query(Response) if row.pin_hash]
    assert len(hashes) == 1, "somebody else's response has none"
    assert hashes[0].startswith("$argon2id$")
    assert PIN not in hashes[0]


def test_a_pin_is_set_once(sent: Walker) -> None:
    first = sent.page
    set_pin(sent)
    page = set_pin(sent, "739164", token_on(first))
    assert page.status_code == 409
    assert 'id="pin-was-set"' in page.text
    receipt = receipt_on(first.text)
    assert WORDS in look_up(sent.client, receipt, PIN).text
    assert WORDS not in look_up(sent.client, receipt, "739164").text


@pytest.mark.parametrize("pin", ["", "12345", "1" * 13, "123456", "000000", "hunter2", "\x00"])
def test_a_poor_pin_is_refused_and_can_be_chosen_again(sent: Walker, pin: str) -> None:
    page = set_pin(sent, pin)
    assert page.status_code == 422
    assert receipt_on(page.text) == receipt_on(sent.page.text), "the receipt stays in sight"
    assert 'id="pin-set"' in set_pin(sent, PIN, token_on(page)).text


def test_a_finder_of_the_paper_cannot_set_a_pin(sent: Walker, session: Session) -> None:
    receipt = receipt_on(sent.page.text)
    found = look_up(sent.client, receipt)
    assert not token_on(found)
    for forged in (receipt, receipt.replace(" ", ""), "", token_on(sent.page)[:-3] + "AAA"):
        assert set_pin(sent, PIN, forged).status_code == 400
    assert session.query(Response).filter(Response.pin_hash.is_not(None)).count() == 0


def test_after_ten_wrong_tries_even_the_right_pin_stays_shut(
    sent: Walker, session: Session
) -> None:
    receipt = receipt_on(sent.page.text)
    set_pin(sent)
    for _ in range(9):
        assert 'id="pin"' in look_up(sent.client, receipt, "111222").text
    assert WORDS in look_up(sent.client, receipt, PIN).text, "a right try forgives the wrong ones"
    for _ in range(10):
        page = look_up(sent.client, receipt, "not digits")
    assert 'id="locked"' in page.text
    assert "City of Riverton" in page.text, "it says whom to ask"
    page = look_up(sent.client, receipt, PIN)
    assert WORDS not in page.text
    assert 'id="locked"' in page.text
    assert max(row.pin_tries for row in session.query(Response)) == 10


@pytest.mark.parametrize("typed", ["", "1234", "abcd efgh ijkl mnop", "1" * 16, "\x00", "<b>"])
def test_what_is_no_receipt_is_told_and_shown_again(client: FlaskClient, typed: str) -> None:
    page = look_up(client, typed)
    assert page.status_code == 422
    assert 'id="receipt-error"' in page.text
    assert "<b>" not in page.text


def test_a_receipt_of_nothing_is_told_on_a_page_of_the_same_shape(sent: Walker) -> None:
    nothing = look_up(sent.client, make_receipt())
    assert nothing.status_code == 404
    slip = look_up(sent.client, "1234")
    for landmark in ("<h1>", 'id="receipt-error"', 'name="receipt"', 'href="tel:988"'):
        assert (landmark in nothing.text) == (landmark in slip.text) == True  # noqa: E712


def test_sending_again_after_a_pin_was_set_offers_no_second(sent: Walker) -> None:
    # A retry whose answer was lost on the way shows the receipt, and no way past the PIN.
    walker = Walker(sent.client)
    walker.press("review", times_needed="1")
    send = {**walker.hidden(), "go": "send"}
    walker.post(send)
    set_pin(walker)
    again = walker.post(send)
    assert receipt_on(again.text)
    assert not token_on(again)
