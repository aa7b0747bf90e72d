"""Figures are told with two decimals, by theme, and never about few."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.disclosure import Figure, suppress
from analysis.summarize import figures_from, stance_figures, told_figures
from analysis.tables import count_tables
from tests.analysis.summarize.record import made


def agreement(**changed: object) -> pd.DataFrame:
    """Return one theme's row, beside rows that must not be told."""
    row = {
        "theme": "t1",
        "language": "",
        "segments": 100,
        "a_yes": 40,
        "b_yes": 42,
        "alpha": 0.7149,
        "alpha_low": 0.6,
        "alpha_high": float("nan"),
        "ac1": None,
    }
    other = {**row, "language": "es", "alpha": 0.1}
    return pd.DataFrame([row | changed, other])


def test_what_is_known_is_told_with_two_decimals() -> None:
    told = {figure.key: (figure.text, figure.n) for figure in figures_from(agreement())}
    assert told == {
        "agreement|t1|segments": ("100", 100),
        "agreement|t1|alpha": ("0.71", 100),
        "agreement|t1|low": ("0.60", 100),
    }
    (nought,) = [f for f in figures_from(agreement(alpha=-0.001)) if f.key.endswith("alpha")]
    assert nought.text == "0.00"


@pytest.mark.parametrize(
    "few",
    [{"a_yes": 10}, {"b_yes": 10}, {"a_yes": 90}, {"segments": 52}, {"a_yes": 0, "b_yes": 0}],
)
def test_a_theme_that_few_gave_or_few_kept_back_has_no_figure(few: dict[str, int]) -> None:
    assert figures_from(agreement(**few)) == ()
    machine = agreement(**few).assign(f1=0.5)
    assert figures_from(machine=machine) == ()


@pytest.mark.parametrize(
    ("persons", "least", "is_told"),
    [(1, 1, False), (10, 10, False), (50, 10, False), (50, 11, True), (None, None, True)],
)
def test_many_passages_of_few_persons_have_no_figure(
    persons: int | None, least: int | None, is_told: bool
) -> None:
    frame = agreement(persons=persons, persons_least=least)
    assert bool(figures_from(frame)) is is_told
    assert bool(figures_from(machine=frame.assign(f1=0.5))) is is_told


def test_the_machine_and_re_runs_have_figures_of_their_own() -> None:
    machine = pd.DataFrame({"theme": ["t1"], "language": "", "segments": 50, "f1": 0.666})
    stood = pd.DataFrame({"theme": ["t1", "t2"], "stands": [47, 9], "runs": [50, 10]})
    told = [(figure.key, figure.text) for figure in figures_from(None, stood, machine)]
    assert told == [
        ("fragility|t1|runs", "50"),
        ("fragility|t1|stands", "47"),
        ("machine|t1|f", "0.67"),
        ("machine|t1|segments", "50"),
    ]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="alpha"):
        figures_from(agreement().drop(columns="alpha"))


def test_figures_of_a_theme_that_is_not_shown_are_left_out() -> None:
    record = made()
    assert record.released.shown("people|theme=t5") is None
    figures = [
        Figure("agreement|t1|alpha", "0.71", 50),
        Figure("agreement|t5|alpha", "0.71", 50),
        Figure("agreement|nobody|alpha", "0.71", 50),
        Figure("machine|t1|f", "0.71", 10),
        Figure("people|theme=t5|against", "12", 12),
        Figure("people|theme=t2|against", "12", 12),
        Figure("people|language=es|against", "12", 12),
        Figure("anything", "12", 12),
    ]
    told = told_figures(figures, record.released)
    assert [figure.key for figure in told.figures] == [
        "agreement|t1|alpha",
        "people|theme=t2|against",
    ]
    assert type(told).from_dict(told.to_dict()) == told


@pytest.mark.parametrize(("against", "is_told"), [(10, False), (11, True), (29, True), (30, False)])
def test_stances_are_told_where_both_sides_are_many(against: int, is_told: bool) -> None:
    people = pd.DataFrame({"person": [f"p{i}" for i in range(60)], "unit": "people"})
    said = people.head(40).assign(theme="t1")
    tables = count_tables(people, said[["person", "theme"]], [])
    stance = ["oppose" if i < against else "support" for i in range(40)]
    codings = pd.concat([said.assign(stance=stance)] * 2)
    figures = stance_figures(codings, tables)
    assert [(f.key, f.text) for f in figures] == (
        [("people|theme=t1|against", str(against))] if is_told else []
    )
    assert told_figures(figures, suppress(tables)).figures == tuple(figures)
