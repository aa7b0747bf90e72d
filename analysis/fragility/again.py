"""Finding themes again in the vectors at hand, without some people and from another seed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.progress import Progress, silent
from analysis.themes import Discover, Themes
from analysis.themes.model import OTHER

# Of all re-runs so many find themes anew, the others count again: one takes about 1 second of
# one core for 300 segments, 6 for 1,000 and 13 for 3,000.
STARTS = 5


@dataclass(frozen=True)
class Again:
    """Find the themes of segments anew; nothing is encoded.

    segments: `row`, `text`, `language`, `person`, ... as `discover` takes them, with one vector
    each. `main` keeps the main theme of a segment alone.
    """

    segments: pd.DataFrame = field(repr=False)
    vectors: npt.NDArray[np.floating] = field(repr=False)
    discover: Discover
    main: bool = False

    def __call__(
        self, left_out: frozenset[str], seed: int, progress: Progress = silent
    ) -> pd.DataFrame:
        """Return `row, person, theme` of all but some persons' segments, found from a seed."""
        kept = ~self.segments["person"].astype(str).isin(left_out).to_numpy()
        frame = self.segments[kept].reset_index(drop=True)
        if frame.empty:
            return pd.DataFrame(columns=["row", "person", "theme"])
        found = replace(self.discover, seed=seed)(frame, self.vectors[kept], progress)
        return self.lines(found)

    def lines(self, found: Themes) -> pd.DataFrame:
        """Return `row, person, theme` of what was found; what fits no theme is left out."""
        lines = found.assignments
        lines = lines[lines["theme"] != OTHER]
        if self.main:
            lines = lines[lines["primary"]]
        spoken = self.segments[["row", "person"]]
        return lines[["row", "theme"]].merge(spoken, on="row")[["row", "person", "theme"]]
