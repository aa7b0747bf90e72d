"""Names of languages become tags, and none is dropped."""

import pytest

from community_voice.collect.xlsform.tags import name_of, read_tag
from community_voice.collect.xlsform.tongues import settle


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English (en)", "en"),
        ("English", "en"),
        ("ENGLISH", "en"),
        ("Français (fr)", "fr"),
        ("Francais (fra)", "fr"),
        ("Spanish", "es"),
        ("español", "es"),
        ("Kreyòl", "ht"),
        ("Haitian Creole", "ht"),
        ("Tagalog", "fil"),
        ("tl", "fil"),
        ("Filipino (fil)", "fil"),
        ("中文", "zh-Hans"),
        ("Chinese (zh-TW)", "zh-Hant"),
        ("繁體中文 (zh_Hant)", "zh-Hant"),
        ("العربية", "ar"),
        ("Somali (som)", "so"),
        ("Af-Soomaali", "so"),
        ("Português (pt-BR)", "pt-BR"),
        ("Tiếng Việt", "vi"),
        ("አማርኛ (am)", "am"),
        ("Русский", "ru"),
        ("swahili", "sw"),
        ("Nepali (ne)", "ne"),
        ("Klingonese (qq)", None),
        ("our village's tongue", None),
    ],
)
def test_a_language_is_read(name: str, tag: str | None) -> None:
    assert read_tag(name) == tag


def of(*names: str, default: str = "", source: str = "en") -> dict[str, str]:
    return settle({name: {"survey label"} for name in names}, default, source).tags


def test_a_bare_column_is_in_the_engagements_language_or_in_the_forms_own() -> None:
    assert of("", source="es") == {"": "es"}
    assert of("", "Spanish (es)") == {"": "en", "Spanish (es)": "es"}
    assert of("", "French (fr)", default="French (fr)", source="en")[""] == "fr"
    assert of("", "English (en)") == {"English (en)": "en", "": "en"}


def beside(*rows: tuple[str, str], name: str, source: str = "en") -> tuple[str, list[str], str]:
    """Return the bare words' tag, all languages, and the tag of those that are others."""
    cells = [("label", {k: v for k, v in (("", bare), (name, named)) if v}) for bare, named in rows]
    found = settle({"": {"survey label"}, name: {"survey label"}}, "", source, cells)
    return found.tags[""], found.languages, found.spare


def test_bare_words_beside_the_same_language_by_name_are_one_with_it() -> None:
    assert beside(("A", ""), ("", "B"), ("C", "C"), name="English (en)") == ("en", ["en"], "")
    assert beside(("A", "B"), name="en") == ("en", ["en", "x-default"], "x-default")


def test_bare_words_that_leave_gaps_are_not_the_source() -> None:
    assert beside(("A", "ا"), ("B", ""), name="ar") == ("en", ["en", "ar"], "")
    assert beside(("A", ""), ("", "ب"), name="ar") == ("ar", ["ar"], "")
    assert beside(("A", "ا"), ("", "ب"), name="ar") == ("ar", ["ar", "en"], "en")


def test_two_columns_of_one_language_are_kept_apart_and_two_spellings_of_it_are_one() -> None:
    assert of("English", "en") == {"English": "en", "en": "en-x-2"}
    spelled = settle({"English": {"survey label"}, "english": {"choices label"}}, "", "en")
    assert set(spelled.tags.values()) == {"en"}


def test_an_unknown_language_gets_a_tag_of_its_own_and_is_told() -> None:
    tongues = settle({"Toki Pona!": {"survey label"}}, "", "en")
    assert tongues.tags == {"Toki Pona!": "x-tokipona"}
    assert tongues.guessed == ["Toki Pona!"]


@pytest.mark.parametrize(
    "tag",
    ["en", "es", "zh-Hans", "zh-Hant", "vi", "fil", "ko", "ru", "ar", "fr", "ht", "so", "pt", "am",
     "x-default", "en-x-2", "pt-BR", "fa-AF"],
)  # fmt: skip
def test_the_name_that_we_write_is_read_as_the_same_tag(tag: str) -> None:
    assert read_tag(name_of(tag)) == tag
