"""Code texts as people do: from definitions alone, then from what staff coded."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.coding.codebook import Codebook
from analysis.coding.examples import COLUMNS, Examples, examples_of, readable
from analysis.coding.learned import LearnedCoder
from analysis.coding.model import Model, Weighed
from analysis.coding.phrases import Encode, Phrases, Views, phrases_of
from analysis.language import UNDETERMINED
from analysis.progress import Progress, silent

# Words are learned, and scores are scaled, on no more texts than this, spread over the frame.
MOST_SAMPLE = 2_000
# From how many coded texts of a language its words count beside the meaning.
WORDS_FROM = 20
SETTINGS = ("caution", "definitions", "words", "doubt")


@dataclass(frozen=True)
class Coder:
    """Settings of a coder; `.learn()` makes one that codes.

    `encode` turns the codebook's phrases into vectors like those of the texts (the same
    encoder, as `lambda phrases: encode_cached(encoder, phrases, cache, key)`). Without it, or
    with an encoder that is fitted on its texts, definitions work by their words alone.
    `caution` is the ridge (how many examples weigh as much as knowing nothing), `definitions`
    how many examples a theme's definitions weigh together, `words` the share of the words'
    view, `doubt` the half width of the band around a threshold (in log-odds) where it abstains.
    """

    codebook: Codebook
    encode: Encode | None = None
    caution: float = 3.0
    definitions: float = 10.0
    words: float = 0.3
    doubt: float = 0.7

    def learn(
        self,
        frame: pd.DataFrame,
        vectors: npt.NDArray[np.floating],
        codings: pd.DataFrame | None = None,
        complete: Collection[object] = (),
        progress: Progress = silent,
    ) -> "LearnedCoder":
        """Learn from all texts, coded or not, and from what people said of some.

        `frame` has the columns row, text, language; `vectors` is rows x dimensions. `codings`
        has row, theme, value (True: a person says that it is about the theme; False: it is
        not), one line for each person who said so; none of it codes from definitions alone.
        `complete` are the rows that a person coded whole: there a theme not named is a no.
        ValueError says what does not fit. The same input gives the same scores.
        """
        texts = readable(frame, vectors)
        told = pd.DataFrame(columns=list(COLUMNS)) if codings is None else codings
        examples = examples_of(texts, told, complete, self.codebook.ids)
        phrases = phrases_of(self.codebook, self.encode, vectors.shape[1])
        progress(1, 4)
        sample = spread_over(len(texts))
        views = Views.learned(texts, vectors, sample, phrases, self.words)
        progress(2, 4)
        places = np.concatenate([examples.places, sample[~np.isin(sample, examples.places)]])
        seen = views.of(texts.iloc[places], vectors[places])
        own = phrases.features(views)
        progress(3, 4)
        weighed = Weighed.of(examples, phrases, self.definitions)
        models = {
            name: Model.learned(seen[name], own[name], weighed, self.caution)
            for name in ("meaning", "both")
        }
        worded = self.worded(texts, examples, phrases)
        settings = {name: float(getattr(self, name)) for name in SETTINGS}
        ids = self.codebook.ids
        learned = LearnedCoder.checked(ids, settings, views, models, worded, examples, texts)
        progress(4, 4)
        return learned

    def worded(self, texts: pd.DataFrame, examples: Examples, phrases: Phrases) -> frozenset[str]:
        """Return the languages in which words count: elsewhere they would only dilute.

        Those that people coded in; and without vectors for the definitions, where only their
        words can be compared, those that the definitions are in.
        """
        coded = texts["language"].iloc[examples.places].value_counts()
        tags = {str(tag) for tag, count in coded.items() if count >= WORDS_FROM}
        if self.encode is None:
            told = set(phrases.languages)
            tags |= set(texts["language"]) if "" in told else told
        return frozenset(tags if self.encode is None else tags - {UNDETERMINED})


def spread_over(count: int) -> npt.NDArray[np.intp]:
    """Return the places of a sample, evenly over so many texts; all where they are few."""
    if count <= MOST_SAMPLE:
        return np.arange(count, dtype=np.intp)
    return np.linspace(0, count - 1, MOST_SAMPLE).astype(np.intp)
