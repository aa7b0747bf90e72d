"""The bootstrap: draw persons with replacement and add up what their segments say.

Efron 1979; whole persons are drawn (a cluster bootstrap, Field and Welsh 2007), since what one
person says in several segments is coded alike. Sums are of whole numbers, so they are exact and
the same on any machine (see analysis/themes/exact.py).
"""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

from analysis.agreement.model import Numbers
from analysis.themes.exact import sums_by_group

Whole = npt.NDArray[np.int64]
# Numbers drawn at a time: bounds the memory at about 32 MB, whatever the size of the file.
AT_ONCE = 4_000_000


def generator(seed: int, name: str) -> np.random.Generator:
    """Return random numbers of one seed and one name: a language does not move another's."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def resampled_sums(
    values: Whole, cluster: Whole, samples: int, random: np.random.Generator
) -> Numbers:
    """Return samples x columns: sums over as many persons as there are, drawn with replacement.

    values: segments x columns of whole numbers; cluster: the person of each segment. Nothing is
    drawn from fewer than two persons.
    """
    _, numbers = np.unique(cluster, return_inverse=True)
    count = int(numbers.max()) + 1 if len(numbers) else 0
    if count < 2:
        return np.full((0, values.shape[1]), np.nan)
    of_person = sums_by_group(values.astype(np.float64), numbers, count)
    chunk = max(1, AT_ONCE // count)
    sums = []
    for start in range(0, samples, chunk):
        size = min(chunk, samples - start)
        drawn = random.integers(0, count, size=(size, count))
        places = (drawn + np.arange(size)[:, None] * count).ravel()
        times = np.bincount(places, minlength=size * count).reshape(size, count)
        sums.append(times.astype(np.float64) @ of_person)
    return np.concatenate(sums)
