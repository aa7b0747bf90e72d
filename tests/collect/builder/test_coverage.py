"""The languages page tells what is there, what falls back and who has read it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.collect.builder.coverage import language_coverage
from community_voice.collect.builder.service import (
    definition_of,
    load_template,
    make_draft,
    make_engagement,
    make_survey,
)
from community_voice.collect.builder.setup import Setup
from community_voice.instruments.catalogs import Catalog, read_catalog, read_header
from community_voice.instruments.definition import write_draft
from community_voice.instruments.wording_state import worked_on_versions
from community_voice.store import Engagement, OpenedLanguage, Version

HEADER = """msgid ""
msgstr ""
"Project-Id-Version: community-voice\\n"
"Language: ar\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n"
"%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"
"X-Reviewed-By-Native-Speaker: {reviewed}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
MESSAGES = """msgid "Sign in"
msgstr "دخول"

#, fuzzy
msgid "Sign out"
msgstr "خروج؟"

msgid "Save"
msgstr ""

msgid "%(num)s comment"
msgid_plural "%(num)s comments"
msgstr[0] "لا شيء"
msgstr[1] "واحد"
msgstr[2] "اثنان"
msgstr[3] "%(num)s"
msgstr[4] "%(num)s"
msgstr[5] ""
"""


def write_catalog(folder: Path, locale: str, reviewed: str) -> Path:
    file = folder / locale / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    file.write_text(HEADER.format(reviewed=reviewed) + MESSAGES, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("said", "reviewed"), [("no", False), ("yes, 2026-11-30", True), ("Yes", True), ("", False)]
)
def test_a_catalog_says_whether_a_native_speaker_has_read_it(
    tmp_path: Path, said: str, reviewed: bool
) -> None:
    found = read_catalog(write_catalog(tmp_path, "ar", said))
    assert found == Catalog(translated=1, messages=4, reviewed=reviewed)


def test_a_catalog_that_says_nothing_is_not_reviewed(tmp_path: Path) -> None:
    file = tmp_path / "messages.po"
    file.write_text('msgid "a"\nmsgstr "b"\n', encoding="utf-8")
    assert read_catalog(file) == Catalog(translated=1, messages=1, reviewed=False)
    assert read_catalog(tmp_path / "none.po") is None


def test_a_header_broken_over_lines_is_read_whole() -> None:
    header = read_header(HEADER.format(reviewed="no") + MESSAGES)
    assert header["Plural-Forms"].endswith("5);")
    assert header["X-Reviewed-By-Native-Speaker"] == "no"


def engagement(session: Session) -> Engagement:
    setup = Setup(
        slug="river-street",
        wordings={"title": {"en": "River", "es": "Río"}, "purpose": {"en": "Why"}},
        languages=("en", "es", "de"),
    )
    return make_engagement(session, setup)


def test_each_text_of_engagement_and_survey_counts_once(session: Session, tmp_path: Path) -> None:
    made = engagement(session)
    template = load_template("when-you-need-help")
    version = make_survey(session, made, template)
    paths = {row.path for row in version.wordings}
    english, spanish, german = language_coverage(session, made, tmp_path)
    assert (english.present, english.total, english.missing) == (len(paths) + 2, len(paths) + 2, ())
    assert spanish.missing == ("engagement: purpose",)
    assert german.present == 0
    assert len(german.missing) == english.total


def test_a_language_is_found_by_its_locale(session: Session, tmp_path: Path) -> None:
    write_catalog(tmp_path, "de", "no")
    english, spanish, german = language_coverage(session, engagement(session), tmp_path)
    assert english.is_source
    assert spanish.catalog is None
    assert german.catalog == Catalog(1, 4, reviewed=False)


def test_the_page_marks_what_no_native_speaker_has_read(
    session: Session, staff_client: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    write_catalog(tmp_path, "es", "no")
    write_catalog(tmp_path, "de", "yes, 2026-11-30")
    engagement(session)
    browser = staff_client("analyst")
    config, name = browser.application.config, "BABEL_TRANSLATION_DIRECTORIES"
    kept, config[name] = config[name], str(tmp_path)
    try:
        page = browser.get("/staff/river-street/languages").text
    finally:
        config[name] = kept
    spanish = page[page.index('lang="es">') : page.index('lang="de">')]
    german = page[page.index('lang="de">') :]
    assert "not yet reviewed by a native speaker" in spanish
    assert "reviewed by a native speaker" in german
    assert "not yet reviewed" not in german
    assert "engagement: purpose" in spanish


def test_each_survey_says_how_far_it_is_in_each_language(
    session: Session, staff_client: Callable[[str], FlaskClient]
) -> None:
    made = engagement(session)
    version = make_survey(session, made, load_template("when-you-need-help"))
    session.add(OpenedLanguage(version_id=version.id, language="es"))
    session.commit()
    english, spanish, german = language_coverage(session, made, Path("nowhere"))
    assert [row.surveys[0].translated is None for row in (english, spanish, german)] == [
        True,
        False,
        False,
    ]
    there = spanish.surveys[0].translated
    assert there is not None
    assert there.is_open
    assert there.counts["draft"] > there.counts["missing"]
    page = staff_client("administrator").get("/staff/river-street/languages").text
    address = "/staff/river-street/surveys/main/1/translations/"
    assert f'href="{address}es"' in page
    assert f'href="{address}de"' in page
    assert f'href="{address}en"' not in page
    assert address not in staff_client("analyst").get("/staff/river-street/languages").text


def test_the_version_that_is_answered_and_a_draft_after_it_are_worked_on(
    session: Session,
) -> None:
    made = engagement(session)
    template = load_template("when-you-need-help")
    first = make_survey(session, made, template)
    draft = Version(survey=first.survey, number=2, source_language="en")
    session.add(draft)
    session.flush()
    write_draft(session, draft, definition_of(template))
    other = make_draft(session, made, definition_of(template), "other")
    assert worked_on_versions(session, made) == [first, draft, other]
