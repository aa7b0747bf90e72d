"""Who read which segment and which themes they gave, as whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Readings:
    """Segments, how many coders read each, and how many of these gave each theme.

    `given` is segments x themes, and so are `first` and `second`: what the first and the second
    of each segment's readers gave, in order of their names. `cluster` is the number of the
    person who spoke, or of the segment itself where that is not known.
    """

    segments: pd.Index
    themes: tuple[str, ...]
    languages: npt.NDArray[np.object_]
    cluster: Whole
    readers: Whole
    given: Whole
    first: Whole
    second: Whole
    coders: tuple[str, ...]

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Readings({len(self.segments)} segments, {len(self.themes)} themes)"

    def only(self, wanted: npt.NDArray[np.bool_]) -> Readings:
        """Return some of the segments."""
        return Readings(
            self.segments[wanted],
            self.themes,
            self.languages[wanted],
            self.cluster[wanted],
            self.readers[wanted],
            self.given[wanted],
            self.first[wanted],
            self.second[wanted],
            self.coders,
        )


def read(codings: pd.DataFrame, themes: Sequence[str] | None) -> Readings:
    """Count codings: `segment`, `coder`, `theme` (missing: read, none given).

    Optional: `language`, `person` of the segment. `themes` names those to look at (None: all
    that were given). Raises ValueError where a column, segment or coder is missing, or a
    segment has two languages or two persons.
    """
    codings = checked(codings)
    segments = pd.Index(sorted(codings["segment"].unique(), key=lambda s: (str(type(s)), s)))
    lines = codings[["segment", "coder", "theme"]].drop_duplicates()
    row = segments.get_indexer(pd.Index(lines["segment"]))
    pairs = lines[["segment", "coder"]].drop_duplicates().sort_values("coder", kind="stable")
    readers = np.bincount(segments.get_indexer(pd.Index(pairs["segment"])), minlength=len(segments))
    turns = pairs.assign(turn=pairs.groupby("segment", sort=False).cumcount())
    turn = lines.merge(turns, on=["segment", "coder"], how="left")["turn"].to_numpy()
    found = sorted(set(lines["theme"]) - {""})
    wanted = tuple(dict.fromkeys(map(str, themes))) if themes is not None else tuple(found)
    column = pd.Index(wanted, dtype=object).get_indexer(pd.Index(lines["theme"], dtype=object))

    def marks(its: npt.NDArray[np.bool_]) -> Whole:
        counts = np.zeros((len(segments), len(wanted)), dtype=np.int64)
        np.add.at(counts, (row[its], column[its]), 1)
        return counts

    return Readings(
        segments=segments,
        themes=wanted,
        languages=said_once(codings, "language", segments).to_numpy(dtype=object),
        cluster=clusters(said_once(codings, "person", segments)),
        readers=readers.astype(np.int64),
        given=marks(column >= 0),
        first=marks((column >= 0) & (turn == 0)),
        second=marks((column >= 0) & (turn == 1)),
        coders=tuple(sorted(codings["coder"].unique())),
    )


def checked(codings: pd.DataFrame) -> pd.DataFrame:
    """Return codings with text in `coder` and `theme` ("" where none was given)."""
    absent = [name for name in ("segment", "coder", "theme") if name not in codings]
    if absent:
        raise ValueError(f"codings lack the columns {', '.join(absent)}")
    for name in ("segment", "coder"):
        if codings[name].isna().any() or (codings[name] == "").any():
            raise ValueError(f"every coding needs a {name}")
    theme = codings["theme"].astype(object)
    return codings.assign(
        coder=codings["coder"].astype(str), theme=theme.where(theme.notna(), "").astype(str)
    )


def said_once(codings: pd.DataFrame, name: str, segments: pd.Index) -> pd.Series:
    """Return what the lines of each segment say in a column, "" where they say nothing."""
    if name not in codings:
        return pd.Series("", index=segments, dtype=object)
    lines = codings[["segment", name]].dropna().astype({name: str})
    lines = lines[lines[name] != ""].drop_duplicates()
    if lines["segment"].duplicated().any():
        raise ValueError(f"a segment has more than one {name}")
    return lines.set_index("segment")[name].reindex(segments).astype(object).fillna("")


def clusters(persons: pd.Series) -> Whole:
    """Return the number of each segment's person; a segment of nobody known is on its own."""
    known = (persons != "").to_numpy()
    names, codes = np.unique(persons.to_numpy(dtype=str), return_inverse=True)
    alone = len(names) + np.arange(len(persons))
    _, numbers = np.unique(np.where(known, codes, alone), return_inverse=True)
    return np.asarray(numbers, dtype=np.int64)
