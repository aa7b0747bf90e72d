"""Letters and words, as they are typed, become the answers of the survey."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from community_voice.answering.course import REPEAT
from community_voice.answering.instrument import Instrument, load_instrument
from community_voice.collect.paper.items import Box, letter_of
from community_voice.collect.paper.looking import look
from community_voice.collect.paper.reading import (
    LEFT_OVER,
    read_answers,
    read_letters,
    show_letters,
)
from community_voice.collect.paper.typings import digest_of
from community_voice.questions.asked import NOTHING
from community_voice.store import Version

THREE = [Box("a", "call", NOTHING), Box("b", "text", NOTHING), Box("c", "+other", NOTHING)]


@pytest.fixture
def instrument(app: Flask, session: Session, version: Version) -> Instrument:
    found = load_instrument(session, version.survey.engagement_id, version.id, "en")
    assert found is not None
    return found


def test_letters_are_read_however_they_are_typed() -> None:
    for text in ("a c", "a, c", "AC", " c  A.", "call c", "ac a"):
        assert sorted(read_letters(text, THREE)) == ["+other", "call"], text


def test_what_is_no_letter_stays_as_it_was_typed() -> None:
    assert read_letters("a z 7", THREE) == ["call", "z", "7"]
    assert show_letters(["call", "z"], THREE) == "a z"


def test_letters_go_on_after_the_alphabet() -> None:
    assert [letter_of(place) for place in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]


def test_boxes_that_were_clicked_count_like_letters(instrument: Instrument) -> None:
    typed = MultiDict([("k-ways", "a"), ("q-ways", "text"), ("q-ways", "call")])
    assert read_answers(instrument, typed) == {"ways": {"": ["call", "text"]}}


def test_a_ranking_is_typed_in_its_order(instrument: Instrument) -> None:
    assert read_answers(instrument, MultiDict({"k-first": "c a"})) == {
        "first": {"1": ["friend"], "2": ["medic"]}
    }


def test_an_empty_instance_between_others_is_closed(instrument: Instrument) -> None:
    typed = MultiDict({"q-role": "Cook", "q-role.3": "Driver", "q-role_count.3": "2"})
    assert read_answers(instrument, typed) == {
        "role": {"": ["Cook"]},
        "role.2": {"": ["Driver"]},
        "role_count.2": {"": ["2"]},
        REPEAT: {"people": ["2"]},
    }


def test_a_field_of_no_question_is_not_dropped(instrument: Instrument) -> None:
    answers = read_answers(instrument, MultiDict({"q-gone": "my words", "csrf_token": "x"}))
    assert answers == {LEFT_OVER: {"q-gone": ["my words"]}}
    assert look(instrument, answers).unfit == answers


def test_two_people_who_read_the_same_typed_the_same(instrument: Instrument) -> None:
    one = read_answers(
        instrument, MultiDict({"k-ways": "b a", "q-times": "12", "q-story": "Hi  x"})
    )
    two = read_answers(instrument, MultiDict({"k-ways": "ab", "q-times": "١٢", "q-story": "Hi x"}))
    other = read_answers(instrument, MultiDict({"k-ways": "ab", "q-times": "13"}))
    assert digest_of(instrument, "en", one) == digest_of(instrument, "en", two)
    assert digest_of(instrument, "en", one) != digest_of(instrument, "en", other)
    assert digest_of(instrument, "en", one) != digest_of(instrument, "es", one)


def test_what_cannot_be_an_answer_is_split_off_and_the_rest_stays(instrument: Instrument) -> None:
    typed = {
        "k-read_rule": "x",
        "k-wanted": "b",  # no: so A3 is not asked
        "q-story": "Words where nothing is asked.",
        "k-who": "a b",  # two where one is asked
        "k-each-police": "a",
        "k-each-ambulance": "a b",
        "k-first": "a b c",  # three where there is room for two
        "q-times": "many",
        "q-name_it": "Lighthouse",
    }
    looked = look(instrument, read_answers(instrument, MultiDict(typed)))
    assert looked.answers == {
        "read_rule": {"": ["1"]},
        "wanted": {"": ["no"]},
        "each": {"police": ["little"]},
        "name_it": {"": ["Lighthouse"]},
    }
    assert looked.unfit == {
        "story": {"": ["Words where nothing is asked."]},
        "who": {"": ["medic", "social"]},
        "each": {"ambulance": ["little", "lot"]},
        "first": {"1": ["medic"], "2": ["police"], "3": ["friend"]},
        "times": {"": ["many"]},
    }
    assert {odd.short for odd in looked.odd} == {"A3", "A4", "B3", "B4", "C1"}


def test_what_is_missing_or_out_of_limits_is_told_and_kept(instrument: Instrument) -> None:
    looked = look(instrument, read_answers(instrument, MultiDict({"q-times": "95"})))
    assert looked.answers == {"times": {"": ["95"]}}
    assert looked.unfit == {}
    assert [odd.short for odd in looked.odd] == ["A1", "C1"]
