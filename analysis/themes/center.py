"""Take the language out of the vectors, so that themes are found across languages."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.language import UNDETERMINED
from analysis.themes.exact import Grid, on_grid, sums_by_group, to_length

# How many rows it takes until a language's own mean counts as much as the mean of all.
SHRINK = 20.0


@dataclass(frozen=True)
class Centered:
    """Vectors without their language, of length UNIT.

    `own_mean_weight` says how far each language's own mean was trusted: 1 fully, 0 not at
    all (then the mean of all rows was used).
    """

    vectors: Grid
    own_mean_weight: dict[str, float]


def center_by_language(
    vectors: npt.NDArray[np.floating], languages: list[str], shrink: float = SHRINK
) -> Centered:
    """Subtract each language's mean vector and scale to one length again.

    Raw multilingual embeddings lie first by language and only then by subject (Libovický et
    al. 2020, EMNLP Findings, "On the Language Neutrality of Pre-trained Multilingual
    Representations", subtract the language mean as here). The mean of a language with n rows
    is drawn towards the mean of all by n/(n + shrink); undetermined rows use the mean of all.
    """
    rows = on_grid(vectors)
    tags = sorted(set(languages))
    index = {tag: number for number, tag in enumerate(tags)}
    groups = np.array([index[tag] for tag in languages], dtype=np.intp)
    counts = np.bincount(groups, minlength=len(tags)).astype(np.float64)
    sums = sums_by_group(rows, groups, len(tags))
    overall = sums.sum(axis=0) / max(len(rows), 1)
    weights = counts / (counts + shrink)
    weights[[index[tag] for tag in tags if tag == UNDETERMINED]] = 0.0
    own = sums / np.maximum(counts, 1)[:, None]
    means = weights[:, None] * own + (1 - weights[:, None]) * overall
    centered = to_length(rows - np.rint(means[groups])) if len(rows) else rows
    return Centered(centered, {tag: round(float(weights[index[tag]]), 4) for tag in tags})
