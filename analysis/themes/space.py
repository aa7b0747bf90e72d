"""The space in which texts lie by subject: learned from some rows, then applied to any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.themes.center import LanguageParts, center_by_language
from analysis.themes.exact import Grid, along, leading_directions, on_grid
from analysis.themes.form import FormEffect, learn_form

# Rows that are placed at a time: copies of all of a hundred thousand vectors would take more
# memory than a small machine has.
BLOCK = 4096


@dataclass(frozen=True)
class Space:
    """What is taken out of a vector (language, form), and the directions that are kept."""

    language: LanguageParts
    form: FormEffect | None
    directions: Grid = field(repr=False)

    def place(
        self,
        vectors: npt.NDArray[np.floating],
        texts: Sequence[str],
        languages: Sequence[str],
    ) -> Grid:
        """Return the place of each row, of length UNIT; the same for a row whoever is beside it."""
        placed = np.zeros((len(vectors), self.directions.shape[1]))
        for start in range(0, len(vectors), BLOCK):
            part = slice(start, start + BLOCK)
            about = self.language.without(on_grid(vectors[part]), languages[part])
            if self.form is not None:
                about = self.form.without(about, texts[part], languages[part])
            placed[part] = along(about, self.directions)
        return placed

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; no row's words or vector is among them."""
        form = self.form
        return {
            "tags": list(self.language.tags),
            "parts": whole(self.language.parts),
            "common": whole(self.language.common),
            "weights": dict(self.language.weights),
            "directions": whole(self.directions),
            "form": form
            and {
                "usual": {tag: values.tolist() for tag, values in form.usual.items()},
                "spread": form.spread.tolist(),
                "weights": whole(form.weights),
            },
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "Space":
        """Return the space that to_dict described."""
        form = values["form"]
        return Space(
            LanguageParts(
                tuple(values["tags"]),
                np.array(values["parts"], dtype=np.float64).reshape(len(values["tags"]), -1),
                np.array(values["common"], dtype=np.float64),
                dict(values["weights"]),
            ),
            form
            and FormEffect(
                {tag: np.array(usual) for tag, usual in form["usual"].items()},
                np.array(form["spread"]),
                np.array(form["weights"], dtype=np.float64),
            ),
            np.array(values["directions"], dtype=np.float64),
        )


def learn_space(
    vectors: npt.NDArray[np.floating],
    texts: list[str],
    languages: list[str],
    shrink: float,
    most: int,
    themes: npt.NDArray[np.intp] | None,
) -> tuple[Space, Grid]:
    """Learn the space from rows and return it with their places.

    The first time the mean of each language is taken out; with the `themes` of a first
    discovery, what language and form add to them.
    """
    centered = center_by_language(vectors, languages, shrink, themes)
    about, form = centered.vectors, None
    if themes is not None and len(about):
        form = learn_form(about, texts, languages, themes)
        about = form.without(about, texts, languages)
    directions = leading_directions(about, most)
    return Space(centered.language, form, directions), along(about, directions)


def whole(values: Grid) -> list[Any]:
    """Return whole numbers as JSON writes them."""
    return list(values.astype(np.int64).tolist())
