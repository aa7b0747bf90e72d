"""Texts with subjects and languages that are known because they were planted."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.coding import Codebook, CodebookTheme

DIMENSIONS = 40
SAID = {
    "waiting": "We waited hours for the ambulance to arrive",
    "force": "An officer pointed a gun at my brother",
    "housing": "My landlord raised the rent and I lost my apartment",
    "language": "No interpreter spoke my language on the phone",
}
THEMES = tuple(SAID)
AXES = np.eye(DIMENSIONS)
TONGUES = ("en", "es", "ar", "so")
Vectors = npt.NDArray[np.float32]


def book(themes: Sequence[str] = THEMES) -> Codebook:
    """Return a codebook whose phrases are in English."""
    return Codebook(tuple(CodebookTheme(t, t, names={"en": t}) for t in themes))


def encode(phrases: list[str]) -> Vectors:
    """Return the vectors of the themes' names, as an encoder would."""
    rows = [AXES[THEMES.index(phrase)] + 2 * AXES[20] for phrase in phrases]
    return unit(np.array(rows).reshape(len(rows), DIMENSIONS))


def unit(rows: npt.NDArray[np.float64]) -> Vectors:
    """Return rows of length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def world(
    each: int = 30, tongues: Iterable[str] = ("en",), noise: float = 0.2, seed: int = 1
) -> tuple[pd.DataFrame, Vectors]:
    """Return texts of each theme and language, a third of them about two themes, and others.

    The column `about` has the themes; the texts of no theme are the rows that must not count.
    """
    random = np.random.default_rng(seed)
    rows, vectors = [], []
    for tongue in tongues:
        for number in range(each * (len(THEMES) + 2)):
            first = number % (len(THEMES) + 2)
            about = [THEMES[first]] if first < len(THEMES) else []
            if about and number % 3 == 0:
                about.append(THEMES[(first + 1) % len(THEMES)])
            vector = sum((AXES[THEMES.index(theme)] for theme in about), np.zeros(DIMENSIONS))
            if not about:
                vector = vector + AXES[10 + number % 7]
            vector = vector / np.linalg.norm(vector) + 2 * AXES[20 + TONGUES.index(tongue)]
            vectors.append(vector + random.normal(0, noise, DIMENSIONS))
            said = " ".join(SAID[theme] for theme in about) or f"The weather was fine {number % 9}"
            rows.append((f"{tongue}{number}", f"{tongue} {said} {number}", tongue, about))
    frame = pd.DataFrame(rows, columns=["row", "text", "language", "about"])
    return frame, unit(np.array(vectors))


def coded(frame: pd.DataFrame, rows: Iterable[str]) -> tuple[pd.DataFrame, set[str]]:
    """Return what a careful person says of these rows, and that the rows are coded whole."""
    chosen = set(rows)
    lines = [
        (row, theme, True)
        for row, about in zip(frame["row"], frame["about"], strict=True)
        if row in chosen
        for theme in about
    ]
    return pd.DataFrame(lines, columns=["row", "theme", "value"]), chosen


def truth(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return rows x themes."""
    return np.array([[theme in about for theme in THEMES] for about in frame["about"]])
