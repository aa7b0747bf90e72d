"""Survey, Version, Section, Question, Choice: the instrument that people answer."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import Words, one_of
from community_voice.store.engagement import Engagement

# Whom a survey asks. Only residents are counted, themed and released as people who spoke.
RESIDENTS = "residents"
VOTERS = "voters"
AUDIENCES = (RESIDENTS, "responders", "applicants", "feedback", VOTERS)
# A guide is asked aloud in a listening session; residents cannot fill it in.
GUIDE = "guide"
EMPTY = text("'{}'")


class Survey(Base):
    """An instrument; `imported` ones describe the columns of a file, guides are asked aloud."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("engagement_id", "slug"),
        one_of("kind", ("survey", "imported", GUIDE)),
        one_of("audience", AUDIENCES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    slug: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10), default="survey")
    audience: Mapped[str] = mapped_column(
        String(10), default=RESIDENTS, server_default=text("'residents'")
    )

    engagement: Mapped[Engagement] = relationship()
    versions: Mapped[list["Version"]] = relationship(
        back_populates="survey", order_by="Version.number"
    )


class Version(Base):
    """A survey as it stood on a day. Once published it never changes (a trigger holds that)."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int] = mapped_column(default=1)
    source_language: Mapped[str] = mapped_column(String(16), default="en")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    published_on: Mapped[dt.date | None]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=EMPTY)

    survey: Mapped[Survey] = relationship(back_populates="versions")
    sections: Mapped[list["Section"]] = relationship(
        back_populates="version", order_by="Section.position"
    )
    wordings: Mapped[list["VersionWording"]] = relationship()


class VersionWording(Base):
    """One text of a version in one language.

    Paths: `survey.title|intro|thanks`, `section.CODE.title|intro`,
    `question.CODE.label|help|low|high|required`, `question.CODE.limit.N.message`,
    `question.CODE.column.CODE.label`, `question.CODE.choice.CODE.label|help`.
    `source_digest` is that of the source text that a translation was made of: where the source
    has changed since, the translation is stale.
    """

    __tablename__ = "version_wording"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    language: Mapped[str] = mapped_column(String(16), primary_key=True)
    text: Mapped[str] = mapped_column(Words)
    source_digest: Mapped[str | None] = mapped_column(String(64))


class Section(Base):
    """A page of a version; `settings`: `show_if`, `repeat`, and what an XLSForm said of it."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("version_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=EMPTY)

    version: Mapped[Version] = relationship(back_populates="sections")
    questions: Mapped[list["Question"]] = relationship(
        back_populates="section", order_by="Question.position"
    )


class Question(Base):
    """One question; `type` is a key of QUESTION_TYPES, `settings` are that type's own.

    Settings known to several rooms: `group` (a declared group to compare by) and `themed`
    (its words are themed), and the rules `show_if`, `require_if`, `limits`, `choice_filter`,
    `calculate` (see instruments/definition.py).
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("version_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    code: Mapped[str] = mapped_column(String(60))
    type: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    section: Mapped[Section] = relationship(back_populates="questions")
    choices: Mapped[list["Choice"]] = relationship(
        back_populates="question", order_by="Choice.position"
    )


class Choice(Base):
    """One choice of a question; its code is the same in every language.

    Settings: `exclusive` ("none of these"), `filter` (columns that a choice filter reads).
    """

    __tablename__ = "choice"
    __table_args__ = (UniqueConstraint("question_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=EMPTY)

    question: Mapped[Question] = relationship(back_populates="choices")
