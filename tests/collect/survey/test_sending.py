"""Sending: stored once, to the letter, under one submission id."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from community_voice.answering.receipts import read_receipt
from community_voice.answering.state import unseal
from community_voice.extensions import db
from community_voice.store import Answer, Engagement, Response, Testimony
from community_voice.store.secrets import keyed_digest
from tests.collect.survey.conftest import LANGUAGES, Walker, publish_version, receipt_on

STORY = "First line.\n\nالثاني 👩🏽‍🚒 \u202eturned\u202c e" + "\u0301" * 2000 + " =1+1 <b>\x07"


def fill_in(walker: Walker, **more: str) -> None:
    """Fill in something of every type and stop at the review."""
    walker.press("next", which_fit=["live_here", "+other"], which_fit__other="I sell newspapers")
    walker.press("next", what_happened=STORY, **{"who_first__1": "peer", "who_first__2": "police"})
    walker.press("next", situations="youth")
    walker.press("next", trust_911="2", worries="Nights.")
    walker.press("next", age="18_24")
    walker.press("next", consent="quoted", **more)
    assert walker.hidden()["at"] == "review"


def test_a_person_who_skips_everything_still_gets_a_receipt(
    walker: Walker, session: Session
) -> None:
    seen = [walker.hidden()["at"]]
    while walker.hidden()["at"] != "review":
        assert walker.press("next").status_code == 200
        seen.append(walker.hidden()["at"])
    assert len(seen) == len(set(seen)) == 7
    assert session.query(Response).count() == 0, "nothing is stored before sending"
    assert walker.press("send").status_code == 200
    stored = session.query(Response).one()
    assert (stored.consent, stored.unit, stored.mode) == ("counted", "people", "web")


def test_every_answer_is_stored_as_it_was_given(walker: Walker, session: Session) -> None:
    fill_in(walker)
    walker.press("send")
    stored = session.query(Response).one()
    rows = {
        (row.question.code, row.position): (
            row.choice.code if row.choice else None,
            row.number,
            row.testimony.text if row.testimony else None,
        )
        for row in session.scalars(select(Answer).where(Answer.response_id == stored.id))
    }
    assert rows == {
        ("which_fit", 0): ("live_here", None, None),
        ("which_fit", 1): (None, None, "I sell newspapers"),
        ("what_happened", 0): (None, None, STORY),
        ("who_first", 1): ("peer", None, None),
        ("who_first", 2): ("police", None, None),
        ("situations", 0): ("youth", None, None),
        ("trust_911", 0): (None, Decimal(2), None),
        ("worries", 0): (None, None, "Nights."),
        ("age", 0): ("18_24", None, None),
        ("consent", 0): ("quoted", None, None),
    }


def test_words_are_testimony_with_the_persons_consent(
    walker: Walker, session: Session, engagement: Engagement
) -> None:
    fill_in(walker)
    walker.press("send")
    words = session.scalars(select(Testimony)).all()
    themed = {word.text: word.themed for word in words}
    assert themed == {STORY: True, "Nights.": True, "I sell newspapers": False}
    for word in words:
        assert (word.engagement_id, word.consent, word.source) == (
            engagement.id,
            "quoted",
            "survey",
        )
        assert (word.mode, word.language, word.language_source) == ("web", "en", "page")
        assert word.verbatim


def test_line_ends_are_the_only_change(walker: Walker, session: Session) -> None:
    walker.press("next")
    walker.press("review", what_happened="one\r\ntwo\nthree\r\n")
    walker.press("send")
    assert session.scalars(select(Testimony.text)).all() == ["one\ntwo\nthree\n"]


def test_sending_twice_stores_once_and_shows_the_same_receipt(
    walker: Walker, session: Session
) -> None:
    fill_in(walker)
    send = {**walker.hidden(), "go": "send"}
    first, second = walker.post(send), walker.post(send)
    assert first.status_code == second.status_code == 200
    assert receipt_on(first.text) == receipt_on(second.text)
    assert session.query(Response).count() == 1


def test_sending_again_in_another_language_is_still_the_same_answer(
    walker: Walker, session: Session
) -> None:
    fill_in(walker)
    send = {**walker.hidden(), "go": "send"}
    walker.post(send)
    assert walker.post({**send, "lang": "ar"}).status_code == 200
    assert session.query(Response).one().language == "en"


def test_other_words_under_the_same_id_are_a_visible_conflict(
    walker: Walker, session: Session
) -> None:
    fill_in(walker)
    review = walker.hidden()
    first = receipt_on(walker.post({**review, "go": "send"}).text)
    walker.post({**review, "go": "section:hard_moment"})
    walker.press("review", what_happened="something quite different")
    page = walker.press("send")
    assert page.status_code == 409
    assert "something quite different" in page.text
    assert session.query(Response).count() == 1, "the first stays and the second is not stored"
    assert (
        session.scalars(
            select(Testimony.text).where(Testimony.text == "something quite different")
        ).all()
        == []
    )
    kept = walker.press("keep")
    assert receipt_on(kept.text) == first


def test_a_conflict_can_be_sent_as_a_second_answer_once(walker: Walker, session: Session) -> None:
    fill_in(walker)
    review = walker.hidden()
    first = receipt_on(walker.post({**review, "go": "send"}).text)
    walker.post({**review, "go": "section:hard_moment"})
    walker.press("review", what_happened="something quite different")
    walker.press("send")
    another = {**walker.hidden("another"), "go": "send"}
    second = receipt_on(walker.post(another).text)
    again = receipt_on(walker.post(another).text)
    assert second == again != first
    assert session.query(Response).count() == 2


def test_only_a_hash_of_the_receipt_is_kept_and_it_comes_from_nothing(
    walker: Walker, session: Session
) -> None:
    fill_in(walker)
    filling = unseal(walker.hidden()["state"])
    assert filling
    walker.press("send")
    receipt = read_receipt(receipt_on(walker.page.text))
    stored = session.query(Response).one()
    assert receipt == filling.receipt
    assert stored.submission_id == filling.submission_id
    assert stored.receipt_hash == keyed_digest("receipt", filling.receipt)
    assert filling.receipt not in stored.submission_id + stored.id + stored.content_digest


def test_a_version_published_meanwhile_changes_nothing_for_who_began_before(
    walker: Walker, session: Session, engagement: Engagement
) -> None:
    fill_in(walker)
    before = unseal(walker.hidden()["state"])
    assert before
    publish_version(session, engagement, number=2)
    walker.press("send")
    assert session.query(Response).one().version_id == before.version_id
    now = unseal(Walker(walker.client).hidden()["state"])
    assert now
    assert now.version_id != before.version_id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_language_is_kept_with_the_words(
    walker: Walker, session: Session, lang: str
) -> None:
    other = Walker(walker.client, lang=lang)
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in other.page.text
    fill_in(other)
    other.press("send")
    assert session.query(Response).one().language == lang
    assert set(session.scalars(select(Testimony.language))) == {lang}


def test_a_database_that_fails_keeps_the_answers_on_the_page(
    walker: Walker,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fill_in(walker)

    def full_disk() -> None:
        raise OperationalError("INSERT", {"text": "newspapers"}, Exception("disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr(session, "commit", full_disk)
        assert walker.press("send").status_code == 503
    assert "newspapers" not in caplog.text
    session.rollback()
    assert walker.press("send").status_code == 200
    assert session.query(Response).count() == 1


def test_the_same_submission_from_eight_hands_at_once_is_one_response(own_app: Flask) -> None:
    walker = Walker(own_app.test_client())
    walker.press("next")
    walker.press("review", what_happened="once")
    send = {**walker.hidden(), "go": "send"}

    def post(_hand: int) -> str:
        page = own_app.test_client().post(f"/{walker.slug}/survey", data=send)
        return receipt_on(page.text)

    with ThreadPoolExecutor(8) as hands:
        receipts = set(hands.map(post, range(8)))
    assert len(receipts) == 1
    with own_app.app_context():
        assert db.session.query(Response).count() == 1
        assert db.session.query(Testimony).count() == 1
