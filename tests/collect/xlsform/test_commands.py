"""The commands: a form comes in as a draft, and goes out as it came."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.xlsform.commands import xlsform
from community_voice.instruments.definition import read_definition
from community_voice.store import AuditEntry, Engagement, Survey
from tests.collect.xlsform.forms import taken, workbook

SHEETS: dict[str, Any] = {
    "survey": [
        ("type", "name", "label::English (en)", "label::Español (es)", "relevant"),
        ("start", "began", "", "", ""),
        ("select_one yn", "Helped", "Were you helped?", "¿Le ayudaron?", ""),
        ("text", "how", "How?", "¿Cómo?", "${Helped} = 'yes'"),
        ("geopoint", "where", "Where?", "", ""),
    ],
    "choices": [("list_name", "name", "label::English (en)", "label::Español (es)"),
                ("yn", "yes", "Yes", "Sí"), ("yn", "no", "No", "No")],
}  # fmt: skip


@pytest.fixture
def engagement(session: Session) -> Engagement:
    made = Engagement(slug="river-street", source_language="en", languages=["en", "es"])
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "My Form.xlsx"
    path.write_bytes(workbook(**SHEETS))
    return path


def run(app: Flask, *args: object) -> tuple[int, list[str], str]:
    result = app.test_cli_runner().invoke(xlsform, [str(arg) for arg in args])
    return result.exit_code, result.stdout.splitlines(), result.output


def test_import_makes_a_draft_and_names_every_row_that_is_not_held(
    app: Flask, session: Session, engagement: Engagement, file: Path
) -> None:
    status, lines, output = run(app, "import", file, "--engagement", "river-street")
    assert status == 0, output
    assert [line.split(": ")[0] for line in lines[:-1]] == ["survey, row 2", "survey, row 5"]
    assert lines[-1] == "held 4 of 6 rows, 2 languages"
    survey = session.scalars(select(Survey)).one()
    assert (survey.slug, survey.audience) == ("my-form", "residents")
    version = survey.versions[0]
    assert version.published_on is None
    wanted = taken(**SHEETS).definition
    assert read_definition(session, version) == wanted
    acts = session.scalars(select(AuditEntry.act)).all()
    assert list(acts) == ["survey.import"]


def test_export_writes_what_was_imported(
    app: Flask, session: Session, engagement: Engagement, file: Path, tmp_path: Path
) -> None:
    run(app, "import", file, "--engagement", "river-street", "--survey", "asked")
    out = tmp_path / "out.xlsx"
    for name in ("river-street/asked", "asked"):
        assert run(app, "export", name, "--out", out)[0] == 0
        page = load_workbook(out)["survey"]
        rows = [["" if cell is None else cell for cell in row] for row in page.values]
        assert rows == [list(row) for row in SHEETS["survey"]]


def test_a_second_import_gets_a_name_of_its_own(
    app: Flask, session: Session, engagement: Engagement, file: Path
) -> None:
    run(app, "import", file, "--engagement", "river-street")
    run(app, "import", file, "--engagement", "river-street")
    assert set(session.scalars(select(Survey.slug))) == {"my-form", "my-form-2"}


@pytest.mark.parametrize(
    ("name", "made"), [("new.xlsx", "new-2"), ("XLSForm.xlsx", "xlsform-2"), ("a.xlsx", "survey")]
)
def test_a_files_name_becomes_an_address_that_the_builder_takes_too(
    app: Flask, session: Session, engagement: Engagement, file: Path, name: str, made: str
) -> None:
    status, _lines, output = run(
        app, "import", file.rename(file.with_name(name)), "--engagement", "river-street"
    )
    assert status == 0, output
    assert set(session.scalars(select(Survey.slug))) == {made}


@pytest.mark.parametrize("name", ["new", "xlsform", "a", "two--hyphens", "Capital", "x" * 61])
def test_an_address_that_the_builder_refuses_is_refused(
    app: Flask, session: Session, engagement: Engagement, file: Path, name: str
) -> None:
    arguments = ("import", file, "--engagement", "river-street", "--survey", name)
    assert run(app, *arguments)[0] == 1
    assert session.scalars(select(Survey)).all() == []


def test_a_dry_run_stores_nothing(
    app: Flask, session: Session, engagement: Engagement, file: Path
) -> None:
    lines = run(app, "import", file, "--engagement", "river-street", "--dry-run")[1]
    assert lines[-1] == "held 4 of 6 rows, 2 languages"
    assert session.scalars(select(Survey)).all() == []


@pytest.mark.parametrize("name", ["nothing", "river-street/nothing", "x/y/z", ""])
def test_an_unknown_survey_is_told(
    app: Flask, session: Session, engagement: Engagement, tmp_path: Path, name: str
) -> None:
    status, _lines, output = run(app, "export", name, "--out", tmp_path / "o.xlsx")
    assert status == 1
    assert "no survey" in output


def test_a_damaged_file_is_told_in_one_line(
    app: Flask, session: Session, engagement: Engagement, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    status, _lines, output = run(app, "import", broken, "--engagement", "river-street")
    assert status == 1
    assert output.strip().count("\n") == 0
