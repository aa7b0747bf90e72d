"""Count people by theme, group and question: every number that a release could tell.

A person counts once a theme, however often they speak of it. Units (people, comments, sessions)
are never added together: each has its own cells, and a comment is never called a person. The unit
"sessions" is for what a room said of which nobody knows who: one a room, whoever was in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

UNITS = ("people", "comments", "sessions")
NO_ANSWER = "(no answer)"
NO_QUESTION = "(no question)"
QUESTION = "question"
# Who hosted the session that somebody spoke in: it splits only those who spoke in one.
PARTNER = "partner"
# Counted for whom it concerns, and never said or compared in a summary.
UNTOLD = frozenset({PARTNER})
_RESERVED = {"theme", QUESTION, "person", "unit"}


@dataclass(frozen=True)
class Cell:
    """One count: of a unit, of a theme, of a group, or of a theme in a group."""

    key: str
    unit: str
    theme: str | None
    dimension: str | None
    value: str | None
    n: int


@dataclass(frozen=True)
class Tables:
    """Every count of one computation, unsuppressed: for staff's machines only.

    `one_theme` names the units in which nobody has more than one theme, and `all_themed` those in
    which everybody has one at least: a reader who is told so can use it to work out more.
    `within` names dimensions that split one value of another: (dimension, of which, value).
    """

    cells: tuple[Cell, ...]
    one_theme: tuple[str, ...] = ()
    all_themed: tuple[str, ...] = ()
    within: tuple[tuple[str, str, str], ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Cell]:
        """Return the cells under their keys."""
        return {cell.key: cell for cell in self.cells}

    def n(self, key: str) -> int:
        """Return the count of one cell, or raise KeyError."""
        return self.by_key[key].n

    def __repr__(self) -> str:
        return f"Tables({len(self.cells)} cells)"


def cell_key(
    unit: str, theme: str | None = None, dimension: str | None = None, value: str | None = None
) -> str:
    """Name a cell, stably and readably: `people|theme=t01|language=es`."""
    parts = [unit]
    if theme is not None:
        parts.append(f"theme={_escape(theme)}")
    if dimension is not None and value is not None:
        parts.append(f"{_escape(dimension)}={_escape(value)}")
    return "|".join(parts)


# The people who spoke in listening sessions.
VOICES = "people|mode=session"


def count_tables(
    people: pd.DataFrame,
    codings: pd.DataFrame,
    dimensions: Sequence[str],
    answered: pd.DataFrame | None = None,
    themes: Sequence[str] = (),
    within: Mapping[str, tuple[str, str]] | None = None,
) -> Tables:
    """Count distinct persons by unit, dimension, theme and question.

    people: one row a counted unit: `person` (unique), `unit`, and a column for each dimension;
    each dimension splits everybody (a missing or blank value is counted as "(no answer)").
    within: dimension -> (another dimension, its value): it splits only people of that value, as
    `{"partner": ("mode", "session")}` does; `suppress` then hides the two as one split.
    codings: `person`, `theme`, and `question` where it is known; rows may repeat.
    answered: `person`, `question`, for people who answered without being coded.
    themes: themes that get their cells in every unit, also where nobody raised them: a cell that
    is left out would tell that nobody did.
    With one question alone, theme by question would say the theme totals again, so it is left out.
    Raises ValueError where a column is missing, a person is twice, or a coding names nobody.
    """
    within = within or {}
    if any(outer not in dimensions or outer in within for outer, _value in within.values()):
        raise ValueError("a dimension can only lie within another one that is counted")
    people = _checked_people(people, dimensions)
    codings = _checked_codings(codings, people)
    spoken = _answered(codings, answered, people)
    cells: list[Cell] = []
    one_theme, all_themed = [], []
    for unit in UNITS:
        members = people[people["unit"] == unit]
        coded = codings[codings["unit"] == unit]
        if len(members):
            spoke = spoken[spoken["unit"] == unit]
            told = sorted({*map(str, themes), *coded["theme"]})
            # A room is in no group: it has no age, and no one language.
            its_dimensions = () if unit == "sessions" else dimensions
            cells += _unit_cells(unit, members, coded, spoke, its_dimensions, told, within)
            themes_each = coded.groupby("person")["theme"].nunique()
            if (themes_each <= 1).all():
                one_theme.append(unit)
            if len(themes_each) == len(members):
                all_themed.append(unit)
    inner = tuple((name, *within[name]) for name in dimensions if name in within)
    return Tables(tuple(cells), tuple(one_theme), tuple(all_themed), inner)


def _unit_cells(
    unit: str,
    members: pd.DataFrame,
    codings: pd.DataFrame,
    spoken: pd.DataFrame,
    dimensions: Sequence[str],
    themes: Sequence[str],
    within: Mapping[str, tuple[str, str]],
) -> list[Cell]:
    """Count one unit: N, groups, questions, themes, and themes in groups and questions."""
    cells = [Cell(unit, unit, None, None, None, len(members))]
    once = codings[["person", "theme"]].drop_duplicates()
    totals = once["theme"].value_counts()
    for theme in themes:
        key = cell_key(unit, theme)
        cells.append(Cell(key, unit, theme, None, None, int(totals.get(theme, 0))))
    for dimension in dimensions:
        outer, value = within.get(dimension, (None, None))
        split = members if outer is None else members[members[outer] == value]
        pairs = once.merge(split[["person", dimension]], on="person")
        cells += _split_cells(unit, dimension, split[dimension], pairs, themes)
    if len(spoken):
        pairs = codings[["person", "theme", QUESTION]].drop_duplicates()
        many = spoken[QUESTION].nunique() > 1
        cells += _split_cells(unit, QUESTION, spoken[QUESTION], pairs, themes if many else [])
    return cells


def _split_cells(
    unit: str, dimension: str, column: pd.Series, pairs: pd.DataFrame, themes: Sequence[str]
) -> list[Cell]:
    """Count each value of a dimension, then each theme in each value, zeros included."""
    groups = column.value_counts()
    values = sorted(groups.index)
    cells = [
        Cell(
            cell_key(unit, None, dimension, value), unit, None, dimension, value, int(groups[value])
        )
        for value in values
    ]
    counts = pairs.groupby(["theme", dimension], observed=True).size().to_dict()
    for theme in themes:
        for value in values:
            key = cell_key(unit, theme, dimension, value)
            n = int(counts.get((theme, value), 0))
            cells.append(Cell(key, unit, theme, dimension, value, n))
    return cells


def _checked_people(people: pd.DataFrame, dimensions: Sequence[str]) -> pd.DataFrame:
    """Return people with text in every dimension, or say what is wrong."""
    _need(people, ["person", "unit", *dimensions], "people")
    taken = _RESERVED.intersection(dimensions)
    if taken or len(set(dimensions)) < len(dimensions):
        raise ValueError(f"dimensions need names of their own, not {sorted(taken)}")
    if people["person"].duplicated().any() or people["person"].isna().any():
        raise ValueError("people must hold each person once, with an id")
    unknown = sorted(set(people["unit"].astype(str)) - set(UNITS))
    if unknown:
        raise ValueError(f"unknown units {unknown}: use {list(UNITS)}")
    people = people[["person", "unit", *dimensions]].copy()
    people["person"] = people["person"].astype(str)
    for dimension in dimensions:
        people[dimension] = _named(people[dimension], NO_ANSWER)
    return people


def _checked_codings(codings: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return codings with their unit and a question each, or say what is wrong."""
    _need(codings, ["person", "theme"], "codings")
    codings = codings.copy()
    if codings["theme"].isna().any():
        raise ValueError("every coding needs a theme")
    codings["theme"] = codings["theme"].astype(str)
    if QUESTION not in codings:
        return _with_unit(codings[["person", "theme"]], people).assign(**{QUESTION: NO_QUESTION})
    codings[QUESTION] = _named(codings[QUESTION], NO_QUESTION)
    return _with_unit(codings[["person", "theme", QUESTION]], people)


