"""Code texts as people do: from definitions alone, then from what staff coded."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import logit

from analysis.coding.calibrate import (
    Calibration,
    Scale,
    calibrated,
    f1_interval,
    outcomes,
    scale_of,
    thresholds_of,
)
from analysis.coding.codebook import Codebook
from analysis.coding.examples import Examples, examples_of, readable, same_words
from analysis.coding.ridge import Ridge, fit_ridge
from analysis.coding.suggestions import READY_FROM, READY_LOW, STATES, Suggestions, ThemeState
from analysis.coding.views import Centre, Numbers, Words, centre_of
from analysis.language import UNDETERMINED
from analysis.progress import Progress, silent

Encode = Callable[[list[str]], npt.NDArray[np.floating]]

CODINGS = ("row", "theme", "value")
DIGITS = 4
# Words are learned, and scores are scaled, on no more texts than this, spread over the frame.
MOST_SAMPLE = 5_000
BLOCK = 5_000
# From how many coded texts of a language its words count beside the meaning.
WORDS_FROM = 20


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
    caution: float = 1.0
    definitions: float = 6.0
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
        told = pd.DataFrame(columns=list(CODINGS)) if codings is None else codings
        examples = examples_of(texts, told, complete, self.codebook.ids)
        progress(0, 4)
        sample = np.unique(np.linspace(0, len(texts) - 1, MOST_SAMPLE).astype(np.intp))
        sample = sample[sample >= 0][: len(texts)]
        phrases = self.phrases(vectors.shape[1])
        views = Views.learned(texts, vectors, sample, phrases, self.words)
        progress(1, 4)
        weighed = Weighed.of(examples, phrases, self.definitions)
        places = np.concatenate([examples.places, sample[~np.isin(sample, examples.places)]])
        seen = views.of(texts.iloc[places], vectors[places])
        own = phrases.features(views)
        progress(2, 4)
        models = {
            name: Model.learned(seen[name], own[name], weighed, self.caution)
            for name in ("meaning", "both")
        }
        progress(3, 4)
        spoken = texts["language"].iloc[examples.places].value_counts()
        tags = {str(tag) for tag, count in spoken.items() if count >= WORDS_FROM}
        tags = (tags | phrases.tags) - {UNDETERMINED, ""}
        learned = LearnedCoder.checked(self, views, models, frozenset(tags), examples, texts)
        progress(4, 4)
        return learned

    def phrases(self, width: int) -> "Phrases":
        """Return the codebook's phrases with their vectors."""
        told = [
            (number, tag, phrase)
            for number, theme in enumerate(self.codebook.themes)
            for tag, own in theme.phrases_by_language().items()
            for phrase in own
        ]
        texts = [phrase for _, _, phrase in told]
        vectors: npt.NDArray[np.floating] = np.zeros((len(texts), width))
        if self.encode is not None and texts:
            vectors = np.asarray(self.encode(texts), dtype=np.float64)
            if vectors.shape != (len(texts), width):
                raise ValueError(
                    f"encode gave {vectors.shape} for {len(texts)} phrases and texts of {width}:"
                    " phrases and texts need the same encoder"
                )
        return Phrases(
            np.array([number for number, _, _ in told], dtype=np.intp),
            tuple(tag for _, tag, _ in told),
            tuple(texts),
            vectors,
            len(self.codebook.themes),
        )


@dataclass(frozen=True, eq=False)
class Phrases:
    """Names, definitions and seeds: the theme, language, words and vector of each."""

    themes: npt.NDArray[np.intp]
    languages: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: npt.NDArray[np.floating]
    count: int

    @property
    def tags(self) -> set[str]:
        """Return the languages in which every theme has phrases."""
        tags = set(self.languages)
        return {
            tag
            for tag in tags
            if len({t for t, own in zip(self.themes, self.languages, strict=True) if own == tag})
            == self.count
        }

    def features(self, views: "Views") -> dict[str, Numbers]:
        """Return the phrases as the views see them."""
        frame = pd.DataFrame({"text": list(self.texts), "language": list(self.languages)})
        return views.of(frame, self.vectors)


