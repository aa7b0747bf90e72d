"""What frames call questions and groups, and their words in the source language.

Light on purpose: pages read it too, and they load no pandas.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.survey import Choice, Question, Survey, Version, VersionWording
from community_voice.store.wording import Wordings

GROUP = "group:"
# Who hosted the session that somebody spoke in: counted, and never compared in a brief.
PARTNER = "partner"
OTHER_CHOICE = "other"
# Of these a person chooses one, so that people can be told apart by it.
GROUPING = ("one_choice", "yes_no", "place")
YES_NO, PLACE = "yes_no", "place"


@dataclass(frozen=True)
class Labels:
    """One question's words: its own, and those of its choices by code."""

    text: str
    choices: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AskedQuestion:
    """One question of one version, as frames need it."""

    id: int
    version_id: int
    survey: str
    code: str
    type: str
    settings: dict[str, Any]

    @property
    def group(self) -> bool:
        """Say whether people are compared by it."""
        return self.type in GROUPING and bool(self.settings.get("group"))

    @property
    def place(self) -> bool:
        """Say whether it asks for the place that is told of people who allow it."""
        return self.type in GROUPING and bool(self.settings.get("place", self.type == PLACE))


def asked_questions(session: Session, engagement_id: int) -> list[AskedQuestion]:
    """Return every question of every version of an engagement, oldest version first."""
    rows = session.execute(
        select(
            Question.id,
            Question.version_id,
            Survey.slug,
            Question.code,
            Question.type,
            Question.settings,
        )
        .join(Version, Version.id == Question.version_id)
        .join(Survey, Survey.id == Version.survey_id)
        .where(Survey.engagement_id == engagement_id)
        .order_by(Version.id, Question.position, Question.id)
    )
    return [AskedQuestion(*row) for row in rows]


def question_names(questions: Iterable[AskedQuestion]) -> dict[int, str]:
    """Return each question's name in frames: its code, or SURVEY.CODE.

    One code is one question across the versions of a survey. Two surveys (two files, say) may
    both have a question "text", and those are never counted as one.
    """
    questions = list(questions)
    surveys: dict[str, set[str]] = defaultdict(set)
    for question in questions:
        surveys[question.code].add(question.survey)
    return {
        question.id: question.code
        if len(surveys[question.code]) == 1
        else f"{question.survey}.{question.code}"
        for question in questions
    }


def question_labels(session: Session, engagement_id: int) -> dict[str, Labels]:
    """Return the words of every question by its name in frames; the newest version speaks."""
    questions = asked_questions(session, engagement_id)
    names = question_names(questions)
    return _labels(session, [(names[question.id], question) for question in questions])


def group_labels(session: Session, engagement_id: int) -> dict[str, Labels]:
    """Return the words of every declared group by its dimension, "group:CODE"."""
    questions = asked_questions(session, engagement_id)
    return _labels(session, [(GROUP + asked.code, asked) for asked in questions if asked.group])


def _labels(session: Session, named: list[tuple[str, AskedQuestion]]) -> dict[str, Labels]:
    versions = {question.version_id for _name, question in named}
    words = {version: _wordings(session, version) for version in versions}
    codes = _choice_codes(session, [question.id for _name, question in named])
    found: dict[str, Labels] = {}
    for name, question in named:
        path = f"question.{question.code}"
        say = words[question.version_id]
        choices = {
            code: say(f"{path}.choice.{code}.label").text or _unworded(question, code)
            for code in codes[question.id]
        }
        earlier = found[name].choices if name in found else {}
        text = say(f"{path}.label").text or question.code
        found[name] = Labels(text, {**earlier, **choices})
    return found


def _unworded(question: AskedQuestion, code: str) -> str:
    """Return what a choice without words is called: those of yes and no are ours, in English."""
    return code.replace("_", " ").capitalize() if question.type == YES_NO else code


def _wordings(session: Session, version_id: int) -> Wordings:
    source = session.scalars(select(Version.source_language).where(Version.id == version_id)).one()
    rows = session.scalars(select(VersionWording).where(VersionWording.version_id == version_id))
    return Wordings(rows, source, source)


def _choice_codes(session: Session, question_ids: list[int]) -> dict[int, list[str]]:
    codes: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Choice.question_id, Choice.code)
        .where(Choice.question_id.in_(question_ids))
        .order_by(Choice.question_id, Choice.position)
    )
    for question_id, code in rows:
        codes[question_id].append(code)
    return codes
