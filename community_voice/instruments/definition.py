"""An instrument as plain data: what templates, the builder, XLSForm and comparing share.

A definition is a JSON value; `read_definition` makes one of a stored version, and `write_draft`
stores one as a draft. A published version is never written.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NotRequired, TypedDict, cast

from flask_babel import gettext as _
from sqlalchemy import Row, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from community_voice.errors import Conflict
from community_voice.questions import with_fixed_choices
from community_voice.store import (
    Choice,
    Question,
    Section,
    Version,
    VersionWording,
)
from community_voice.store.columns import today

# Language tag -> text.
Texts = dict[str, str]
Settings = dict[str, Any]
CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
QUESTION_COLUMNS = (
    *(Question.id, Question.section_id, Question.code, Question.type),
    *(Question.required, Question.settings),
)

# Of the table, not of its class: each is sent once with all its rows, whatever is NULL in them.
TEXTS = cast(Table, VersionWording.__table__)
AT = and_(
    TEXTS.c.version_id == bindparam("of_version"),
    TEXTS.c.path == bindparam("at_path"),
    TEXTS.c.language == bindparam("in_language"),
)
WORDS: dict[str, Any] = {"text": bindparam("new_text"), "source_digest": bindparam("new_digest")}
REMOVE, REWRITE = delete(TEXTS).where(AT), update(TEXTS).where(AT).values(WORDS)
WRITE = insert(TEXTS).values(
    version_id=bindparam("of_version"),
    path=bindparam("at_path"),
    language=bindparam("in_language"),
    **WORDS,
)


class ColumnDict(TypedDict):
    """A column of a grid."""

    code: str
    label: Texts


class ChoiceDict(TypedDict):
    """A choice; settings: `exclusive`, `filter` (column -> value), `xlsform`."""

    code: str
    label: Texts
    help: NotRequired[Texts]
    settings: NotRequired[Settings]


class QuestionDict(TypedDict):
    """A question; `settings` holds the type's own, and rules.

    Rules: `show_if`, `require_if`, `limits` (with `limit_messages` beside them), `choice_filter`,
    `calculate`; and `shuffle`.
    """

    code: str
    type: str
    label: Texts
    help: NotRequired[Texts]
    low: NotRequired[Texts]
    high: NotRequired[Texts]
    required: NotRequired[bool]
    required_message: NotRequired[Texts]
    settings: NotRequired[Settings]
    limit_messages: NotRequired[list[Texts]]
    columns: NotRequired[list[ColumnDict]]
    choices: NotRequired[list[ChoiceDict]]


class SectionDict(TypedDict):
    """A page; settings: `show_if`, `repeat` ({"most", "count"}), `xlsform`."""

    code: str
    title: Texts
    questions: list[QuestionDict]
    intro: NotRequired[Texts]
    settings: NotRequired[Settings]


class Definition(TypedDict):
    """A whole instrument; settings: `deadline`, `time_zone`, `xlsform`."""

    source_language: str
    languages: list[str]
    sections: list[SectionDict]
    settings: NotRequired[Settings]
    title: NotRequired[Texts]
    intro: NotRequired[Texts]
    thanks: NotRequired[Texts]


def text_paths(definition: Definition) -> Iterator[tuple[str, Texts]]:
    """Go through every text by its path, as `VersionWording` documents them."""
    yield from _named("survey", definition, ("title", "intro", "thanks"))
    for section in definition["sections"]:
        yield from _named(f"section.{section['code']}", section, ("title", "intro"))
        for question in section["questions"]:
            yield from _of_question(question)


def digest(text: str) -> str:
    """Return the digest that says of which source words a translation was made."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_definition(session: Session, version: Version) -> Definition:
    """Return a stored version as data, every language included."""
    session.flush()
    texts: dict[str, Texts] = {}
    rows = (
        select(VersionWording.path, VersionWording.language, VersionWording.text)
        .where(VersionWording.version_id == version.id)
        .order_by(VersionWording.path, VersionWording.language)
    )
    for path, language, text in session.execute(rows):
        texts.setdefault(path, {})[language] = text
    found: Definition = {
        "source_language": version.source_language,
        "languages": list(version.languages),
        "sections": _read_sections(session, version, texts),
    }
    if version.settings:
        found["settings"] = dict(version.settings)
    for name in ("title", "intro", "thanks"):
        if text := texts.get(f"survey.{name}"):
            found[name] = text
    return found


