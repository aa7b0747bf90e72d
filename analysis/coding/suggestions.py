"""What a coder suggests, and how far along it is with each theme."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.coding.views import Numbers

STATES = ("definitions only", "learning", "ready")
# Yeses of people from which a theme is called ready, if its F1 is not known to be poor.
READY_FROM = 10
READY_LOW = 0.3


@dataclass(frozen=True)
class ThemeState:
    """How far along one theme is: `examples` are distinct texts that people found it in.

    `f1` is cross-validated on the examples (None before there are any), with its 90 % interval.
    """

    theme: str
    state: str
    examples: int
    noes: int
    threshold: float
    f1: float | None
    f1_low: float | None
    f1_high: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Suggestions:
    """Probabilities (rows x themes, 0 to 1) that a person would say: it is about this theme.

    `suggested` where the probability reaches the theme's threshold; `sure` False where the
    coder abstains, so that a person should look before either answer is used.
    """

    rows: Sequence[str | int]
    themes: tuple[str, ...]
    scores: Numbers
    suggested: npt.NDArray[np.bool_]
    sure: npt.NDArray[np.bool_]

    def __repr__(self) -> str:
        """Show the counts."""
        return (
            f"Suggestions({len(self.rows)} rows, {len(self.themes)} themes,"
            f" {int(self.suggested.sum())} suggested, {int((~self.sure).sum())} unsure)"
        )

    def _repr_html_(self) -> str:
        """Return the table that a notebook shows; it holds ids and numbers, no words."""
        return str(self.to_frame(only_suggested=True).to_html(escape=True, max_rows=60))

    def to_frame(self, only_suggested: bool = False) -> pd.DataFrame:
        """Return the columns row, theme, score, suggested, sure: one line a row and theme.

        `only_suggested` leaves out what is neither suggested nor in doubt.
        """
        shape = self.scores.shape
        chosen = (self.suggested | ~self.sure) if only_suggested else np.ones(shape, dtype=bool)
        places, themes = np.nonzero(chosen)
        rows = np.empty(len(self.rows), dtype=object)
        rows[:] = list(self.rows)
        return pd.DataFrame(
            {
                "row": rows[places] if len(places) else np.array([], dtype=object),
                "theme": np.array(self.themes, dtype=object)[themes],
                "score": self.scores[places, themes],
                "suggested": self.suggested[places, themes],
                "sure": self.sure[places, themes],
            }
        ).infer_objects()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, without the pairs that are surely not suggested."""
        lines = self.to_frame(only_suggested=True)
        return {
            "rows": len(self.rows),
            "themes": list(self.themes),
            "columns": list(lines.columns),
            "lines": [list(line) for line in lines.astype(object).itertuples(index=False)],
        }
