import json
from pathlib import Path

import pytest

from analysis.coding import Codebook, CodebookTheme, read_codebook, starter_codebook
from analysis.coding.codebook import STARTER


def test_the_starter_codebook_has_the_28_themes_in_order_with_words_to_know_them_by() -> None:
    book = starter_codebook(["en"])
    index = json.loads((STARTER / "index.json").read_text(encoding="utf-8"))["themes"]
    assert list(book.ids) == [fact["id"] for fact in index]
    assert [theme.code for theme in book.themes] == [f"T{n:02}" for n in range(1, 29)]
    assert all(theme.name and theme.definition and theme.seeds["en"] for theme in book.themes)
    sensitive = {theme.code for theme in book.themes if theme.sensitive}
    assert sensitive == {"T02", "T04", "T23"}
    assert {theme.code for theme in book.themes if theme.doubt} == {"T19", "T28"}
    assert set(book.attributes) == {"stance", "voice", "safety"}
    assert book.attribute("stance").ids == ("support", "oppose", "mixed", "condition", "neutral")


def test_more_languages_add_words_and_keep_the_names_of_the_first() -> None:
    english, both = starter_codebook(["en"]), starter_codebook(["es", "en"])
    assert both.ids == english.ids
    for one, two in zip(english.themes, both.themes, strict=True):
        assert (two.name, two.definition) == (one.name, one.definition)
        assert set(two.seeds) == {"en", "es"}
        assert set(one.phrases()) < set(two.phrases())


def test_a_language_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="no tlh"):
        starter_codebook(["en", "tlh"])
    with pytest.raises(ValueError, match="no language"):
        starter_codebook([])


def test_a_codebook_file_needs_only_names(tmp_path: Path) -> None:
    path = tmp_path / "ours.json"
    path.write_text('{"language": "en", "themes": {"rent": {"name": "Rent"}}}', encoding="utf-8")
    book = read_codebook(path)
    assert book.ids == ("rent",)
    assert book.themes[0].phrases() == ("Rent",)
    assert book.themes[0].phrases_by_language() == {"en": ("Rent",)}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"themes": {"a": "b"}}', '{"themes": {}}'])
def test_what_is_no_codebook_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ours.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="codebook"):
        read_codebook(path)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"themes": {"a": {"name": "Rent", "seeds": "my rent"}}}', "seeds of 'a' are not a list"),
        ('{"themes": {"a": {"name": " "}}}', "'a' has no name"),
        ('{"themes": {"a": {"name": null}}}', "'a' has no name"),
        ('{"themes": {"a\\ud800": {"name": "Rent"}}}', "surrogates"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_codebook_that_would_fail_later_is_refused_when_read(
    tmp_path: Path, content: str, complaint: str
) -> None:
    path = tmp_path / "ours.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=f"ours.json is not a codebook: .*{complaint}"):
        read_codebook(path)


def test_an_attribute_without_values_is_none(tmp_path: Path) -> None:
    path = tmp_path / "ours.json"
    path.write_text('{"themes": {"a": {"name": "Rent"}}, "attributes": {"stance": {}}}', "utf-8")
    assert dict(read_codebook(path).attributes) == {}


def test_a_codebook_survives_its_own_file(tmp_path: Path) -> None:
    book = starter_codebook(["en"])
    path = tmp_path / "en.json"
    path.write_text(json.dumps({"language": "en", **book.to_dict("en")}), encoding="utf-8")
    again = read_codebook(path)
    assert [theme.phrases() for theme in again.themes] == [t.phrases() for t in book.themes]
    assert again.attribute("voice").ids == book.attribute("voice").ids


def test_two_themes_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two themes with the id rent"):
        Codebook((CodebookTheme("rent", "Rent"), CodebookTheme("rent", "Rents")))


def test_phrases_come_by_language_and_each_once() -> None:
    theme = CodebookTheme(
        "rent",
        "Rent",
        "Paying for a home",
        {"en": ("my rent", "Rent"), "es": ("el alquiler",)},
        names={"en": "Rent"},
    )
    assert theme.phrases() == ("Rent", "Paying for a home", "my rent", "el alquiler")
    assert theme.phrases_by_language() == {
        "en": ("Rent", "my rent"),
        "es": ("el alquiler",),
        "": ("Paying for a home",),
    }
    assert "alquiler" not in repr(theme)
