"""A coder that has learned: it suggests, abstains, and says how far along each theme is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import logit

from analysis.coding.calibrate import f1_interval, outcomes, thresholds_of
from analysis.coding.examples import Examples, readable, same_words
from analysis.coding.model import Model
from analysis.coding.phrases import Views
from analysis.coding.suggestions import READY_FROM, READY_LOW, STATES, Suggestions, ThemeState
from analysis.coding.views import Numbers
from analysis.progress import Progress, silent

DIGITS = 4
BLOCK = 5_000


@dataclass(frozen=True, eq=False)
class LearnedCoder:
    """A coder that has learned; `state` says for each theme how far along it is."""

    themes: tuple[str, ...]
    settings: Mapping[str, float]
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
        themes: tuple[str, ...],
        settings: Mapping[str, float],
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
            for k, theme in enumerate(themes)
        )
        known = dict(zip(same_words(coded), chances, strict=True))
        return cls(themes, settings, views, models, worded, thresholds, state, known)

    def to_frame(self) -> pd.DataFrame:
        """Return the columns theme, state, examples, noes, threshold, f1, f1_low, f1_high."""
        return pd.DataFrame([state.to_dict() for state in self.state])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "themes": [state.to_dict() for state in self.state],
            "examples": len(self.known),
            "languages_with_words": sorted(self.worded),
            "settings": dict(self.settings),
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
        sure = (apart >= self.settings["doubt"]) & ~empty[:, None] & ~(suggested & untold)
        rows: Sequence[Any] = texts["row"].tolist()
        return Suggestions(rows, self.themes, scores, suggested, sure)

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
