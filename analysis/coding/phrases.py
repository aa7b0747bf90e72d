"""What a codebook says of its themes, as a coder learns from it beside people's codings."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.coding.codebook import Codebook
from analysis.coding.views import Centre, Numbers, Words, centre_of
from analysis.themes.center import SHRINK
from analysis.themes.exact import group_means, on_grid

Encode = Callable[[list[str]], npt.NDArray[np.floating]]


@dataclass(frozen=True, eq=False)
class Phrases:
    """Names, definitions and seeds: the theme, language, words and vector of each."""

    themes: npt.NDArray[np.intp]
    languages: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: npt.NDArray[np.floating]
    count: int

    def features(self, views: "Views") -> dict[str, Numbers]:
        """Return the phrases as the views see them."""
        frame = pd.DataFrame({"text": list(self.texts), "language": list(self.languages)})
        return views.of(frame, self.vectors, views.phrases)

    def centre(self, texts: Centre) -> Centre:
        """Return what each language adds to a phrase: phrases are a genre of their own.

        The mean over the themes is trusted the more themes there are (the mean of one theme is
        that theme); the rest is the part that the language has in the texts.
        """
        share = self.count / (self.count + SHRINK)
        rows = on_grid(self.vectors)
        parts = {}
        for tag in sorted(set(self.languages)):
            own = np.array([language == tag for language in self.languages])
            means = group_means(rows[own], np.unique(self.themes[own], return_inverse=True)[1])
            mean = means.sum(axis=0) / len(means)
            parts[tag] = np.rint(share * mean + (1 - share) * texts.parts.get(tag, texts.common))
        return Centre(parts, texts.common)


@dataclass(frozen=True, eq=False)
class Views:
    """How texts become features: meaning without language, and words."""

    centre: Centre
    phrases: Centre
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
        spoken = {"", *texts["language"]}
        told = [
            text
            for text, tag in zip(phrases.texts, phrases.languages, strict=True)
            if tag in spoken
        ]
        words = Words([*texts["text"].iloc[sample], *told])
        return cls(centre, phrases.centre(centre), words, share)

    def of(
        self,
        texts: pd.DataFrame,
        vectors: npt.NDArray[np.floating],
        centre: Centre | None = None,
    ) -> dict[str, Numbers]:
        """Return the features of the model of meaning alone, and of both together."""
        meaning = (centre or self.centre).apply(vectors, texts["language"].tolist())
        words = self.words.apply(texts["text"].tolist())
        both = np.hstack([np.sqrt(1 - self.share) * meaning, np.sqrt(self.share) * words])
        return {"meaning": meaning, "both": both}


def phrases_of(codebook: Codebook, encode: Encode | None, width: int) -> Phrases:
    """Return the phrases of a codebook with their vectors: zeros where nothing encodes them."""
    told = [
        (number, tag, phrase)
        for number, theme in enumerate(codebook.themes)
        for tag, own in theme.phrases_by_language().items()
        for phrase in own
    ]
    texts = [phrase for _, _, phrase in told]
    vectors: npt.NDArray[np.floating] = np.zeros((len(texts), width))
    if encode is not None and texts:
        vectors = np.asarray(encode(texts), dtype=np.float64)
        if vectors.shape != (len(texts), width) or not np.isfinite(vectors).all():
            raise ValueError(
                f"encode gave {vectors.shape} for {len(texts)} phrases beside texts of {width}:"
                " phrases and texts need the same encoder"
            )
    themes = np.array([number for number, _, _ in told], dtype=np.intp)
    languages = tuple(tag for _, tag, _ in told)
    return Phrases(themes, languages, tuple(texts), vectors, len(codebook.themes))
