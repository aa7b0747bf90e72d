"""Template surveys take their languages from catalogs, and the catalogs from the surveys."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from sqlalchemy.orm import Session

from community_voice.collect.statements.definition import FILE as STATEMENTS
from community_voice.instruments import template as templates
from community_voice.instruments.definition import (
    Definition,
    read_definition,
    text_paths,
    write_draft,
)
from community_voice.instruments.template import (
    CATALOGS,
    CONTEXTS,
    GROUPS,
    LANGUAGES,
    TEMPLATES,
    load_template,
    read_catalog,
    read_template,
    texts_of,
)
from community_voice.questions import with_fixed_choices
from community_voice.store import Engagement, Survey, Version

ROOT = Path(__file__).parents[2]
# What each script looks like; the others are written in Latin letters.
SCRIPTS = {
    "zh-Hans": "[\u4e00-\u9fff]",
    "zh-Hant": "[\u4e00-\u9fff]",
    "ko": "[\uac00-\ud7a3]",
    "ru": "[\u0400-\u04ff]",
    "ar": "[\u0600-\u06ff]",
    "am": "[\u1200-\u137f]",
}


def catalog_of(language: str) -> Catalog:
    """Read a language's catalog, untranslated texts included."""
    file = CATALOGS / language.replace("-", "_") / "LC_MESSAGES" / "templates.po"
    with file.open("rb") as source:
        return read_po(source)


@pytest.fixture
def catalogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put empty catalogs in place of ours."""
    monkeypatch.setattr(templates, "CATALOGS", tmp_path)
    read_catalog.cache_clear()
    yield tmp_path
    read_catalog.cache_clear()


def translate(root: Path, code: str, texts: dict[str, str], flag: str = "") -> None:
    """Write a catalog; every context gets the same translation."""
    lines = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-8\\n"', ""]
    for context in [None, *sorted(set(CONTEXTS.values()))]:
        for english, said in texts.items():
            lines += [flag] if flag else []
            lines += [f'msgctxt "{context}"'] if context else []
            for key, text in [("msgid", english), ("msgstr", said)]:
                quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
                lines.append(f'{key} "{quoted}"')
            lines.append("")
    file = root / code / "LC_MESSAGES" / "templates.po"
    file.parent.mkdir(parents=True)
    file.write_text("\n".join(lines), encoding="utf-8")


def english_of(slug: str) -> list[str]:
    """List the English texts of a template."""
    return [text["en"] for _path, text in texts_of(read_template(slug))]


def test_a_template_without_translations_is_english(catalogs: Path) -> None:
    template = load_template("street-form")
    assert (template["languages"], template["complete"]) == (["en"], [])
    assert all(set(text) == {"en"} for _path, text in texts_of(template))


def test_a_language_is_offered_once_all_its_texts_are_there(catalogs: Path) -> None:
    english = english_of("street-form")
    translate(catalogs, "fr", {text: f"fr {text}" for text in english})
    translate(catalogs, "zh_Hant", {text: f"zh {text}" for text in english[:-1]})
    template = load_template("street-form")
    assert (template["languages"], template["complete"]) == (["en", "fr"], ["fr"])
    texts = [text for _path, text in texts_of(template)]
    assert all(text["fr"] == f"fr {text['en']}" for text in texts)
    # What is there is shown, and what is not falls back.
    assert texts[0]["zh-Hant"] == f"zh {texts[0]['en']}"
    assert "zh-Hant" not in texts[-1]


def test_a_doubted_translation_is_not_shown(catalogs: Path) -> None:
    translate(
        catalogs, "fr", {text: f"fr {text}" for text in english_of("common-ground")}, "#, fuzzy"
    )
    assert load_template("common-ground")["languages"] == ["en"]


def test_one_english_text_may_have_two_translations() -> None:
    texts = dict(texts_of(load_template("when-you-need-help")))
    fit, opinion = texts["question.which_fit.help"], texts["question.reach.help"]
    assert fit["en"] == opinion["en"] and fit["es"] == opinion["es"]
    assert fit["ar"] == "يمكنك اختيار كل ما ينطبق عليك."
    assert opinion["ar"] == "يمكنك اختيار كل ما تراه مناسباً."
    person = texts["question.which_fit.choice.no_fixed_home.label"]
    place = texts["question.housing.choice.no_fixed_home.label"]
    assert (person["zh-Hans"], place["zh-Hans"]) == ("我没有固定住处", "没有固定住处")


def test_every_context_stands_somewhere() -> None:
    paths = {path for slug in TEMPLATES for path, _text in texts_of(read_template(slug))}
    assert set(CONTEXTS) <= paths


def test_a_loaded_template_can_be_changed_without_harm() -> None:
    load_template("common-ground")["texts"]["title"]["en"] = "Changed"
    assert load_template("common-ground")["texts"]["title"]["en"] == "Common ground"


def test_every_template_stands_in_one_group_of_the_start_page() -> None:
    grouped = [slug for _title, slugs in GROUPS.values() for slug in slugs]
    assert sorted(grouped) == sorted(TEMPLATES)


def test_the_catalogs_hold_the_texts_of_today() -> None:
    command = [sys.executable, "translations/extract_templates.py", "--check"]
    result = subprocess.run(  # noqa: S603  our own fixed arguments
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stdout + result.stderr
    wanted = {
        (CONTEXTS.get(path), text["en"])
        for slug in TEMPLATES
        for path, text in texts_of(read_template(slug))
    }
    statements = json.loads(STATEMENTS.read_text(encoding="utf-8"))
    wanted |= {(None, text["en"]) for _path, text in text_paths(statements)}
    for language in LANGUAGES:
        held = {(message.context, message.id) for message in catalog_of(language) if message.id}
        assert held == wanted, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_lines_numbers_and_script(language: str) -> None:
    for message in catalog_of(language):
        english, said = str(message.id), str(message.string)
        if english and said:
            assert said == said.strip(), english
            assert said.count("\n") == english.count("\n"), english
            assert set(re.findall(r"\d+", english)) <= set(re.findall(r"\d+", said)), english
            if language in SCRIPTS and not english.isdigit():
                assert re.search(SCRIPTS[language], said), english
            if language not in SCRIPTS:
                assert not re.search("|".join(SCRIPTS.values()), said), english


@pytest.mark.parametrize("slug", TEMPLATES)
def test_a_template_is_stored_and_read_back_as_it_was(session: Session, slug: str) -> None:
    engagement = Engagement(slug="river-street", source_language="en", languages=["en"])
    survey = Survey(engagement=engagement, slug="main")
    version = Version(survey=survey, source_language="en", languages=["en"])
    session.add(version)
    session.flush()
    template = load_template(slug)
    write_draft(session, version, cast(Definition, template))
    found = read_definition(session, version)
    assert dict(text_paths(found)) == dict(text_paths(cast(Definition, template)))
    for page, wanted in zip(found["sections"], template["sections"], strict=True):
        assert page.get("settings") == wanted.get("settings")
        for asked, meant in zip(page["questions"], wanted["questions"], strict=True):
            for key in ("code", "type", "settings", "columns", "choices", "limit_messages"):
                assert asked.get(key) == with_fixed_choices(meant).get(key), (meant["code"], key)
