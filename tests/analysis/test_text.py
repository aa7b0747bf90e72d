import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import text


def segments(original: str, language: str = "en", whole: bool = False) -> pd.DataFrame:
    noise = "Somebody else said something quite different here. And a second thing too."
    frame = pd.DataFrame(
        {"text_id": ["noise", "a"], "text": [noise, original], "language": ["en", language]},
        dtype=object,
    )
    found = text.segment(frame, whole, short_text=60)
    return found[found["text_id"] == "a"].reset_index(drop=True)


def parts(original: str, language: str = "en") -> list[str]:
    return list(segments(original, language)["text"])


def test_each_sentence_of_a_long_answer_is_a_segment() -> None:
    answer = "I waited three hours for somebody to come. The officer who came was kind to my son."
    assert parts(answer) == [
        "I waited three hours for somebody to come.",
        "The officer who came was kind to my son.",
    ]


def test_a_short_answer_stays_whole() -> None:
    assert parts("They came. They left. Nobody asked.") == ["They came. They left. Nobody asked."]


def test_a_very_short_sentence_joins_the_thought_before_it() -> None:
    answer = (
        "Nobody told us where they were taking my brother that night. Why? "
        "We drove from one hospital to the next until the morning came."
    )
    assert [part[-5:] for part in parts(answer)] == [" Why?", "came."]


def test_a_run_of_short_sentences_does_not_become_one_endless_segment() -> None:
    found = parts("They shouted at us. " * 60)
    assert len(found) > 5
    assert max(map(len, found)) < 250


def test_bullets_and_numbered_lines_are_segments_without_their_marks() -> None:
    assert parts("What would help:\n- more nurses\n• a quiet place to wait\n2) no guns") == [
        "What would help:",
        "more nurses",
        "a quiet place to wait",
        "no guns",
    ]


def test_a_line_that_a_mail_program_wrapped_goes_on() -> None:
    wrapped = (
        "I called because my neighbour had not been seen for three\n"
        "days and the door was open when I came home."
    )
    assert parts(wrapped) == [wrapped]


@pytest.mark.parametrize(
    ("language", "answer", "count"),
    [
        (
            "zh-Hans",
            "我打了电话以后等了两个多小时才有人来。他们没有问我任何问题就把我哥哥带走了。",
            2,
        ),
        (
            "ar",
            "انتظرت ثلاث ساعات حتى جاء شخص ما. هل يمكنكم إرسال ممرضة بدلاً من الشرطة؟ شكراً لكم.",
            2,
        ),
        (
            "hi",
            "मैंने तीन घंटे इंतज़ार किया और कोई नहीं आया। मेरे भाई को बहुत डर लग रहा था और वह रो रहा था।",
            2,
        ),
        (
            "es",
            "Esperé tres horas y no vino nadie a ayudarme. ¿Por qué no mandan a una enfermera?",
            2,
        ),
    ],
)
def test_sentences_end_where_the_script_ends_them(language: str, answer: str, count: int) -> None:
    assert len(parts(answer, language)) >= count


def test_whole_gives_one_segment_a_text() -> None:
    found = segments(
        "  One thing happened to me on Monday. Another happened to me today. ", whole=True
    )
    assert list(found["text"]) == [
        "One thing happened to me on Monday. Another happened to me today."
    ]
    assert list(found["start"]) == [2]


@pytest.mark.parametrize("nothing", ["", "   ", "\n\n\t", "\u3000"])
def test_a_text_without_a_visible_character_has_no_segment(nothing: str) -> None:
    assert parts(nothing) == []


@pytest.mark.parametrize("scrap", ["😀", "👩‍👩‍👧", "???", "-", "۹۱۱", "\u200d!"])
def test_a_text_of_marks_or_emoji_is_still_something_said(scrap: str) -> None:
    assert "".join(parts(scrap)) == scrap


@pytest.mark.parametrize(
    "huge",
    ["a" * 100_000, "e\u0301" * 50_000,
     "Hi there. " * 10_000, "\n" * 100_000 + "a", "- \n" * 30_000,
     "我" * 100_000, "👩‍👩‍👧" * 20_000, "a\ud800b. " * 10_000, "nul\x00nul. " * 10_000],
)  # fmt: skip
def test_a_huge_text_is_cut_into_segments_of_a_bearable_length(huge: str) -> None:
    found = segments(huge)
    assert all(
        huge[s:e] == t for s, e, t in found[["start", "end", "text"]].itertuples(index=False)
    )
    assert found["text"].str.len().max() <= 2 * text.LONGEST


def test_a_cut_never_parts_a_mark_from_its_letter() -> None:
    answer = "x" + "e\u0301" * 3000
    assert not any(unicodedata.combining(part[0]) for part in parts(answer))


PIECES = st.sampled_from(
    ["Dr. Smith", "😀", "e\u0301", "\u200d", "\u200f", "。", "\ud800", "\x00", "\r\n", "\u2028",
     "- ", "1) ", "我等了很久", "No.", "  ", "!", "می‌خواهم"]
)  # fmt: skip


@given(st.lists(st.text(max_size=40) | PIECES, max_size=30).map("".join))
def test_segments_are_verbatim_in_order_and_lose_no_letter(original: str) -> None:
    found = segments(original)
    reached = 0
    for start, end, part in found[["start", "end", "text"]].itertuples(index=False):
        assert original[start:end] == part and part == part.strip() and part
        assert not any(letter.isalpha() for letter in original[reached:start])
        assert start >= reached
        reached = end
    assert not any(letter.isalpha() for letter in original[reached:])
    assert list(found["segment"]) == list(range(len(found)))


def test_progress_may_stop_the_work() -> None:
    def stop(done: int, total: int) -> None:
        raise InterruptedError

    frame = pd.DataFrame({"text_id": [1], "text": ["Help."], "language": ["en"]})
    with pytest.raises(InterruptedError):
        text.segment(frame, progress=stop)


def test_a_short_answer_of_several_sentences_stays_together() -> None:
    answer = "They came late. He was gone."
    long_answer = f"{answer} " + "Then we waited by the door for another hour. " * 6
    frame = pd.DataFrame(
        {"text_id": ["short", "long"], "text": [answer, long_answer], "language": "en"}
    )
    found = text.segment(frame)
    assert list(found[found["text_id"] == "short"]["text"]) == [answer]
    assert (found["text_id"] == "long").sum() > 1
