"""The starter codebook as pages read it: plain JSON files, without importing the analysis."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FIRST = "en"
MARKS = ("serious", "sensitive", "doubt")


@dataclass(frozen=True)
class StarterTheme:
    """One of the themes that come with the house, in one language."""

    slug: str
    name: str
    definition: str
    marks: Mapping[str, bool]


def folder() -> Path:
    """Return where the files are; asking for a package's place does not import it."""
    found = find_spec("analysis")
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places or ["analysis"]))) / "codebook"


@cache
def tags() -> tuple[str, ...]:
    """Return the languages that there are files for, English first."""
    there = sorted(path.stem for path in folder().glob("*.json") if path.stem != "index")
    return (FIRST, *(tag for tag in there if tag != FIRST))


@cache
def starter_themes(tag: str) -> dict[str, StarterTheme]:
    """Return slug -> theme in a language, in English where there is no file of it."""
    told = _read(tag if tag in tags() else FIRST)["themes"]
    found = {}
    for fact in _read("index")["themes"]:
        words = told.get(fact["id"]) or _read(FIRST)["themes"][fact["id"]]
        found[fact["id"]] = StarterTheme(
            slug=fact["id"],
            name=words["name"],
            definition=words["definition"],
            marks={mark: bool(fact.get(mark)) for mark in MARKS},
        )
    return found


@cache
def attribute_words(tag: str) -> dict[str, dict[str, tuple[str, str]]]:
    """Return attribute -> value -> (name, definition) in a language, else in English."""
    told = {**_read(FIRST)["attributes"], **_read(tag if tag in tags() else FIRST)["attributes"]}
    return {
        attribute: {value: (words["name"], words["definition"]) for value, words in its.items()}
        for attribute, its in told.items()
    }


@cache
def first_words(slug: str) -> frozenset[str]:
    """Return every name and definition that the files give a theme, in whichever language."""
    themes = [starter_themes(tag).get(slug) for tag in tags()]
    return frozenset(word for theme in themes if theme for word in (theme.name, theme.definition))


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder() / f"{name}.json").read_text(encoding="utf-8"))
    return content
