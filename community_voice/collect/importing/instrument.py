"""Describe a file's columns as a published version, as if its answers had been asked for here."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from community_voice.collect.importing.findings import Findings
from community_voice.store import (
    Choice,
    Engagement,
    Question,
    Section,
    Survey,
    Version,
    VersionWording,
)
from community_voice.store.columns import today

CODE_LENGTH = 40
SECTION = "answers"


@dataclass(frozen=True)
class Instrument:
    """A file's version; question ids by name, and group questions with choice ids by value."""

    version: Version
    questions: dict[str, int]
    groups: list[tuple[int, dict[str, int]]]


def describe_columns(
    session: Session, engagement: Engagement, slug: str, findings: Findings
) -> Instrument:
    """Make and publish the version: open questions first, then the groups to compare by."""
    language = engagement.source_language
    survey = Survey(engagement=engagement, slug=slug, kind="imported")
    version = Version(survey=survey, source_language=language, languages=[language])
    section = Section(version=version, code=SECTION, position=0)
    session.add(section)
    session.flush()
    names = [*findings.questions, *findings.groups]
    asked: list[Question] = []
    for place, code in enumerate(make_codes(names, "column")):
        is_group = place >= len(findings.questions)
        values = sorted(findings.groups[names[place]]) if is_group else None
        asked.append(_add_question(session, section, code, place, names[place], values))
    session.flush()
    version.published_on = today()
    session.flush()
    texts, groups = asked[: len(findings.questions)], asked[len(findings.questions) :]
    return Instrument(
        version,
        {name: question.id for name, question in zip(findings.questions, texts, strict=True)},
        [
            (question.id, dict(zip(sorted(values), (c.id for c in question.choices), strict=True)))
            for question, values in zip(groups, findings.groups.values(), strict=True)
        ],
    )


def _add_question(
    session: Session, section: Section, code: str, place: int, name: str, values: list[str] | None
) -> Question:
    """Add a question with its wording in the source language; one with values is a group."""
    version = section.version
    question = Question(
        version_id=version.id,
        section=section,
        code=code,
        type="long_text" if values is None else "one_choice",
        position=place,
        settings={"themed": True} if values is None else {"group": True},
    )
    session.add(question)
    labels = {f"question.{code}.label": name}
    for rank, choice in enumerate(make_codes(values or [], "value")):
        question.choices.append(Choice(code=choice, position=rank))
        labels[f"question.{code}.choice.{choice}.label"] = (values or [])[rank]
    for path, label in labels.items():
        wording = VersionWording(version_id=version.id, path=path, text=label)
        wording.language = version.source_language
        session.add(wording)
    return question


def make_codes(names: Iterable[str], otherwise: str) -> list[str]:
    """Return a code for each name, each its own; a name without Latin letters gets a number."""
    codes: list[str] = []
    for number, name in enumerate(names, start=1):
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub("[^a-z0-9]+", "_", plain).strip("_")[:CODE_LENGTH] or f"{otherwise}_{number}"
        code, copies = stem, 1
        while code in codes:
            copies += 1
            code = f"{stem}_{copies}"
        codes.append(code)
    return codes
