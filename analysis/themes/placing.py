"""Put later texts into themes that exist, without moving anything that is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.themes.exact import UNIT, Grid, dots
from analysis.themes.space import Space, whole

# A theme expects about this share of its rows below its low mark: that is how the mark is set.
EXPECTED_POOR = 0.05
# With fewer new rows than this, a share says nothing about drift.
ENOUGH = 10
# Rows that are placed at a time.
BLOCK = 8192


@dataclass(frozen=True)
class Placing:
    """The middles of themes in their space: enough to place a text, and nobody's words.

    `low` is for each theme the score that all but EXPECTED_POOR of its own rows reach.
    """

    space: Space = field(repr=False)
    ids: tuple[str, ...]
    centers: Grid = field(repr=False)
    low: tuple[float, ...]
    encoder: str

    def scores(
        self, frame: pd.DataFrame, vectors: npt.NDArray[np.floating]
    ) -> npt.NDArray[np.float64]:
        """Return the cosine of each row with the middle of each theme, rows x themes, 0 to 1."""
        texts, languages = frame["text"].tolist(), frame["language"].tolist()
        found = np.zeros((len(frame), len(self.ids)))
        for start in range(0, len(frame), BLOCK):
            part = slice(start, start + BLOCK)
            own = self.space.place(vectors[part], texts[part], languages[part])
            cosines = dots(own, self.centers).astype(np.float64) / UNIT**2
            found[part] = np.round(np.clip(cosines, 0.0, 1.0), 4)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; from_dict makes the same placing of them."""
        return {
            "space": self.space.to_dict(),
            "ids": list(self.ids),
            "centers": whole(self.centers),
            "low": list(self.low),
            "encoder": self.encoder,
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "Placing":
        """Return the placing that to_dict described."""
        return Placing(
            Space.from_dict(values["space"]),
            tuple(values["ids"]),
            np.array(values["centers"], dtype=np.float64).reshape(len(values["ids"]), -1),
            tuple(values["low"]),
            str(values["encoder"]),
        )


def low_marks(scores: Grid, themes: npt.NDArray[np.intp]) -> tuple[float, ...]:
    """Return for each theme the score that all but few of its rows reach, 0 without rows."""
    marks = []
    for theme in range(scores.shape[1]):
        reached = np.sort(scores[themes == theme, theme])
        marks.append(float(reached[int(EXPECTED_POOR * len(reached))]) if len(reached) else 0.0)
    return tuple(marks)
