"""The machine against people, beside a second way of counting."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score, precision_recall_fscore_support

from analysis.agreement import agree, agree_with_machine

THEMES = ["fear", "home", "wait"]
NONE: list[str | None] = [None]


def lines_of(marks: np.ndarray, coder: str) -> pd.DataFrame:
    rows: list[tuple[int, str, str | None]] = []
    for segment, given in enumerate(marks):
        named = [theme for theme, yes in zip(THEMES, given, strict=True) if yes]
        rows += [(segment, coder, theme) for theme in (named or NONE)]
    return pd.DataFrame(rows, columns=["segment", "coder", "theme"])


def marks(seed: int, rows: int = 80) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = random.random((rows, 3)) < [0.1, 0.3, 0.5]
    return truth, truth ^ (random.random((rows, 3)) < 0.2)


def test_precision_recall_and_f1_are_those_of_scikit_learn() -> None:
    truth, guess = marks(0)
    machine = pd.concat(
        [lines_of(guess, "run"), pd.DataFrame({"segment": [999], "theme": ["home"]})]
    )
    found = agree_with_machine(lines_of(truth, "ana"), machine, samples=50)
    expected = precision_recall_fscore_support(truth, guess)
    for place, line in enumerate(found.lines):
        told = (line.precision, line.recall, line.f1, line.people_yes)
        assert told == pytest.approx([values[place] for values in expected], abs=6e-5)
        assert line.f1_low is not None
        assert line.f1_low < (line.f1 or 0) < (line.f1_high or 0)
    overall = found.overall[0]
    assert overall.f1 == pytest.approx(f1_score(truth, guess, average="micro"), abs=6e-5)
    assert overall.macro_f1 == pytest.approx(f1_score(truth, guess, average="macro"), abs=6e-5)


def test_with_two_readers_it_is_the_mean_over_them() -> None:
    first, guess = marks(1)
    second, _ = marks(2)
    people = pd.concat([lines_of(first, "ana"), lines_of(second, "ben")])
    line = agree_with_machine(people, lines_of(guess, "run"), samples=20).lines[2]
    both = ((first & guess)[:, 2].sum() + (second & guess)[:, 2].sum()) / 2
    given = (first[:, 2].sum() + second[:, 2].sum()) / 2
    assert (line.both, line.people_yes) == (both, given)
    assert line.recall == pytest.approx(both / given, abs=6e-5)
    assert line.precision == pytest.approx(both / guess[:, 2].sum(), abs=6e-5)


def test_a_person_as_the_machine_scores_what_people_score() -> None:
    first, second = marks(3)
    people = pd.concat([lines_of(first, "ana"), lines_of(second, "ben")])
    as_machine = agree_with_machine(lines_of(first, "ana"), lines_of(second, "run"), samples=20)
    assert as_machine.overall[0].f1 == agree(people, samples=20).overall[0].f1


def test_suggestions_that_are_not_made_count_as_looked_at() -> None:
    truth, guess = marks(4)
    every = pd.DataFrame(
        [
            (segment, theme, bool(guess[segment, place]))
            for segment in range(len(guess))
            for place, theme in enumerate(THEMES)
        ],
        columns=["segment", "theme", "suggested"],
    )
    people = lines_of(truth, "ana")
    plain = agree_with_machine(people, lines_of(guess, "run"), samples=20)
    assert agree_with_machine(people, every, samples=20).to_json() == plain.to_json()


def test_a_segment_the_machine_did_not_look_at_is_an_error_not_a_miss() -> None:
    truth, guess = marks(5)
    machine = lines_of(guess, "run")
    with pytest.raises(ValueError, match="no line for 2 segments"):
        agree_with_machine(lines_of(truth, "ana"), machine[machine["segment"] > 1])
    with pytest.raises(ValueError, match="segment and theme"):
        agree_with_machine(lines_of(truth, "ana"), machine[["segment"]])


def test_languages_stand_apart_and_small_ones_say_nothing() -> None:
    truth, guess = marks(6)
    guess[:40] = truth[:40]
    people = lines_of(truth, "ana")
    language = np.where(people["segment"] < 40, "en", np.where(people["segment"] < 70, "es", "so"))
    found = agree_with_machine(people.assign(language=language), lines_of(guess, "run"), samples=50)
    overall = {each.language: each for each in found.overall}
    assert overall["en"].f1 == 1.0
    assert (overall["es"].f1 or 0) < 1.0
    assert (overall["so"].f1, overall["so"].note, overall["so"].segments) == (None, "too_few", 10)


def test_a_theme_that_people_never_gave_has_no_recall() -> None:
    truth, guess = marks(7)
    truth[:, 1] = False
    line = agree_with_machine(lines_of(truth, "ana"), lines_of(guess, "run"), samples=20).lines[1]
    assert (line.theme, line.note, line.recall, line.precision, line.f1) == (
        "home",
        "nobody",
        None,
        0.0,
        0.0,
    )