def write_draft(session: Session, version: Version, definition: Definition) -> None:
    """Make a draft be what the definition says; raises Conflict where it is published.

    A translation that stays keeps the source words it was made of, so that a changed source
    shows it as stale; a new or changed translation is made of the source as it is now.
    """
    if version.published_on is not None:
        raise Conflict(_("This version is published and never changes. Make a new version."))
    version.source_language = definition["source_language"]
    version.languages = list(definition["languages"])
    version.settings = dict(definition.get("settings", {}))
    _delete_parts(session, version)
    _add_parts(session, version, definition)
    _write_texts(session, version, definition)
    session.flush()
    session.expire(version)


def publish(session: Session, version: Version) -> None:
    """Publish a draft: from now on the database refuses to change it."""
    if version.published_on is not None:
        raise Conflict(_("This version is published already."))
    session.flush()
    version.published_on = today()
    session.flush()


def _named(
    prefix: str, holder: Mapping[str, Any], names: tuple[str, ...]
) -> Iterator[tuple[str, Texts]]:
    for name in names:
        if holder.get(name):
            yield f"{prefix}.{name}", holder[name]


def _of_question(question: QuestionDict) -> Iterator[tuple[str, Texts]]:
    path = f"question.{question['code']}"
    yield from _named(path, question, ("label", "help", "low", "high"))
    if question.get("required_message"):
        yield f"{path}.required", question["required_message"]
    for number, message in enumerate(question.get("limit_messages", ())):
        if message:
            yield f"{path}.limit.{number}.message", message
    for column in question.get("columns", ()):
        yield from _named(f"{path}.column.{column['code']}", column, ("label",))
    for choice in question.get("choices", ()):
        yield from _named(f"{path}.choice.{choice['code']}", choice, ("label", "help"))


def _read_sections(
    session: Session, version: Version, texts: Mapping[str, Texts]
) -> list[SectionDict]:
    """Read columns, not objects: a survey of a thousand questions is read in one go."""
    of_version = Question.version_id == version.id
    choices: dict[int, list[Row[Any]]] = {}
    for choice in session.execute(
        select(Choice.question_id, Choice.code, Choice.settings)
        .join(Question, Question.id == Choice.question_id)
        .where(of_version)
        .order_by(Choice.position)
    ):
        choices.setdefault(choice.question_id, []).append(choice)
    asked: dict[int, list[QuestionDict]] = {}
    for row in session.execute(
        select(*QUESTION_COLUMNS).where(of_version).order_by(Question.position)
    ):
        question = _read_question(row, choices.get(row.id, []), texts)
        asked.setdefault(row.section_id, []).append(question)
    sections = (
        select(Section.id, Section.code, Section.settings)
        .where(Section.version_id == version.id)
        .order_by(Section.position)
    )
    return [_read_section(row, asked.get(row.id, []), texts) for row in session.execute(sections)]


def _read_section(
    section: Row[Any], questions: list[QuestionDict], texts: Mapping[str, Texts]
) -> SectionDict:
    path = f"section.{section.code}"
    found: SectionDict = {
        "code": section.code,
        "title": texts.get(f"{path}.title", {}),
        "questions": questions,
    }
    if intro := texts.get(f"{path}.intro"):
        found["intro"] = intro
    if section.settings:
        found["settings"] = dict(section.settings)
    return found


def _read_question(
    question: Row[Any], choices: list[Row[Any]], texts: Mapping[str, Texts]
) -> QuestionDict:
    path = f"question.{question.code}"
    found: QuestionDict = {
        "code": question.code,
        "type": question.type,
        "label": texts.get(f"{path}.label", {}),
    }
    for name in ("help", "low", "high"):
        if text := texts.get(f"{path}.{name}"):
            found[name] = text
    if question.required:
        found["required"] = True
    if message := texts.get(f"{path}.required"):
        found["required_message"] = message
    if question.settings:
        found["settings"] = dict(question.settings)
    limits = _listed(question.settings.get("limits"))
    messages = [texts.get(f"{path}.limit.{number}.message", {}) for number in range(len(limits))]
    if any(messages):
        found["limit_messages"] = messages
    if columns := _listed(question.settings.get("columns")):
        found["columns"] = [
            {"code": code, "label": texts.get(f"{path}.column.{code}.label", {})}
            for code in columns
        ]
    if choices:
        found["choices"] = [_read_choice(path, choice, texts) for choice in choices]
    return found


