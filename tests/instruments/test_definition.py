"""A long survey is read and written in a handful of statements, however many questions it has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.instruments.definition import (
    Definition,
    digest,
    read_definition,
    write_draft,
)
from community_voice.store import Version, VersionWording

QUESTIONS = 1000
A_HANDFUL = 15


def long_survey(word: str = "Ask", questions: int = QUESTIONS) -> Definition:
    """Return a survey in two languages, every tenth of whose questions has two choices."""
    asked: list[dict[str, Any]] = []
    for number in range(questions):
        label = {"en": f"{word} {number}?", "es": f"¿{word} {number}?"}
        asked.append({"code": f"q{number}", "type": "short_text", "label": label})
        if number % 10 == 0:
            choices = [{"code": code, "label": {"en": code, "es": code}} for code in ("a", "b")]
            asked[-1] |= {"type": "one_choice", "choices": choices}
    sections = [
        {"code": f"s{start}", "title": {"en": f"Part {start}"}, "questions": asked[start::4]}
        for start in range(4)
    ]
    made = {"source_language": "en", "languages": ["en", "es"], "sections": sections}
    return cast(Definition, made)


@pytest.fixture
def version(session: Session) -> Version:
    """Return an empty draft."""
    setup = Setup("river", {"title": {"en": "River"}}, ("en", "es"))
    return make_draft(session, make_engagement(session, setup), long_survey(questions=4), "main")


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Note every statement that goes to the database."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement.split("(")[0][:60])

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_thousand_questions_are_written_in_a_handful_of_statements(
    session: Session, version: Version
) -> None:
    with counted(session) as seen:
        write_draft(session, version, long_survey())
    assert len(seen) <= A_HANDFUL, seen
    with counted(session) as seen:
        made = read_definition(session, version)
    assert len(seen) <= A_HANDFUL, seen
    assert sum(len(section["questions"]) for section in made["sections"]) == QUESTIONS
    assert made["sections"][1]["questions"][0]["label"]["es"] == "¿Ask 1?"


@pytest.mark.parametrize(
    "change",
    [
        lambda: long_survey("Tell"),
        lambda: long_survey(questions=0),
        lambda: {**long_survey(), "languages": ["en"]},
    ],
    ids=["every text", "none left", "no text"],
)
def test_changing_a_thousand_questions_is_a_handful_of_statements(
    session: Session, version: Version, change: Callable[[], Definition]
) -> None:
    write_draft(session, version, long_survey())
    with counted(session) as seen:
        write_draft(session, version, change())
    assert len(seen) <= A_HANDFUL, seen
    made = read_definition(session, version)
    assert [each["code"] for each in made["sections"]] == ["s0", "s1", "s2", "s3"]
    assert made["sections"] == read_back(change())


def read_back(definition: Definition) -> list[Any]:
    return [cast(Any, each) for each in definition["sections"]]


def test_a_text_that_changes_is_made_of_the_source_of_now_and_one_that_stays_is_not(
    session: Session, version: Version
) -> None:
    first = long_survey(questions=2)
    write_draft(session, version, first)
    first["sections"][0]["questions"][0]["label"] = {"en": "New?", "es": "¿Ask 0?"}
    first["sections"][1]["questions"][0]["label"] = {"en": "Newer?", "es": "¿Más?"}
    write_draft(session, version, first)
    rows = session.execute(
        select(VersionWording.path, VersionWording.text, VersionWording.source_digest).where(
            VersionWording.version_id == version.id,
            VersionWording.language == "es",
            VersionWording.path.in_(("question.q0.label", "question.q1.label")),
        )
    )
    assert sorted(tuple(row) for row in rows) == [
        ("question.q0.label", "¿Ask 0?", digest("Ask 0?")),
        ("question.q1.label", "¿Más?", digest("Newer?")),
    ]
