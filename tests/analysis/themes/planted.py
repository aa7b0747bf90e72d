"""Texts and vectors with subjects, languages and noise that are known because they were planted."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

DIMENSIONS = 48
WORDS = {
    "waiting": "We waited hours for the ambulance to arrive",
    "police": "An officer pointed a gun at my brother",
    "housing": "My landlord raised the rent and I lost my apartment",
    "language": "No interpreter spoke my language on the phone",
    "school": "Teachers called a counselor for the students",
    "parking": "Cars block the sidewalk and the parking garage",
}
SUBJECTS = list(WORDS)


def planted(
    counts: dict[tuple[str, str], int], seed: int = 1, language_weight: float = 2.0
) -> tuple[pd.DataFrame, npt.NDArray[np.float32]]:
    """Return rows for each (subject, language): the language weighs more than the subject."""
    random = np.random.default_rng(seed)
    languages = sorted({language for _, language in counts})
    axes = np.eye(DIMENSIONS)
    rows, vectors = [], []
    for (subject, language), count in counts.items():
        for number in range(count):
            vector = axes[SUBJECTS.index(subject)]
            vector = vector + language_weight * axes[20 + languages.index(language)]
            vectors.append(vector + random.normal(0, 0.08, DIMENSIONS))
            # People say one thing at any length, with and without a full stop.
            more = " and so on" * int(random.integers(0, 12)) + random.choice(["", ".", "!"])
            rows.append((subject, language, f"{WORDS[subject]} {number}{more}"))
    order = random.permutation(len(rows))
    frame = pd.DataFrame([rows[i] for i in order], columns=["subject", "language", "text"])
    frame["row"] = [f"r{i:04}" for i in range(len(frame))]
    unit = np.array([vectors[i] for i in order])
    unit = unit / np.linalg.norm(unit, axis=1, keepdims=True)
    return frame, unit.astype(np.float32)


def evenly(
    each: int, subjects: Sequence[str] = SUBJECTS, languages: Sequence[str] = ("en", "es", "ar")
) -> dict[tuple[str, str], int]:
    """Return as many rows for each subject in each language."""
    return {(subject, language): each for subject in subjects for language in languages}