@dataclass(frozen=True, eq=False)
class Weighed:
    """Examples and phrases together, as a ridge takes them: examples first."""

    target: Numbers
    weight: Numbers
    examples: int

    @classmethod
    def of(cls, examples: Examples, phrases: Phrases, definitions: float) -> "Weighed":
        """Return targets and weights; all phrases of a theme weigh `definitions` together."""
        target = np.zeros((len(phrases.texts), phrases.count))
        target[np.arange(len(phrases.texts)), phrases.themes] = 1.0
        sizes = np.maximum(np.bincount(phrases.themes, minlength=phrases.count), 1)
        each = (definitions / sizes)[phrases.themes] if len(phrases.texts) else np.zeros(0)
        weight = np.tile(each[:, None], (1, phrases.count))
        return cls(
            np.vstack([examples.target, target]),
            np.vstack([examples.weight, weight]),
            len(examples.places),
        )


@dataclass(frozen=True, eq=False)
class Views:
    """How texts become features: meaning without language, and words."""

    centre: Centre
    own_centre: Centre
    words: Words
    share: float

    @classmethod
    def learned(
        cls,
        texts: pd.DataFrame,
        vectors: npt.NDArray[np.floating],
        sample: npt.NDArray[np.intp],
        phrases: Phrases,
        share: float,
    ) -> "Views":
        """Learn the centre of each language from all texts, words from a sample."""
        centre = centre_of(vectors, texts["language"].tolist())
        words = Words([*texts["text"].iloc[sample], *phrases.texts])
        return cls(centre, centre, words, share)

    def of(self, texts: pd.DataFrame, vectors: npt.NDArray[np.floating]) -> dict[str, Numbers]:
        """Return the features of the model of meaning alone, and of both together."""
        meaning = self.centre.apply(vectors, texts["language"].tolist())
        words = self.words.apply(texts["text"].tolist())
        both = np.hstack([np.sqrt(1 - self.share) * meaning, np.sqrt(self.share) * words])
        return {"meaning": meaning, "both": both}


@dataclass(frozen=True, eq=False)
class Model:
    """One ridge with the scale and calibration of its scores."""

    ridge: Ridge
    scale: Scale
    calibration: Calibration
    left_out: Numbers

    @classmethod
    def learned(cls, seen: Numbers, phrases: Numbers, weighed: Weighed, caution: float) -> "Model":
        """Fit on examples (the first of `seen`) and phrases; scale on all that was seen."""
        count = weighed.examples
        features = np.vstack([seen[:count], phrases])
        ridge, left_out = fit_ridge(features, weighed.target, weighed.weight, caution)
        left_out = left_out[:count]
        scale = scale_of(np.vstack([left_out, ridge.scores(seen[count:])]))
        standing = scale.apply(left_out)
        calibration = calibrated(standing, weighed.target[:count], weighed.weight[:count])
        return cls(ridge, scale, calibration, calibration.apply(standing))

    def chances(self, features: Numbers) -> Numbers:
        """Return calibrated probabilities."""
        return self.calibration.apply(self.scale.apply(self.ridge.scores(features)))


