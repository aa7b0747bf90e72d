import numpy as np

from analysis.themes.exact import on_grid, to_length
from analysis.themes.neighbours import nearest_rows
from analysis.themes.once import bare, without_copies, without_repeats

LETTER = "Please do not close the clinic on our street, it is the only one that we can reach"


def test_case_punctuation_and_spaces_make_no_new_text() -> None:
    texts = ["Lack of time!", "lack  of TIME", "Lack of money", "lack of time."]
    once = without_repeats(texts, ["en"] * 4)
    assert once.first.tolist() == [0, 2] and once.of.tolist() == [0, 0, 1, 0]
    assert once.times.tolist() == [3, 1]


def test_one_word_in_two_languages_is_two_texts_and_emoji_are_texts() -> None:
    once = without_repeats(["no", "no", "😀", "😀", "👍"], ["en", "es", "und", "und", "und"])
    assert once.of.tolist() == [0, 1, 2, 2, 3]
    assert bare("  ¡Qué! ") == "qué" and bare(" 😀 ") == "😀"


def test_a_letter_with_another_name_is_a_copy_and_short_answers_never_are() -> None:
    random = np.random.default_rng(0)
    base = random.normal(size=20)
    rows = np.vstack([base + random.normal(0, 0.02, (5, 20)), random.normal(size=(15, 20))])
    own = to_length(on_grid(rows / 5))
    letters = [f"{LETTER}, signed {name}" for name in range(5)] + [
        LETTER + " " * i for i in range(15)
    ]
    once = without_copies(own, nearest_rows(own), letters, ["en"] * 20)
    assert once.of[:5].tolist() == [0] * 5 and len(once.first) == 16
    short = without_copies(own, nearest_rows(own), ["No time"] * 20, ["en"] * 20)
    assert len(short.first) == 20
    two = without_copies(own, nearest_rows(own), letters, ["en", "es"] * 10)
    assert two.of[0] == two.of[2] != two.of[1]