def _listed(setting: object) -> list[Any]:
    return setting if isinstance(setting, list) else []


def _read_choice(path: str, choice: Row[Any], texts: Mapping[str, Texts]) -> ChoiceDict:
    here = f"{path}.choice.{choice.code}"
    found: ChoiceDict = {"code": choice.code, "label": texts.get(f"{here}.label", {})}
    if text := texts.get(f"{here}.help"):
        found["help"] = text
    if choice.settings:
        found["settings"] = dict(choice.settings)
    return found


def _delete_parts(session: Session, version: Version) -> None:
    session.flush()
    questions = select(Question.id).where(Question.version_id == version.id)
    session.execute(delete(Choice).where(Choice.question_id.in_(questions)))
    session.execute(delete(Question).where(Question.version_id == version.id))
    session.execute(delete(Section).where(Section.version_id == version.id))
    session.expire_all()


def _add_parts(session: Session, version: Version, definition: Definition) -> None:
    """Insert all sections, then all questions, then all choices: a statement each."""
    sections = [
        {
            "version_id": version.id,
            "code": said["code"],
            "position": place,
            "settings": dict(said.get("settings", {})),
        }
        for place, said in enumerate(definition["sections"])
    ]
    keys = _insert(session, version, Section, sections)
    asked = [
        (said["code"], with_fixed_choices(question))
        for said in definition["sections"]
        for question in said["questions"]
    ]
    questions = [
        _question_row(version.id, keys[section], question, position)
        for position, (section, question) in enumerate(asked)
    ]
    keys = _insert(session, version, Question, questions)
    choices = [
        {
            "question_id": keys[question["code"]],
            "code": choice["code"],
            "position": place,
            "settings": dict(choice.get("settings", {})),
        }
        for _section, question in asked
        for place, choice in enumerate(question.get("choices", ()))
    ]
    if choices:
        session.execute(insert(Choice), choices)


def _insert(
    session: Session, version: Version, table: type[Section | Question], rows: list[dict[str, Any]]
) -> dict[str, int]:
    """Insert parts and return their keys by code: asked for at once, not row by row."""
    if rows:
        session.execute(insert(table), rows)
    keys = select(table.code, table.id).where(table.version_id == version.id)
    return dict(session.execute(keys).tuples().all())


def _question_row(
    version_id: int, section_id: int, said: QuestionDict, position: int
) -> dict[str, Any]:
    settings = dict(said.get("settings", {}))
    if columns := said.get("columns"):
        settings["columns"] = [column["code"] for column in columns]
    return {
        "version_id": version_id,
        "section_id": section_id,
        "code": said["code"],
        "type": said["type"],
        "position": position,
        "required": said.get("required", False),
        "settings": settings,
    }


def _write_texts(session: Session, version: Version, definition: Definition) -> None:
    """Bring the wordings to what the definition says, and touch no text that stays."""
    source = definition["source_language"]
    wanted = {
        (path, language): text
        for path, texts in text_paths(definition)
        for language, text in texts.items()
        if text
    }
    columns = (VersionWording.path, VersionWording.language, VersionWording.text)
    rows = session.execute(select(*columns).where(VersionWording.version_id == version.id))
    kept = {(path, language): text for path, language, text in rows}
    gone = [_place(version, key) for key in kept.keys() - wanted.keys()]
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for key, text in wanted.items():
        if kept.get(key) == text:
            continue
        path, language = key
        of_source = wanted.get((path, source))
        made_of = digest(of_source) if of_source and language != source else None
        row = {**_place(version, key), "new_text": text, "new_digest": made_of}
        (changed if key in kept else new).append(row)
    for statement, rows_to_write in ((REMOVE, gone), (REWRITE, changed), (WRITE, new)):
        if rows_to_write:
            session.execute(statement, rows_to_write)


def _place(version: Version, key: tuple[str, str]) -> dict[str, Any]:
    return {"of_version": version.id, "at_path": key[0], "in_language": key[1]}
