"""People switch languages within one answer, and say short things in the middle of it."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import language
from analysis.language.mixed import is_mixed

ALLOWED = ["en", "es", "fr", "ht", "tl", "vi", "ko", "ar", "fa", "zh-Hans", "zh-Hant"]
SPANISH = "Nadie vino cuando llamé, así que mi vecina me llevó al hospital."
ENGLISH = "The officer who finally came was kind to my son."


def spans(text: str) -> list[tuple[str, str]]:
    return [(one.language, text[one.start : one.end]) for one in language.spans_in(text, ALLOWED)]


@pytest.mark.parametrize(
    "parts",
    [
        [("es", SPANISH), ("en", ENGLISH)],
        [("en", "I called."), ("es", "Nadie vino."), ("en", "Then I left with my brother.")],
        [("en", "The ambulance never came."), ("zh-Hans", "救护车没有来，我们等了两个小时。")],
        [("ko", "제가 911에 전화했는데"), ("en", "nobody came for two hours")],
        [
            ("ht", "Mwen te rele yo."),
            ("fr", "Personne n'est venu et nous avons attendu deux heures."),
        ],
        [("ar", "اتصلت بالشرطة ولم يأت أحد."), ("fa", "هیچ کس به ما کمک نکرد.")],
        [("vi", "toi khong goi canh sat vi so."), ("en", "I was afraid for my son.")],
    ],
)
def test_each_language_has_its_span(parts: list[tuple[str, str]]) -> None:
    assert spans(" ".join(words for _, words in parts)) == parts


def test_a_borrowed_word_is_no_second_language() -> None:
    text = "Tumawag ako ng ambulance pero hindi sila dumating sa bahay."
    assert spans(text) == [("tl", text)]
    korean = "저는 emergency room 앞에서 오래 기다렸어요."
    assert spans(korean) == [("ko", korean)]
    assert language.languages_in("He said vamos and then left us there", ALLOWED) == {"en": 1.0}


def test_shares_are_of_letters_and_add_up() -> None:
    text = f"{SPANISH} {ENGLISH}"
    letters = {
        "es": sum(c.isalpha() for c in SPANISH),
        "en": sum(c.isalpha() for c in ENGLISH),
    }
    shares = language.languages_in(text, ALLOWED)
    assert list(shares) == ["es", "en"]
    for tag, count in letters.items():
        assert shares[tag] == pytest.approx(count / sum(letters.values()), abs=1e-3)


@pytest.mark.parametrize("scrap", ["", "9/11", "ok", "😀", "?!"])
def test_a_scrap_is_wholly_undetermined(scrap: str) -> None:
    assert language.languages_in(scrap, ALLOWED) == {"und": 1.0}


def test_mixed_means_a_second_language_with_a_part_worth_telling() -> None:
    assert is_mixed({"es": 0.6, "en": 0.4})
    assert not is_mixed({"es": 0.95, "en": 0.05})
    assert not is_mixed({"es": 0.6, "und": 0.4})


def test_a_short_segment_follows_its_text_and_a_long_one_speaks_for_itself() -> None:
    frame = pd.DataFrame(
        [
            ("Gracias.", "es"),
            ("importante", "es"),
            ("Muchas gracias por todo.", "en"),
            ("9/11", "vi"),
            (ENGLISH, "es"),
            (SPANISH, "und"),
            ("是的", "zh-Hant"),
            ("Ніхто не приїхав, коли я подзвонив, тож сусідка відвезла мене.", "en"),
        ],
        columns=["text", "language"],
        index=[3, 1, 4, 5, 9, 2, 6, 8],
    )
    found = language.detect_segments(frame, ALLOWED)
    assert found.tolist() == ["es", "es", "es", "vi", "en", "es", "zh-Hant", "und"]
    assert list(found.index) == list(frame.index)


def test_progress_may_stop_the_work() -> None:
    def stop(done: int, total: int) -> None:
        raise InterruptedError

    frame = pd.DataFrame({"text": ["Help."], "language": ["en"]})
    with pytest.raises(InterruptedError):
        language.detect_segments(frame, ALLOWED, stop)


PIECES = st.sampled_from(
    [
        SPANISH,
        ENGLISH,
        "救护车没有来。",
        "경찰 ",
        "اتصلت ",
        "\ud800",
        "\x00",
        "e\u0301",
        "9/11 ",
        "\n",
    ]
)


@given(st.lists(st.text(max_size=15) | PIECES, max_size=8).map("".join))
def test_spans_are_apart_in_order_and_hold_every_letter(text: str) -> None:
    reached = 0
    for one in language.spans_in(text, ALLOWED):
        assert not any(letter.isalpha() for letter in text[reached : one.start])
        assert reached <= one.start < one.end <= len(text)
        assert one.language in {*ALLOWED, "und"}
        reached = one.end
    assert reached == 0 or not any(letter.isalpha() for letter in text[reached:])
    assert sum(language.languages_in(text, ALLOWED).values()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("text", ["x" * 100_000, "我们等了很久。" * 1_000])
def test_a_pasted_report_is_read_in_seconds_not_minutes(text: str) -> None:
    # Without spaces, every search that begins anew at each sign takes the length squared.
    assert len(language.languages_in(text, ALLOWED)) == 1


def test_an_address_is_found_wherever_it_stands() -> None:
    for words in ("me@x.org", "(me@x.org)", "@me:x@y", "seewww.x.org", "#me,and@you"):
        assert language.evidence.plain(f"a {words} b").split() == (
            ["a", "see", "b"] if words.startswith("see") else ["a", "b"]
        )