def _answered(
    codings: pd.DataFrame, answered: pd.DataFrame | None, people: pd.DataFrame
) -> pd.DataFrame:
    """Return who spoke to which question, once each: what was coded counts as answered."""
    rows = codings[["person", QUESTION, "unit"]]
    if answered is not None:
        _need(answered, ["person", QUESTION], "answered")
        told = answered[["person", QUESTION]].copy()
        told[QUESTION] = _named(told[QUESTION], NO_QUESTION)
        rows = pd.concat([rows, _with_unit(told, people)[["person", QUESTION, "unit"]]])
    rows = rows.drop_duplicates()
    nothing_known = bool((rows[QUESTION] == NO_QUESTION).all())
    return rows.iloc[0:0] if nothing_known else rows


def _with_unit(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Give rows the unit of their person; a row of nobody is an error, never dropped."""
    rows = rows.assign(person=rows["person"].astype(str))
    merged = rows.merge(people[["person", "unit"]], on="person", how="left")
    strangers = int(merged["unit"].isna().sum())
    if strangers:
        raise ValueError(f"{strangers} rows name a person who is not among the people counted")
    return merged


def _named(column: pd.Series, missing: str) -> pd.Series:
    """Return text values, with a name for what is missing or blank."""
    text = column.astype(object).where(column.notna(), "").astype(str).str.strip()
    return text.where(text != "", missing)


def _need(frame: pd.DataFrame, columns: Sequence[str], name: str) -> None:
    """Raise ValueError naming the columns that a frame lacks."""
    absent = [column for column in columns if column not in frame]
    if absent:
        raise ValueError(f"{name} lacks the columns {absent}")


def _escape(text: str) -> str:
    """Keep the separators of a key out of its parts."""
    return text.replace("%", "%25").replace("|", "%7C").replace("=", "%3D")
