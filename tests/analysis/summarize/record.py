"""A made-up record: people in four languages, themes, and quotes with a place in a testimony."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.disclosure import ReleasedTables, suppress
from analysis.summarize import Summary, known_from_quotes, summarize
from analysis.tables import Tables, count_tables

QUESTION = "Who should come first?"
NAMES = {
    "t1": "fear of calling 911",
    "t2": "who should come",
    "t3": "waiting too long",
    "t4": "a ride home",
    "t5": "papers",
}


@dataclass(frozen=True)
class Made:
    """The record, and what was made of it."""

    people: pd.DataFrame
    tables: Tables
    released: ReleasedTables
    themes: pd.DataFrame
    quotes: pd.DataFrame
    texts: pd.DataFrame
    known: dict[str, int]
    summary: Summary


def made(n: int = 300, seed: int = 1, comments: int = 0, **options: object) -> Made:
    """Return a record of n people and some comments; Spanish speakers fear calling more often."""
    rng = np.random.default_rng(seed)
    total = n + comments
    people = pd.DataFrame(
        {
            "person": [f"p{i}" for i in range(total)],
            "unit": ["people"] * n + ["comments"] * comments,
            "language": rng.choice(["en", "es", "ar", "so"], total, p=[0.5, 0.3, 0.17, 0.03]),
            "mode": rng.choice(["web", "paper"], total, p=[0.7, 0.3]),
        }
    )
    chance = {"t1": 0.3, "t2": 0.4, "t3": 0.2, "t4": 0.15, "t5": 0.01}
    rows = [
        (person, theme, language, unit)
        for person, unit, language, _ in people.itertuples(index=False)
        for theme, share in chance.items()
        if rng.random() < (0.7 if (theme, language) == ("t1", "es") else share)
    ]
    codings = pd.DataFrame(rows, columns=["person", "theme", "language", "unit"])
    quotes = _quotes(codings[codings["unit"] == "people"], rng)
    texts = pd.DataFrame(
        {
            "testimony": quotes["testimony"],
            "text": "Before. " + quotes["text"] + " After.",
            "consent": "quoted",
        }
    )
    tables = count_tables(people, codings[["person", "theme"]], ["language", "mode"])
    known = known_from_quotes(tables, quotes)
    released = suppress(tables, at_least=known)
    themes = pd.DataFrame(
        {"theme": list(NAMES), "name": list(NAMES.values()), "description": "", "keywords": ""}
    )
    settings = {"Encoder": "test", "Seed": 0}
    summary = summarize(released, themes, quotes, QUESTION, method=settings, **options)  # type: ignore[arg-type]
    return Made(people, tables, released, themes, quotes, texts, known, summary)


def _quotes(codings: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return one candidate quote a coding."""
    numbers = codings["person"] + "-" + codings["theme"]
    text = "I said a thing about " + codings["theme"] + " and I am " + codings["person"]
    return pd.DataFrame(
        {
            "quote": numbers,
            "testimony": "testimony " + numbers,
            "theme": codings["theme"],
            "text": text,
            "start": 8,
            "end": 8 + text.str.len(),
            "language": codings["language"],
            "person": codings["person"],
            "place": None,
            "question": None,
            "score": rng.random(len(codings)).round(4),
        }
    )
