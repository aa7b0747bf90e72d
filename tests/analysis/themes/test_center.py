import numpy as np
import pandas as pd
import pytest

from analysis.themes.center import SHRINK, center_by_language
from analysis.themes.exact import UNIT, to_length
from analysis.themes.form import form_of, learn_form
from tests.analysis.themes.planted import SUBJECTS, evenly, planted


def without_form(
    rows: np.ndarray, texts: list[str], languages: list[str], themes: np.ndarray
) -> np.ndarray:
    return learn_form(rows, texts, languages, themes).without(rows, texts, languages)


def cosine_of_means(rows: np.ndarray, one: "pd.Series[bool]", two: "pd.Series[bool]") -> float:
    first, second = rows[one.to_numpy()].mean(axis=0), rows[two.to_numpy()].mean(axis=0)
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))


def test_what_two_languages_say_about_one_subject_comes_together() -> None:
    frame, vectors = planted(evenly(40))
    english = (frame.subject == "police") & (frame.language == "en")
    spanish = (frame.subject == "police") & (frame.language == "es")
    other = (frame.subject == "housing") & (frame.language == "en")
    centered = center_by_language(vectors, frame.language.tolist()).vectors
    assert cosine_of_means(vectors, english, other) > cosine_of_means(vectors, english, spanish)
    assert cosine_of_means(centered, english, spanish) > 0.9
    assert cosine_of_means(centered, english, other) < 0.2


def test_a_language_of_few_rows_uses_mostly_the_mean_of_all() -> None:
    frame, vectors = planted({**evenly(40, languages=("en",)), ("police", "am"): 2})
    centered = center_by_language(vectors, frame.language.tolist())
    assert centered.own_mean_weight["am"] == pytest.approx(2 / (2 + SHRINK), abs=1e-4)
    assert centered.own_mean_weight["en"] > 0.9


def test_undetermined_rows_use_the_mean_of_all_however_many_they_are() -> None:
    frame, vectors = planted(evenly(40, languages=("en", "und")))
    assert center_by_language(vectors, frame.language.tolist()).own_mean_weight["und"] == 0.0
    alone = center_by_language(vectors, ["und"] * len(frame)).vectors
    expected = to_length(np.rint(vectors * UNIT - (vectors * UNIT).mean(axis=0)))
    assert np.abs(alone - expected).max() <= 3


def test_a_subject_that_one_language_speaks_of_most_is_not_taken_for_the_language() -> None:
    counts = {(subject, "en"): 40 for subject in SUBJECTS}
    frame, vectors = planted({**counts, ("police", "es"): 60, ("school", "es"): 3})
    languages = frame.language.tolist()
    themes = np.array([SUBJECTS.index(subject) for subject in frame.subject])
    english = (frame.subject == "police") & (frame.language == "en")
    spanish = (frame.subject == "police") & (frame.language == "es")
    naive = center_by_language(vectors, languages).vectors
    told_apart = center_by_language(vectors, languages, themes=themes).vectors
    assert cosine_of_means(naive, english, spanish) < 0.6
    assert cosine_of_means(told_apart, english, spanish) > 0.9


def test_nothing_to_center_is_no_mistake() -> None:
    assert center_by_language(np.zeros((0, 5)), []).vectors.shape == (0, 5)
    assert not center_by_language(np.ones((3, 5)), ["en"] * 3, shrink=0).vectors.any()


def test_the_length_of_a_text_is_taken_out_of_its_vector() -> None:
    random = np.random.default_rng(5)
    lengths = random.integers(5, 300, 400)
    texts = ["word " * (length // 5) for length in lengths]
    rows = random.normal(size=(400, 20))
    rows[:, 0] += 3 * np.log(lengths)
    before = to_length(np.rint((rows - rows.mean(axis=0)) * 1000))
    after = without_form(before, texts, ["en"] * 400, np.zeros(400, dtype=int))
    logs = np.log([len(text) for text in texts])
    assert abs(np.corrcoef(before[:, 0], logs)[0, 1]) > 0.8
    assert abs(np.corrcoef(after[:, 0], logs)[0, 1]) < 0.25
    assert np.corrcoef(before[:, 1], after[:, 1])[0, 1] > 0.8


def test_form_is_about_marks_and_capitals_never_about_words() -> None:
    assert form_of("Why me?!") == form_of("Who am?!")
    assert form_of("Help.") != form_of("help")
    assert form_of("")[0] > 0


def test_texts_of_one_form_are_left_as_they_are() -> None:
    rows = to_length(np.rint(np.random.default_rng(6).normal(size=(30, 10)) * 1000))
    one = np.zeros(30, dtype=int)
    assert np.abs(without_form(rows, ["Same."] * 30, ["en"] * 30, one) - rows).max() <= 1


def test_a_subject_that_is_told_at_greater_length_is_not_taken_for_form() -> None:
    texts = ["word " * (3 + i % 4) if i % 2 else "word " * (60 + i % 5) for i in range(200)]
    themes = np.array([i % 2 for i in range(200)])
    rows = to_length(
        np.rint(np.eye(4)[themes] * 1000 + np.random.default_rng(8).normal(0, 99, (200, 4)))
    )
    after = without_form(rows, texts, ["en"] * 200, themes)
    lumped = without_form(rows, texts, ["en"] * 200, np.zeros(200, dtype=int))
    apart = [
        abs(it[themes == 0].mean(axis=0) - it[themes == 1].mean(axis=0)).max()
        for it in (after, lumped)
    ]
    assert apart[0] > 2500 and apart[0] > 1.3 * apart[1]
