"""`flask import` stores a file at once, or says by row what to mend."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.collect.importing.commands import import_file
from community_voice.store import Engagement, ImportBatch, Testimony

FILE = "id,said\n1,noise\n2,more noise\n2,third\n"


@pytest.fixture
def run(app: Flask, session: Session, engagement: Engagement, tmp_path: Path):  # type: ignore[no-untyped-def]
    session.commit()
    file = tmp_path / "answers.csv"

    def invoke(content: str, *options: str) -> Result:
        file.write_text(content)
        args = [str(file), "--engagement", engagement.slug, "--text", "said", *options]
        return app.test_cli_runner().invoke(import_file, args)

    return invoke


def test_it_stores_and_says_what(run, session: Session) -> None:  # type: ignore[no-untyped-def]
    done = run(FILE, "--person", "id")
    assert done.exit_code == 0, done.output
    assert "3 texts in 3 rows; 2 people" in done.output
    assert session.scalar(select(func.count(Testimony.id))) == 3


def test_the_second_time_it_says_so_and_is_content(run, session: Session) -> None:  # type: ignore[no-untyped-def]
    assert run(FILE).exit_code == 0
    again = run(FILE, "--person", "id")
    assert again.exit_code == 0
    assert "Nothing was stored again" in again.output
    assert session.scalar(select(func.count(Testimony.id))) == 3


def test_errors_are_told_by_row(run, session: Session) -> None:  # type: ignore[no-untyped-def]
    refused = run(FILE + "3,a\x00b\n4\n")
    assert refused.exit_code == 1
    assert "Row 5, column “said”: This cell holds a character" in refused.stderr
    assert "Row 6: This row has fewer cells" in refused.stderr
    assert session.scalar(select(func.count(ImportBatch.id))) == 0


def test_a_dry_run_stores_nothing(run, session: Session) -> None:  # type: ignore[no-untyped-def]
    tried = run(FILE, "--dry-run")
    assert tried.exit_code == 0
    assert "Nothing was stored. 3 texts" in tried.output
    assert session.scalar(select(func.count(ImportBatch.id))) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--person", "nobody"], "no column named “nobody”"),
        (["--person", "said"], "chosen for two things"),
        (["--consent", "quoted"], "Say why"),
        (["--consent", "always"], "Invalid value"),
        (["--language", "Elvish"], "not a language"),
        (["--sheet", "One"], "Only a workbook has sheets"),
        (["--engagement", "nowhere"], "no engagement at this address"),
    ],
)
def test_what_does_not_fit_is_said(  # type: ignore[no-untyped-def]
    run, session: Session, options: list[str], message: str
) -> None:
    refused = run(FILE, *options)
    assert refused.exit_code != 0
    assert message in refused.stderr
    assert session.scalar(select(func.count(ImportBatch.id))) == 0


def test_a_raised_consent_and_a_language_reach_the_words(run, session: Session) -> None:  # type: ignore[no-untyped-def]
    options = ["--consent", "quoted", "--reason", "They signed.", "--language", "Spanish"]
    assert run(FILE, *options).exit_code == 0
    stored = session.execute(select(Testimony.language, Testimony.consent).distinct()).all()
    assert [tuple(row) for row in stored] == [("es", "quoted")]
    assert session.scalars(select(ImportBatch.consent_reason)).one() == "They signed."
