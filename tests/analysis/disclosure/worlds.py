"""Made-up populations to attack: who is in which group and who raised what, by chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.disclosure import ReleasedTables
from analysis.summarize import mention_figures, session_figures, told_figures
from analysis.tables import Tables, count_tables
from tests.analysis.disclosure.attacker import Kind, Population, Vector, population_of, truth_of

HABITS = ("any", "one_theme", "all_themed", "one_answer", "all_answer", "within", "mentions")
"""What a reader may know of everybody: nothing, or that it holds for all.

"within": one split lies within a value of another, as partners do within those who spoke in a
session. "mentions": all spoke in sessions, and the release tells mentions beside people.
"""
WITHIN = {"b": ("a", "a0")}
NOTHING: tuple[str | None] = (None,)


@dataclass(frozen=True)
class World:
    """A population, its counts, and all that a reader may hold possible."""

    tables: Tables
    population: Population
    truth: Vector
    seed: int
    passages: pd.DataFrame

    def told(self, released: ReleasedTables) -> ReleasedTables:
        """Return the release with every figure that may be told of mentions and sessions."""
        if self.passages.empty:
            return released
        themed = self.passages[self.passages["theme"].notna()]
        cards = pd.DataFrame({"right": [], "wrong": []})
        figures = [
            *mention_figures(themed),
            *session_figures(self.passages, cards, self.tables, released),
        ]
        return told_figures(figures, released)


def world(seed: int, habit: str = "any", most: int = 250, smallest: int = 11) -> World | None:
    """Return the population of a seed; None where chance left out a theme or a question."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(smallest, most))
    sizes, themes, questions = _shape(rng, habit)
    kinds = _kinds(rng, n, sizes, themes, questions, habit)
    within = WITHIN if habit == "within" else {}
    tables = count_kinds(kinds, list(sizes), within)
    population = population_of(
        tables,
        most_themes=1 if habit == "one_theme" else None,
        least_themes=int(habit == "all_themed"),
        everybody_answers=habit == "all_answer",
        one_answer=habit == "one_answer",
        within=within,
    )
    if len(population.themes) < themes or len(population.questions) < questions:
        return None
    passages = _passages(rng, kinds if habit == "mentions" else [])
    return World(tables, population, truth_of(population, kinds), seed, passages)


def _shape(rng: np.random.Generator, habit: str) -> tuple[Mapping[str, int], int, int]:
    """Return sizes of dimensions, how many themes and how many questions."""
    shape = int(rng.integers(3))
    if habit == "within":
        return {"a": 3, "b": int(rng.integers(2, 4))}, 2 + shape % 2, 0
    if habit == "mentions":
        return {"mode": 1, "a": 2}, 2, 2 + shape % 2
    if habit in ("one_theme", "all_themed"):
        return ({"a": 3}, 4, 0) if shape == 0 else ({"a": 3, "b": 3}, 3, 0)
    if shape == 0 and habit == "any":
        return {"a": 3, "b": 3}, 3, 0
    if shape == 1:
        return {"a": int(rng.integers(1, 3)), "b": 2}, 2, 2
    return {"a": 3}, 2, 3 if rng.random() < 0.2 else 2


def _kinds(
    rng: np.random.Generator,
    n: int,
    sizes: Mapping[str, int],
    themes: int,
    questions: int,
    habit: str,
) -> list[Kind]:
    """Draw people: groups of uneven size, and themes that lean towards some groups."""
    parts = {name: rng.dirichlet(np.full(size, 2.0)) for name, size in sizes.items()}
    base = np.log(rng.uniform(0.02, 0.6, themes))
    lean = {name: rng.normal(0, 1.5, (themes, size)) for name, size in sizes.items()}
    asked = rng.uniform(0.3, 1, questions)
    kinds = []
    for _ in range(n):
        places = {name: int(rng.choice(len(part), p=part)) for name, part in parts.items()}
        wish = base + sum(lean[name][:, place] for name, place in places.items())
        answers = _answers(rng, 1 / (1 + np.exp(-wish)), asked, habit)
        named = {name: f"{name}{place}" for name, place in places.items()}
        if habit == "mentions":
            named["mode"] = "session"
        if habit == "within" and named["a"] != "a0":
            del named["b"]
        groups = tuple(named.items())
        kinds.append(Kind(groups, answers))
    return kinds


def _answers(
    rng: np.random.Generator, chances: Vector, asked: Vector, habit: str
) -> tuple[tuple[str, frozenset[str]], ...]:
    """Draw which questions somebody answered, and with which themes."""
    names = [f"q{i}" for i in range(len(asked)) if rng.random() < asked[i]]
    if len(asked) and (habit == "one_answer" or (habit == "all_answer" and not names)):
        names = [f"q{int(rng.integers(len(asked)))}"]
    answers = []
    for name in names if len(asked) else [""]:
        said = [i for i in range(len(chances)) if rng.random() < chances[i]]
        if habit == "all_themed" and not said:
            said = [int(rng.integers(len(chances)))]
        if habit == "one_theme":
            said = [int(rng.choice(said))] if said else []
        answers.append((name, frozenset(f"t{i}" for i in said)))
    return tuple(answers)


def _passages(rng: np.random.Generator, kinds: list[Kind]) -> pd.DataFrame:
    """Draw what everybody said: each theme of an answer in a passage or more, none in one."""
    often = float(rng.choice([0.0, 0.05, 0.3, 1.0]))
    rows: list[tuple[int, str | None, str | None]] = []
    for person, kind in enumerate(kinds):
        said: list[tuple[str | None, str | None]] = [
            (name, theme) for name, its in kind.answers for theme in (sorted(its) or NOTHING)
        ]
        for name, theme in said or [(None, None)]:
            rows += [(person, name, theme)] * (1 + int(rng.poisson(often)))
    frame = pd.DataFrame(rows, columns=["person", "question", "theme"])
    return frame.assign(session=1, unit="people", segment=range(len(rows)))


def count_kinds(
    kinds: list[Kind],
    dimensions: list[str],
    within: Mapping[str, tuple[str, str]] | None = None,
) -> Tables:
    """Count the people through the front door."""
    people = pd.DataFrame([dict(kind.groups) for kind in kinds]).assign(
        person=range(len(kinds)), unit="people"
    )
    answers = [(i, name, said) for i, kind in enumerate(kinds) for name, said in kind.answers]
    codings = pd.DataFrame(
        [(i, theme, name or None) for i, name, said in answers for theme in sorted(said)],
        columns=["person", "theme", "question"],
    )
    answered = pd.DataFrame(
        [(i, name) for i, name, _ in answers if name], columns=["person", "question"]
    )
    return count_tables(people, codings, dimensions, answered, within=within)
