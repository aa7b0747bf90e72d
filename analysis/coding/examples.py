"""What people said about texts, as numbers that a coder can learn from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.coding.views import Numbers
from analysis.language import UNDETERMINED

Places = npt.NDArray[np.intp]

COLUMNS = ("row", "theme", "value")
# Who marks one theme of a text and is silent on another has mostly, but not surely, seen that
# it is not there.
SILENCE = 0.25


@dataclass(frozen=True, eq=False)
class Examples:
    """Distinct coded texts: `places` in the frame, and for each theme how much a person's yes.

    `target` (examples x themes) is the share of people who said yes, 0 to 1: two people who
    contradict each other leave 0.5, which is each kept at half weight. `weight` is 1 where a
    person said so, SILENCE where they said nothing about this theme but named another, else 0.
    """

    places: Places
    target: Numbers
    weight: Numbers

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Examples({len(self.places)} texts, {self.target.shape[1]} themes)"

    @property
    def counts(self) -> npt.NDArray[np.intp]:
        """Return in how many texts most people found each theme."""
        found: npt.NDArray[np.intp] = ((self.target > 0.5) & (self.weight == 1)).sum(axis=0)
        return found


def examples_of(
    frame: pd.DataFrame, codings: pd.DataFrame, complete: Collection[object], ids: Sequence[str]
) -> Examples:
    """Return the codings by distinct text: the same words said again teach nothing more."""
    place = {row: number for number, row in enumerate(frame["row"])}
    checked(codings, complete, place, ids)
    given = codings["row"].map(place).to_numpy(dtype=np.intp)
    whole_places = np.array([place[row] for row in complete], dtype=np.intp)
    coded = np.unique(np.concatenate([given, whole_places]))
    rows = np.searchsorted(coded, given)
    yes, said = np.zeros((len(coded), len(ids))), np.zeros((len(coded), len(ids)))
    themes = codings["theme"].map({theme: number for number, theme in enumerate(ids)})
    columns = themes.to_numpy(dtype=np.intp)
    np.add.at(said, (rows, columns), 1.0)
    np.add.at(yes, (rows, columns), codings["value"].to_numpy(dtype=np.float64))
    whole = np.isin(coded, whole_places)
    named = np.asarray(yes.any(axis=1))
    weight = np.where((said > 0) | whole[:, None], 1.0, np.where(named[:, None], SILENCE, 0.0))
    target = np.divide(yes, said, out=np.zeros_like(yes), where=said > 0)
    return once_each(frame, coded, target, weight)


def once_each(frame: pd.DataFrame, coded: Places, target: Numbers, weight: Numbers) -> Examples:
    """Return one example a distinct text and language, with what was said of all its copies."""
    names = pd.Series(same_words(frame.iloc[coded]), dtype=object)
    groups = pd.factorize(names)[0].astype(np.intp)
    first = np.unique(groups, return_index=True)[1]
    count = len(first)
    total, heard, most = (np.zeros((count, target.shape[1])) for _ in range(3))
    np.add.at(total, groups, weight * target)
    np.add.at(heard, groups, weight)
    np.maximum.at(most, groups, weight)
    share = np.divide(total, heard, out=np.zeros_like(total), where=heard > 0)
    return Examples(coded[first], share, most)


def same_words(frame: pd.DataFrame) -> list[str]:
    """Return a name for each text that its exact repetitions share."""
    return [
        f"{tag}\t{' '.join(text.casefold().split())}"
        for tag, text in zip(frame["language"], frame["text"], strict=True)
    ]


def checked(
    codings: pd.DataFrame,
    complete: Collection[object],
    place: dict[object, int],
    ids: Sequence[str],
) -> None:
    """Raise ValueError where codings do not fit the frame or the codebook."""
    missing = [name for name in COLUMNS if name not in codings.columns]
    if missing:
        raise ValueError(f"codings need the columns {', '.join(COLUMNS)}; no {', '.join(missing)}")
    strange = sorted(set(map(str, codings["theme"])) - set(ids))
    if strange:
        raise ValueError(f"codings name themes that the codebook has not: {', '.join(strange[:5])}")
    lost = [row for row in [*codings["row"], *complete] if row not in place]
    if lost:
        raise ValueError(f"{len(lost)} codings are of rows that the frame has not, as {lost[0]!r}")
    if not codings["value"].isin([True, False]).all():
        raise ValueError("a coding's value is True (it is about the theme) or False (it is not)")


def readable(frame: pd.DataFrame, vectors: npt.NDArray[np.floating]) -> pd.DataFrame:
    """Return the columns row, text and language without gaps, or say what is wrong."""
    missing = [name for name in ("row", "text", "language") if name not in frame.columns]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}")
    if vectors.ndim != 2 or len(vectors) != len(frame):
        raise ValueError(f"{len(frame)} rows need as many vectors; got {vectors.shape}")
    if not np.isfinite(vectors).all():
        raise ValueError("a vector holds something that is not a number")
    if frame["row"].duplicated().any():
        again = frame.loc[frame["row"].duplicated(), "row"].iloc[0]
        raise ValueError(f"the row {again!r} is there more than once")
    tags = frame["language"].astype(object)
    return pd.DataFrame(
        {
            "row": frame["row"].to_numpy(),
            "text": frame["text"]
            .astype(object)
            .where(frame["text"].notna(), "")
            .map(str)
            .to_numpy(),
            "language": tags.where(tags.notna() & (tags != ""), UNDETERMINED).map(str).to_numpy(),
        }
    )
