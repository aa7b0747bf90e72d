"""`flask languages` prints, per language, what is there, what is reviewed and what is open."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_draft
from community_voice.collect.translate.commands import languages
from community_voice.collect.translate.opening import open_language
from community_voice.collect.translate.room import Room
from community_voice.instruments.wording_state import read_language
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.store import Account
from tests.collect.translate.conftest import next_version, small_survey
from tests.collect.translate.test_opening import review_all, translate_all

CATALOG = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"X-Reviewed-By-Native-Speaker: yes, 2026-11-30\\n"

msgid "One"
msgstr "واحد"

msgid "Two"
msgstr ""
"""


def printed(app: Flask) -> list[str]:
    result = app.test_cli_runner().invoke(languages)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


TEMPLATE = """msgid "One"
msgstr ""

msgid "Two"
msgstr ""

msgid "Three"
msgid_plural "Threes"
msgstr[0] ""
msgstr[1] ""
"""
CONFIG = "[python: for_residents.py]\nsilent = false\n"


def test_every_interface_language_has_a_line(app: Flask, session: Session, catalogs: Path) -> None:
    folder = catalogs / "translations"
    (folder / "ar" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "ar" / "LC_MESSAGES" / "messages.po").write_text(CATALOG, encoding="utf-8")
    (folder / "messages.pot").write_text(TEMPLATE, encoding="utf-8")
    (folder / "resident.cfg").write_text(CONFIG, encoding="utf-8")
    (catalogs / "for_residents.py").write_text('_("One")', encoding="utf-8")
    (catalogs / "for_staff.py").write_text('_("Two")', encoding="utf-8")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    lines = printed(app)
    found = {line.split()[0]: line for line in lines[1 : len(INTERFACE_LANGUAGES) + 1]}
    assert list(found) == list(INTERFACE_LANGUAGES)
    assert found["en"].split() == ["en", "source"]
    assert "residents 1/1 (100%)" in found["ar"]
    assert "all 1/3 (33%)" in found["ar"]
    assert found["ar"].endswith("  reviewed by a native speaker")
    assert "no catalog" in found["es"]


@pytest.fixture
def is_closed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let languages be closed until somebody opens them, as in real life."""
    monkeypatch.setitem(app.config, "OPEN_ALL_LANGUAGES", False)


def arabic(app: Flask) -> str:
    (line,) = [line for line in printed(app) if line.startswith("  ar") and "present" in line]
    return line


@pytest.mark.usefixtures("is_closed")
def test_every_language_of_a_survey_has_its_counts(
    app: Flask, session: Session, room: Room, translator: Account
) -> None:
    translate_all(session, room)
    session.commit()
    counts = read_language(session, room.version, "ar").counts
    lines = printed(app)
    assert "river/main version 1 (published, source en)" in lines
    line = arabic(app)
    assert re.search(rf"missing {counts['missing']}\b", line)
    assert re.search(rf"draft {counts['draft']}\b", line)
    assert "not open, " in line
    review_all(session, room, translator)
    open_language(session, room, "ar", translator)
    session.commit()
    line = arabic(app)
    assert line.endswith("open")
    assert "not open" not in line


@pytest.mark.usefixtures("is_closed")
def test_a_draft_hides_nothing_of_the_version_that_residents_answer(
    app: Flask, session: Session, room: Room, translator: Account
) -> None:
    translate_all(session, room)
    review_all(session, room, translator)
    open_language(session, room, "ar", translator)
    next_version(session, room.survey, small_survey())
    session.commit()
    lines = printed(app)
    assert "river/main version 1 (published, source en)" in lines
    assert arabic(app).endswith("  open")
    (draft,) = [line for line in lines if "version 2" in line]
    assert re.fullmatch(r"  version 2 is a draft: ar \d+ to review", draft)


@pytest.mark.usefixtures("is_closed")
def test_a_demonstration_is_open_as_residents_have_it(
    app: Flask, session: Session, room: Room
) -> None:
    assert "not open" in arabic(app)
    room.engagement.is_demo = True
    session.commit()
    assert "not open" not in arabic(app)
    assert "  open, " in arabic(app)


@pytest.mark.usefixtures("is_closed")
def test_a_first_draft_is_open_to_nobody(app: Flask, session: Session, room: Room) -> None:
    room.engagement.is_demo = True
    make_draft(session, room.engagement, small_survey(), "other")
    session.commit()
    lines = printed(app)
    start = lines.index("river/other version 1 (draft, source en)")
    assert "not open" in lines[start + 1]
