"""The starter codebook's files: same themes in every language, in that language's own script."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import analysis
from analysis import language

FOLDER = Path(analysis.__file__).parent / "codebook"
TAGS = ("en", "es", "fr", "pt", "ht", "so", "tl", "vi", "ko", "ru", "ar", "zh-Hans", "zh-Hant")
SCRIPT = {"ko": "HANGUL", "ru": "CYRILLIC", "ar": "ARABIC", "zh-Hans": "CJK", "zh-Hant": "CJK"}
FEWEST_SEEDS = 5
ATTRIBUTES = {
    "stance": ["support", "oppose", "mixed", "condition", "neutral"],
    "voice": ["own_experience", "witness", "caregiver", "provider", "opinion"],
    "safety": ["crisis_disclosure", "names_third_party", "alleges_misconduct"],
}
# They turn the reading direction of what follows, unseen.
BIDI_CONTROLS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@cache
def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def entries(tag: str) -> Iterator[tuple[str, dict[str, Any]]]:
    book = read(tag)
    yield from book["themes"].items()
    for attribute, values in book["attributes"].items():
        for value, entry in values.items():
            yield f"{attribute}.{value}", entry


def words(entry: dict[str, Any]) -> list[str]:
    return [entry["name"], entry["definition"], *entry["seeds"]]


def alike(text: str) -> str:
    """Leave letters and figures only: what a person would call the same sentence."""
    return "".join(character for character in text.casefold() if character.isalnum())


def share_in_script(text: str, script: str) -> float:
    letters = [character for character in text if character.isalpha()]
    return sum(unicodedata.name(letter).startswith(script) for letter in letters) / len(letters)


def test_the_folder_holds_the_index_and_the_thirteen_languages_and_no_other_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {"index", *TAGS}


def test_the_index_counts_the_themes_from_one_to_28() -> None:
    themes = read("index")["themes"]
    assert [theme["code"] for theme in themes] == [f"T{number:02}" for number in range(1, 29)]
    assert len({theme["id"] for theme in themes}) == 28


def test_every_theme_of_the_index_says_modules_and_marks() -> None:
    for theme in read("index")["themes"]:
        assert list(theme) == ["id", "code", "modules", "serious", "sensitive", "doubt"]
        assert theme["modules"]
        assert set(theme["modules"]) <= {f"M{number}" for number in range(1, 8)}
        assert all(isinstance(theme[mark], bool) for mark in ("serious", "sensitive", "doubt"))


def test_the_marks_are_on_the_themes_that_the_cautions_name() -> None:
    marked = {
        mark: {theme["code"] for theme in read("index")["themes"] if theme[mark]}
        for mark in ("sensitive", "doubt")
    }
    assert marked == {"sensitive": {"T02", "T04", "T23"}, "doubt": {"T19", "T28"}}


@pytest.mark.parametrize("tag", TAGS)
def test_a_file_has_the_themes_of_the_index_in_its_order(tag: str) -> None:
    book = read(tag)
    assert list(book["themes"]) == [theme["id"] for theme in read("index")["themes"]]
    assert {name: list(values) for name, values in book["attributes"].items()} == ATTRIBUTES
    assert book["language"] == tag
    assert isinstance(book["reviewed_by_native_speaker"], bool)


@pytest.mark.parametrize("tag", TAGS)
def test_every_entry_has_name_definition_and_seeds_enough(tag: str) -> None:
    for key, entry in entries(tag):
        assert list(entry) == ["name", "definition", "seeds"], key
        assert len(entry["seeds"]) >= FEWEST_SEEDS, key
        assert all(text.strip() and text == text.strip() for text in words(entry)), key


@pytest.mark.parametrize("tag", TAGS)
def test_no_definition_speaks_in_codes(tag: str) -> None:
    # An id of one word, such as transport, may be a word of the language.
    ids = {theme["id"] for theme in read("index")["themes"] if "_" in theme["id"]}
    codes = {theme["code"] for theme in read("index")["themes"]}
    for key, entry in entries(tag):
        assert not any(word in text for text in words(entry) for word in ids | codes), key


@pytest.mark.parametrize("tag", TAGS)
def test_names_differ_and_no_seed_stands_twice(tag: str) -> None:
    names = Counter(alike(entry["name"]) for _, entry in entries(tag))
    seeds = Counter(alike(seed) for _, entry in entries(tag) for seed in entry["seeds"])
    definitions = Counter(alike(entry["definition"]) for _, entry in entries(tag))
    for counted in (names, seeds, definitions):
        assert [text for text, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("tag", TAGS)
def test_the_text_is_composed_and_hides_no_control_character(tag: str) -> None:
    for key, entry in entries(tag):
        for text in words(entry):
            assert unicodedata.is_normalized("NFC", text), key
            assert not BIDI_CONTROLS & set(text), key
            assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Co"} for sign in text), key


@pytest.mark.parametrize("tag", TAGS)
def test_every_sentence_is_in_the_script_of_its_language(tag: str) -> None:
    """A name such as 911 or ICE may stay as it is; most letters may not."""
    least = 0.7 if tag in SCRIPT else 1.0
    for key, entry in entries(tag):
        for text in words(entry):
            assert share_in_script(text, SCRIPT.get(tag, "LATIN")) >= least, (key, text)


@pytest.mark.parametrize("tag", TAGS)
def test_the_seeds_of_a_theme_read_as_the_language_of_the_file(tag: str) -> None:
    together = {key: " ".join(entry["seeds"]) for key, entry in entries(tag)}
    told = language.detect(list(together.values()), TAGS)
    assert {key: found for key, found in zip(together, told, strict=True) if found != tag} == {}


@pytest.mark.parametrize("name", ["index", *TAGS])
def test_a_file_is_written_in_the_form_that_keeps_differences_small(name: str) -> None:
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(read(name), ensure_ascii=False, indent=1) + "\n"
