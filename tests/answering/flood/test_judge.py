"""Which answers are held for a person to look at, by what came within the hour."""

import random
from itertools import count

import pytest

from community_voice.answering.flood import judge as judging
from community_voice.answering.flood.judge import BURST, NEAR_COPY, Judge, gist_of
from community_voice.answering.flood.sketch import likeness, plain, sketch
from tests.answering.flood.crowd import mixed, near_copies, people

LETTER = (
    "I am against this plan. The city should spend the money on street lights, and the council "
    "must ask everybody who pays for it before it decides anything at all."
)
ABC, NUMBERS = "abcdefghijklmnopqrstuvwxyz", count()
Answers = list[tuple[str, int]]


class Clock:
    """A clock that a test sets, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def judge(clock: Clock) -> Judge:
    return Judge(clock)


def send(judge: Judge, *words: str, engagement: int = 1, **more: object) -> str:
    return judge.judge(engagement, f"s{next(NUMBERS)}", gist_of(list(words), **more))  # type: ignore[arg-type]


def test_three_copies_of_a_letter_pass_and_the_fourth_is_held(judge: Judge) -> None:
    copies = [LETTER, LETTER.upper(), LETTER.replace("city", "town"), f"Hello! {LETTER}"]
    assert [send(judge, copy) for copy in copies] == ["", "", "", NEAR_COPY]
    assert send(judge, "Quite another story: they came at night and sat with my son.") == ""


def test_another_engagement_has_a_memory_of_its_own(judge: Judge) -> None:
    assert [send(judge, LETTER) for _ in range(4)][-1] == NEAR_COPY
    assert send(judge, LETTER, engagement=2) == ""


def test_copies_are_forgotten_after_an_hour_without_one(judge: Judge, clock: Clock) -> None:
    for _ in range(3):
        send(judge, LETTER)
    clock.now = 3601 + 60
    assert send(judge, LETTER) == ""


def test_a_submission_sent_again_is_judged_once(judge: Judge) -> None:
    first = [judge.judge(1, "the-same", gist_of([LETTER])) for _ in range(9)]
    assert set(first) == {""}
    assert [send(judge, LETTER) for _ in range(3)] == ["", "", NEAR_COPY]


@pytest.mark.parametrize("words", ["more housing", "no", "Más vivienda", "多建住房", "🙏"])
def test_many_people_may_say_the_same_short_thing(judge: Judge, words: str) -> None:
    """A library with fifty people in ten minutes, who all say it."""
    assert {send(judge, words) for _ in range(50)} == {""}


def test_hidden_marks_and_spaces_make_no_other_text() -> None:
    marked = "\u200b".join(letter + "\u0301" for letter in LETTER)
    assert likeness(sketch(plain(LETTER)), sketch(plain(marked))) == 1.0


def test_a_short_text_sent_thousands_of_times_is_a_burst(judge: Judge) -> None:
    verdicts = [send(judge, "Vote no!") for _ in range(3000)]
    assert verdicts.count(BURST) > 0.93 * len(verdicts)
    assert set(verdicts[:50]) == {""}


@pytest.mark.parametrize("kind", ["number", "numbers", "scrap", "box"])
def test_a_number_or_a_scrap_beside_a_brief_text_makes_no_other_of_it(
    judge: Judge, kind: str
) -> None:
    chance = random.Random(3)
    ends = [str(n) if "number" in kind else "".join(chance.choices(ABC, k=4)) for n in range(2000)]
    said = {
        "numbers": "No po{0}li{0}ce te{0}am pl{0}ea{0}se",
        "box": "No police team please\nno {0}",
    }.get(kind, "No police team please {0}")
    verdicts = [send(judge, *said.format(end).split("\n")) for end in ends]
    assert verdicts.count(BURST) > 0.96 * len(verdicts)
    assert set(verdicts[:50]) == {""}


def test_many_people_may_say_brief_things_that_are_alike(judge: Judge) -> None:
    chance = random.Random(4)
    parts = (["more", "better", "free", "safe"], ["health", "crisis", "street", "night", "youth"])
    ends = ["workers", "help", "teams", "nurses", "people", "support", "care", "beds"]
    said = [" ".join(map(chance.choice, (*parts, ends))) for _ in range(300)]
    assert {send(judge, words) for words in said} == {""}


def test_many_people_may_say_short_things_beside_the_name_of_their_neighborhood(
    judge: Judge,
) -> None:
    chance = random.Random(6)
    said = ["yes", "no", "nurses", "care", "safety", "housing", "trust", "help", "calm", "respect"]
    assert {send(judge, "Sunset District", chance.choice(said)) for _ in range(300)} == {""}


def test_identical_choices_are_held_only_far_above_what_is_ordinary(judge: Judge) -> None:
    chance = random.Random(1)
    # A busy evening: one question, four choices, a thousand people in ten minutes.
    busy = [send(judge, choices=chance.choice("abcd"), bits=2.0) for _ in range(600)]
    assert set(busy) == {""}
    flood = [send(judge, choices="a" * 12, bits=24.0, engagement=2) for _ in range(3000)]
    assert flood.count(BURST) > 0.98 * len(flood)
    assert set(flood[:20]) == {""}


def test_two_floods_do_not_excuse_each_other(judge: Judge) -> None:
    verdicts = [send(judge, choices=str(turn % 2), bits=12.0) for turn in range(6000)]
    assert verdicts.count(BURST) > 0.9 * len(verdicts)


def test_five_thousand_near_copies_are_held_and_fifty_people_are_not(
    judge: Judge, clock: Clock
) -> None:
    copies, persons = list(near_copies(5000)), people()
    held: dict[bool, int] = {True: 0, False: 0}
    for second, is_person, which in mixed(5000):
        clock.now = second
        if is_person:
            answers = persons[which]["answers"]
            words = [value for value in answers.values() if isinstance(value, str)]
            rest = repr([value for value in answers.values() if not isinstance(value, str)])
            verdict = send(judge, *words, choices=rest, bits=20.0)
        else:
            verdict = send(judge, copies[which][1])
        held[is_person] += bool(verdict)
    assert held[True] == 0
    assert held[False] >= 0.99 * 5000


def test_memory_is_bounded(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MOST_GROUPS", 40)
    monkeypatch.setattr(judging, "MOST_KNOWN", 60)
    chance = random.Random(2)
    for _ in range(300):
        send(judge, "".join(chance.choices("abcdefghijklmnop ", k=200)))
    assert len(judge._groups) <= 41
    assert len(judge._known) <= 61
    likes = judge._likes[1]
    assert len(likes._examples) <= 41
    assert len(likes._bands) <= 41 * 32
