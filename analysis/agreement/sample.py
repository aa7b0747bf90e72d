"""Choose the segments that two people code without seeing each other's codings."""

from __future__ import annotations

import numpy as np
import pandas as pd

# In each language at least this many, where it has as many: below it nothing can be said.
FLOOR = 30


def draw_sample(
    segments: pd.DataFrame, size: int = 200, seed: int = 0, floor: int = FLOOR
) -> list[str | int]:
    """Return the ids of segments to be coded twice, in the order in which to show them.

    segments: `segment` (unique), `language`, optional `person`. Every language gets `floor`
    segments or all that it has (then more than `size` may come out), the rest of `size` is
    shared out by the sizes of the languages. Within a language every person is asked once
    before anybody is asked twice. Shuffled, so that coders do not read one language after
    another. Raises ValueError for missing columns or an id that is there twice.
    """
    if "segment" not in segments or "language" not in segments:
        raise ValueError("segments need the columns segment and language")
    if segments["segment"].duplicated().any():
        raise ValueError("the ids in the column 'segment' are not all different")
    random = np.random.default_rng(seed)
    # The order of the frame must not matter, only what is in it. What is in no known language
    # is sampled as one: left missing, it would silently never be read.
    spoken = segments["language"].astype(object).where(segments["language"].notna(), "")
    frame = segments.assign(order=segments["segment"].astype(str), language=spoken)
    frame = frame.sort_values("order")
    frame = frame.iloc[random.permutation(len(frame))]
    own = frame["segment"].map(lambda segment: ("alone", segment))
    person = frame["person"] if "person" in frame else pd.Series(None, frame.index, dtype=object)
    person = person.astype(object).where(person.notna() & (person != ""), own)
    frame = frame.assign(turn=frame.groupby(["language", person], sort=False).cumcount())
    sizes = frame["language"].value_counts().sort_index()
    seats = sizes.clip(upper=floor)
    room = max(size - int(seats.sum()), 0)
    left = sizes - seats
    if room and int(left.sum()):
        more = -(-left * room // int(left.sum()))
        seats = seats + more.clip(upper=left)
    taken = frame.sort_values("turn", kind="stable")
    taken = taken[
        taken.groupby("language", sort=False).cumcount() < taken["language"].map(seats.to_dict())
    ]
    chosen = taken["segment"].tolist()
    return [chosen[place] for place in random.permutation(len(chosen))]
