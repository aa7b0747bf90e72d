"""Two views of a text for a coder: what it means, in any language, and the words it uses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.language import UNDETERMINED
from analysis.themes.center import SHRINK
from analysis.themes.exact import UNIT, Grid, group_means, on_grid, to_length

Numbers = npt.NDArray[np.float64]

WORD_DIRECTIONS = 256
MOST_FEATURES = 50_000


@dataclass(frozen=True, eq=False)
class Centre:
    """What each language adds to a vector, learned once and taken out of every later vector.

    As analysis.themes.center, but kept, so that a text gets the same score whatever texts come
    with it. A language that was not there when this was learned has only the common part.
    """

    parts: dict[str, Grid]
    common: Grid

    def __repr__(self) -> str:
        """Show the languages."""
        return f"Centre({', '.join(sorted(self.parts))})"

    def apply(self, vectors: npt.NDArray[np.floating], languages: Sequence[str]) -> Numbers:
        """Return the vectors without their language, each of length 1 (a zero row stays zero)."""
        rows = on_grid(vectors)
        spoken = np.asarray(rows.any(axis=1))
        parts = np.array([self.parts.get(tag, self.common) for tag in languages])
        rows -= parts.reshape(rows.shape) * spoken[:, None]
        return to_length(rows) / UNIT


def centre_of(vectors: npt.NDArray[np.floating], languages: Sequence[str]) -> Centre:
    """Learn the part of each language, drawn towards the common part where it has few rows."""
    rows = on_grid(vectors)
    spoken = np.asarray(rows.any(axis=1))
    rows, languages = (
        rows[spoken],
        [tag for tag, any_ in zip(languages, spoken, strict=True) if any_],
    )
    if not len(rows):
        return Centre({}, np.zeros(rows.shape[1]))
    tags = sorted(set(languages))
    groups = np.array([tags.index(tag) for tag in languages], dtype=np.intp)
    counts = np.bincount(groups, minlength=len(tags)).astype(np.float64)
    weights = counts / (counts + SHRINK)
    if UNDETERMINED in tags:
        weights[tags.index(UNDETERMINED)] = 0.0
    common = np.rint(rows.sum(axis=0) / len(rows))
    share = weights[:, None]
    own = np.rint(share * group_means(rows, groups) + (1 - share) * common)
    return Centre(dict(zip(tags, own, strict=True)), common)


class Words:
    """Texts by the letters they share: latent semantic analysis (Deerwester et al. 1990).

    Character n-grams within words stand for word stems in every script. Fitted on a sample of
    the texts; a text without any known n-gram becomes zeros.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Learn which n-grams there are and how they go together."""
        self.grams: TfidfVectorizer | None = None
        self.directions: TruncatedSVD | None = None
        full = [text for text in texts if text.strip()]
        grams = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(2, 4),
            min_df=2 if len(full) > 50 else 1,
            max_features=MOST_FEATURES,
            sublinear_tf=True,
            dtype=np.float64,
        )
        try:
            matrix = grams.fit_transform(full)
        except ValueError:  # nothing but empty texts and signs
            return
        wanted = min(WORD_DIRECTIONS, min(matrix.shape) - 1)
        if wanted >= 1:
            self.grams = grams
            self.directions = TruncatedSVD(wanted, n_iter=2, random_state=0).fit(matrix)

    def __repr__(self) -> str:
        """Show how many directions there are."""
        return f"Words({self.width} directions)"

    @property
    def width(self) -> int:
        """Return how many numbers a text has in this view."""
        return self.directions.n_components if self.directions is not None else 0

    def apply(self, texts: Sequence[str]) -> Numbers:
        """Return one row of length 1 a text."""
        if self.grams is None or self.directions is None or not len(texts):
            return np.zeros((len(texts), self.width))
        reduced = np.asarray(self.directions.transform(self.grams.transform(texts)))
        return unit(np.round(reduced, 10))


def unit(rows: Numbers) -> Numbers:
    """Return the rows at length 1; a row of zeros stays zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    scaled: Numbers = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
    return scaled
