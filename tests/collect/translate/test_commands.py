"""`flask languages` prints, per language, what is there, what is reviewed and what is open."""

import re
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from community_voice.collect.translate.commands import languages
from community_voice.collect.translate.opening import open_language
from community_voice.collect.translate.room import Room
from community_voice.instruments.wording_state import read_language
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.store import Account
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


def test_every_language_of_a_survey_has_its_counts(
    app: Flask, session: Session, room: Room, translator: Account
) -> None:
    translate_all(session, room)
    session.commit()
    counts = read_language(session, room.version, "ar").counts
    lines = printed(app)
    assert "river/main version 1 (published, source en)" in lines
    (line,) = [line for line in lines if line.startswith("  ar") and "present" in line]
    assert re.search(rf"missing {counts['missing']}\b", line)
    assert re.search(rf"draft {counts['draft']}\b", line)
    assert "not open, " in line
    review_all(session, room, translator)
    open_language(session, room, "ar", translator)
    session.commit()
    (line,) = [line for line in printed(app) if line.startswith("  ar") and "present" in line]
    assert line.endswith("open")
    assert "not open" not in line