@dataclass(frozen=True, eq=False)
class LearnedCoder:
    """A coder that has learned; `state` says for each theme how far along it is."""

    coder: Coder
    views: Views
    models: dict[str, Model]
    worded: frozenset[str]
    thresholds: Numbers
    state: tuple[ThemeState, ...]
    known: dict[str, Numbers]

    def __repr__(self) -> str:
        """Show the counts."""
        ready = sum(state.state == STATES[2] for state in self.state)
        return f"LearnedCoder({len(self.state)} themes, {ready} ready, {len(self.known)} examples)"

    def _repr_html_(self) -> str:
        """Return the table of states that a notebook shows."""
        return str(self.to_frame().to_html(escape=True))

    @classmethod
    def checked(
        cls,
        coder: Coder,
        views: Views,
        models: dict[str, Model],
        worded: frozenset[str],
        examples: Examples,
        texts: pd.DataFrame,
    ) -> "LearnedCoder":
        """Choose thresholds on left-out probabilities, and say how good each theme is by them."""
        coded = texts.iloc[examples.places]
        by_words = coded["language"].isin(worded).to_numpy()[:, None]
        chances = np.where(by_words, models["both"].left_out, models["meaning"].left_out)
        chances = np.round(chances, DIGITS).astype(np.float64)
        sure_said = (examples.weight == 1) & (examples.target != 0.5)
        thresholds = thresholds_of(chances, examples.target, sure_said)
        yes = (examples.target > 0.5) & sure_said
        right, wrong = outcomes(chances, yes, sure_said, thresholds)
        state = tuple(
            state_of(
                theme,
                int(yes[:, k].sum()),
                int((sure_said & ~yes)[:, k].sum()),
                float(thresholds[k]),
                float(right[k]),
                float(wrong[k]),
            )
            for k, theme in enumerate(coder.codebook.ids)
        )
        known = dict(zip(same_words(coded), chances, strict=True))
        return cls(coder, views, models, worded, thresholds, state, known)

    def to_frame(self) -> pd.DataFrame:
        """Return the columns theme, state, examples, noes, threshold, f1, f1_low, f1_high."""
        return pd.DataFrame([state.to_dict() for state in self.state])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "themes": [state.to_dict() for state in self.state],
            "examples": len(self.known),
            "languages_with_words": sorted(self.worded),
            "settings": {
                name: getattr(self.coder, name)
                for name in ("caution", "definitions", "words", "doubt")
            },
        }

    def suggest(
        self,
        frame: pd.DataFrame,
        vectors: npt.NDArray[np.floating],
        progress: Progress = silent,
    ) -> Suggestions:
        """Suggest themes for each row of a frame with the columns row, text, language.

        A text that people coded gets the score that it would have without their coding, so
        that comparing the two does not flatter the machine. A row without words or vector gets
        no suggestion, and a theme of which people coded nothing is never sure to be there.
        """
        texts = readable(frame, vectors)
        scores = np.zeros((len(texts), len(self.state)))
        empty = np.zeros(len(texts), dtype=bool)
        for start in range(0, len(texts), BLOCK):
            block = slice(start, start + BLOCK)
            scores[block], empty[block] = self.chances(texts.iloc[block], vectors[block])
            progress(min(start + BLOCK, len(texts)), len(texts))
        scores = np.round(scores, DIGITS)
        suggested = (scores >= self.thresholds) & ~empty[:, None]
        apart = np.abs(logit(np.clip(scores, 1e-4, 1 - 1e-4)) - logit(self.thresholds))
        untold = np.array([state.examples == 0 for state in self.state])
        sure = (apart >= self.coder.doubt) & ~empty[:, None] & ~(suggested & untold)
        rows: Sequence[Any] = texts["row"].tolist()
        return Suggestions(rows, self.coder.codebook.ids, scores, suggested, sure)

    def chances(
        self, texts: pd.DataFrame, vectors: npt.NDArray[np.floating]
    ) -> tuple[Numbers, npt.NDArray[np.bool_]]:
        """Return the probabilities of a block of texts, and which of them say nothing at all."""
        features = self.views.of(texts, vectors)
        worded = texts["language"].isin(self.worded).to_numpy()
        found = self.models["meaning"].chances(features["meaning"])
        if worded.any():
            found[worded] = self.models["both"].chances(features["both"][worded])
        for place, words in enumerate(same_words(texts)):
            if words in self.known:
                found[place] = self.known[words]
        return found, ~np.asarray(features["both"].any(axis=1))


def state_of(
    theme: str, examples: int, noes: int, threshold: float, right: float, wrong: float
) -> ThemeState:
    """Return the state of a theme with so many yeses, noes, right suggestions and mistakes."""
    if not examples:
        return ThemeState(theme, STATES[0], 0, noes, threshold, None, None, None)
    low, high = f1_interval(right, wrong)
    ready = examples >= READY_FROM and low >= READY_LOW
    f1 = round(2 * right / (2 * right + wrong), 4) if right else 0.0
    return ThemeState(
        theme, STATES[2] if ready else STATES[1], examples, noes, threshold, f1, low, high
    )
