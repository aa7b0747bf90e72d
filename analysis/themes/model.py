"""What a discovery returns: themes, who is assigned to them, and how well each language fared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.themes.choose import Choice
from analysis.themes.placing import Placing

# The words for "no theme" in the column `theme`; no theme ever has this id.
OTHER = "other"

RowId = str | int


@dataclass(frozen=True)
class Theme:
    """One theme. `rows` counts coded rows, `persons` distinct people (None: not known).

    `subthemes` are the parts that it falls into, none where it is one thing. `stability` says
    how well it comes back when a tenth of the rows is left out: above 0.75 it is stable, below
    0.5 it dissolves (None: too few rows to tell, or a sub-theme).
    """

    id: str
    label: str
    rows: int
    persons: int | None
    keywords: Mapping[str, tuple[str, ...]]
    quotes: tuple[RowId, ...]
    languages: Mapping[str, int]
    subthemes: tuple["Theme", ...] = ()
    stability: float | None = None

    def __repr__(self) -> str:
        """Show the id and size; a label is made of people's words."""
        return f"Theme({self.id!r}, rows={self.rows})"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "id": self.id,
            "label": self.label,
            "rows": self.rows,
            "persons": self.persons,
            "languages": dict(self.languages),
            "keywords": {tag: list(words) for tag, words in self.keywords.items()},
            "quotes": list(self.quotes),
            "stability": self.stability,
            "subthemes": [part.to_dict() for part in self.subthemes],
        }


@dataclass(frozen=True)
class LanguageService:
    """How well one language was served: rows, how many stayed without a theme, and the fit.

    `fit` is the mean score (0-1) of its rows; `centred` says what was subtracted from its
    vectors: its own mean, or mostly the mean of all because it has too few rows.
    """

    rows: int
    other: int
    other_share: float
    fit: float
    own_mean_weight: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "rows": self.rows,
            "other": self.other,
            "other_share": self.other_share,
            "fit": self.fit,
            "own_mean_weight": self.own_mean_weight,
        }


@dataclass(frozen=True)
class Themes:
    """The result of one discovery.

    `assignments` has the columns row, theme, score, start, end, primary, subtheme: one line
    with primary True for every row of the input (its theme is "other" where none fits), and a
    second line with primary False where another theme is nearly as close. `subtheme` is "" where
    the theme has none. `choice` says how the number of themes was chosen, `stability` which
    share of pairs of rows that are in one theme come together again when a tenth of the rows is
    left out. `placing` puts later texts into the same themes (see `placing.Placing`).
    """

    themes: tuple[Theme, ...]
    assignments: pd.DataFrame = field(compare=False)
    other_share: float
    languages: Mapping[str, LanguageService]
    settings: Mapping[str, Any]
    encoder: str
    seed: int
    choice: Choice | None = None
    stability: float = 1.0
    placing: Placing | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Themes({len(self.themes)} themes, {len(self.assignments)} assignments)"

    def to_frame(self) -> pd.DataFrame:
        """Return one line a theme and sub-theme, with its label, rows, persons and stability."""
        lines = [
            (theme.id, "" if it is theme else it.id, it.label, it.rows, it.persons, it.stability)
            for theme in self.themes
            for it in (theme, *theme.subthemes)
        ]
        columns = ["theme", "subtheme", "label", "rows", "persons", "stability"]
        return pd.DataFrame(lines, columns=columns)

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(index=False))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, assignments included."""
        columns = list(self.assignments.columns)
        return {
            "themes": [theme.to_dict() for theme in self.themes],
            "other_share": self.other_share,
            "choice": self.choice and self.choice.to_dict(),
            "stability": self.stability,
            "languages": {tag: service.to_dict() for tag, service in self.languages.items()},
            "settings": dict(self.settings),
            "encoder": self.encoder,
            "seed": self.seed,
            "columns": columns,
            "assignments": [
                [plain(value) for value in line]
                for line in self.assignments.itertuples(index=False, name=None)
            ],
        }

    def to_json(self) -> str:
        """Return the same text for the same result, whatever the machine."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, indent=1)


def plain(value: Any) -> Any:
    """Return a value of a frame as JSON knows it."""
    if hasattr(value, "item"):
        return value.item()
    return None if value is pd.NA else value
