"""The signed field that carries answers from page to page."""

import json
import zlib

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous.encoding import base64_encode

from community_voice.answering.lost_words import read_salvage
from community_voice.answering.state import (
    MOST_SALVAGED,
    begin,
    open_unsigned,
    seal,
    seal_receipt,
    unseal,
    unseal_receipt,
)

TEXTS = st.text(st.characters(exclude_categories=()), max_size=50)
ANSWERS = st.dictionaries(
    TEXTS, st.dictionaries(TEXTS, st.lists(TEXTS, max_size=3), max_size=2), max_size=4
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS)
def test_any_answer_comes_back_to_the_letter(app: Flask, answers: dict[str, object]) -> None:
    with app.app_context():
        filling = begin(7).with_answers(answers)  # type: ignore[arg-type]
        sealed = seal(filling)
        assert sealed.isascii()
        assert unseal(sealed) == filling


def test_a_field_changed_in_any_place_is_not_believed(app: Flask) -> None:
    with app.app_context():
        sealed = seal(begin(7).with_answers({"q": {"": ["words"]}}))
        for place in range(len(sealed) - 1):
            changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
            assert unseal(changed) is None
        for nonsense in ("", ".", "a.b", "\x00", "é", sealed + "x", sealed[:-5]):
            assert unseal(nonsense) is None


def test_another_key_opens_nothing_but_the_words_can_be_shown_back(app: Flask) -> None:
    with app.app_context():
        sealed = seal(begin(7).with_answers({"q": {"": ["my words, all of them"] * 9}}))
        key = app.config["SECRET_KEY"]
        try:
            app.config["SECRET_KEY"] = "rotated"
            assert unseal(sealed) is None
            assert read_salvage(open_unsigned(sealed)) == {"q": {"": ["my words, all of them"] * 9}}
        finally:
            app.config["SECRET_KEY"] = key


def test_a_forged_field_that_swells_stops_at_a_limit() -> None:
    bomb = zlib.compress(json.dumps([1, "a", "b", {"q": {"": ["x" * 3 * MOST_SALVAGED]}}]).encode())
    assert open_unsigned("." + base64_encode(bomb).decode() + ".signature") is None
    for shape in ([], [1, 2, 3, 4], [1, 2, 3, {"q": 5}], [1, 2, 3, {"q": {"": 5}}], "x", None, 5):
        assert all(typed == {"": []} or not typed for typed in read_salvage(shape).values())


def test_submission_and_receipt_are_new_each_time_and_tell_no_time(app: Flask) -> None:
    with app.app_context():
        one, other = begin(7), begin(7)
        assert one.submission_id != other.submission_id
        assert one.receipt != other.receipt
        again = one.with_answers({"q": {"": ["a"]}}).as_another()
        assert again.answers == {"q": {"": ["a"]}}
        assert again.submission_id != one.submission_id
        assert again.receipt != one.receipt
        assert seal(one) == seal(one), "the same filling is the same field, whenever it is sealed"


def test_the_receipt_pages_token_is_not_the_surveys_field(app: Flask) -> None:
    with app.app_context():
        filling = begin(7)
        assert unseal_receipt(seal_receipt(filling)) == (filling.submission_id, filling.receipt)
        assert unseal_receipt(seal(filling)) is None
        assert unseal(seal_receipt(filling)) is None
        assert unseal_receipt(filling.receipt) is None
