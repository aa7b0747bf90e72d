"""New texts join existing themes: who fits, what has drifted, what may be new.

    joined = join(themes.placing, frame, vectors)

Themes that people have named stay where they are: a name is never carried to other content.
`same_themes` says which themes of a later discovery are the earlier ones, by the rows that
both coded.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.progress import Progress, silent
from analysis.themes.assign import FLOOR, Flags
from analysis.themes.discover import Discover, checked
from analysis.themes.model import OTHER, Themes
from analysis.themes.placing import ENOUGH, EXPECTED_POOR, Placing

# A later theme is an earlier one if it has more than MOST_OF_NEW of its rows that both coded from
# there, if these are more than MOST_OF_OLD of the earlier theme, and if at least SEEN_OF_NEW of
# all its rows were coded before: else most of it is content that nobody named.
MOST_OF_NEW = 0.6
MOST_OF_OLD = 0.5
SEEN_OF_NEW = 0.25


@dataclass(frozen=True)
class Joined:
    """Where new rows went.

    `assignments` has row, theme ("other" where none fits), score, fits (False: lower than
    nearly all of the theme's own rows). `drift` has theme, language ("" for all), rows, poor
    (how many fit badly), share, expected, drifted (more than twice what is expected, among at
    least ENOUGH rows). `candidates` are the themes among rows that fit badly, with ids of
    their own ("new01").
    """

    assignments: pd.DataFrame = field(compare=False)
    drift: pd.DataFrame = field(compare=False)
    candidates: Themes | None

    def __repr__(self) -> str:
        """Show the counts."""
        new = len(self.candidates.themes) if self.candidates else 0
        return f"Joined({len(self.assignments)} rows, {new} candidates)"

    def to_frame(self) -> pd.DataFrame:
        """Return the drift by theme and language."""
        return self.drift

    def _repr_html_(self) -> str:
        return str(self.drift.to_html(index=False))


def join(
    placing: Placing,
    frame: pd.DataFrame,
    vectors: npt.NDArray[np.floating],
    seed: int = 0,
    progress: Progress = silent,
) -> Joined:
    """Place new rows among existing themes; nothing that was coded before is touched.

    In: the columns row, text, language, and one vector each by the encoder that the themes were
    found with. Raises ValueError when they do not match.
    """
    assignments = placed(placing, frame, vectors)
    fits = assignments["fits"].to_numpy(dtype=bool)
    frame = frame.reset_index(drop=True)
    closest = assignments["closest"].to_numpy(dtype=object)
    assignments = assignments.drop(columns="closest")
    return Joined(
        assignments,
        drift_of(closest, frame["language"], fits),
        candidates_among(frame[~fits], vectors[~fits], seed, placing.encoder, progress),
    )


def placed(
    placing: Placing, frame: pd.DataFrame, vectors: npt.NDArray[np.floating]
) -> pd.DataFrame:
    """Return row, theme ("other" where none fits), score, fits, closest: one line a row.

    The place of a row depends on that row alone, so batches of rows can be placed anywhere.
    """
    frame = checked(frame, vectors)
    if not placing.ids:
        raise ValueError("there are no themes to join")
    if len(frame) and vectors.shape[1] != len(placing.space.language.common):
        raise ValueError("these vectors are not by the encoder that the themes were found with")
    scores = placing.scores(frame, vectors)
    best = scores.argmax(axis=1)
    reached = scores[np.arange(len(frame)), best]
    none = reached < FLOOR
    ids = np.array(placing.ids, dtype=object)
    return pd.DataFrame(
        {
            "row": frame["row"],
            "theme": np.where(none, OTHER, ids[best]),
            "score": np.where(none, 0.0, reached),
            "fits": ~none & (reached >= np.array(placing.low)[best]),
            "closest": ids[best],
        }
    )


def drift_of(
    closest: npt.NDArray[np.object_], languages: "pd.Series[str]", fits: Flags
) -> pd.DataFrame:
    """Count the rows that fit their closest theme badly, by theme, and by theme and language."""
    lines = pd.DataFrame({"theme": closest, "language": languages.to_numpy(), "poor": ~fits})
    both = pd.concat([lines.assign(language=""), lines])
    found = both.groupby(["theme", "language"])["poor"].agg(rows="size", poor="sum").reset_index()
    found["share"] = (found["poor"] / found["rows"]).round(4)
    found["expected"] = EXPECTED_POOR
    found["drifted"] = (found["rows"] >= ENOUGH) & (found["share"] > 2 * EXPECTED_POOR)
    return found


def candidates_among(
    frame: pd.DataFrame,
    vectors: npt.NDArray[np.floating],
    seed: int,
    encoder: str,
    progress: Progress,
) -> Themes | None:
    """Return the themes of rows that fit nowhere, None if they are too few to be any."""
    discover = Discover(seed=seed, encoder=encoder, prefix="new")
    if len(frame) < discover.fewest(len(frame)):
        return None
    return discover(frame, vectors, progress)


def same_themes(earlier: Mapping[Any, str], later: Mapping[Any, str]) -> dict[str, str]:
    """Return which earlier theme each later one is; a later theme that is none is left out.

    In: the theme of each row, "other" for none. Each earlier theme is handed to one later theme
    at most, so that a name that people gave never covers two things or other content.
    """
    pairs = pd.DataFrame(
        [(row, earlier.get(row), theme) for row, theme in later.items() if theme != OTHER],
        columns=["row", "old", "new"],
    )
    size = pairs["new"].value_counts()
    seen = pairs.dropna(subset=["old"])
    known, held = seen["new"].value_counts(), seen["old"].value_counts()
    pairs_of = zip(seen["old"].tolist(), seen["new"].tolist(), strict=True)
    shared = Counter((old, new) for old, new in pairs_of if old != OTHER)
    found: dict[str, str] = {}
    for (old, new), both in sorted(shared.items()):
        most = both > MOST_OF_NEW * known[new] and both > MOST_OF_OLD * held[old]
        if most and both >= SEEN_OF_NEW * size[new]:
            found[new] = old
    return found
