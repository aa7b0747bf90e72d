"""Statements of an engagement: written, found, translated, approved, declined; the caller commits.

A statement's text never changes once people could vote on it: then its code stands for it.
"""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.statements.allowed import (
    Passage,
    permit_words,
    stands_in,
)
from community_voice.collect.statements.definition import SURVEY, VOTES
from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import (
    Account,
    Choice,
    Engagement,
    Question,
    Statement,
    Survey,
    Version,
)
from community_voice.store.columns import storable
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

PROPOSED, APPROVED, DECLINED, RETIRED = STATES = ("proposed", "approved", "declined", "retired")
MOST_LETTERS = 300


def engagement_to_change(session: Session, slug: str) -> Engagement:
    """Begin to write, and keep others off an engagement's statements until the commit.

    A statement that is put before people must be the one that its text was changed to last.
    """
    begin_writing(session)
    engagement = engagement_named(session, slug)
    row = select(Engagement.id).where(Engagement.id == engagement.id)
    session.scalar(row.with_for_update(key_share=True))
    return engagement


def statements_of(
    session: Session, engagement: Engagement, state: str = "", words: str = ""
) -> list[Statement]:
    """Return the statements of a state whose text, in any language, holds the words."""
    query = select(Statement).where(Statement.engagement_id == engagement.id)
    if state in STATES:
        query = query.where(Statement.state == state)
    wanted = words.casefold()
    return [
        statement
        for statement in session.scalars(query.order_by(Statement.id))
        if any(wanted in text.casefold() for text in statement.texts.values())
    ]


def find_statement(session: Session, engagement: Engagement, statement_id: int) -> Statement:
    """Return one statement of this engagement."""
    found = session.get(Statement, statement_id)
    if found is None or found.engagement_id != engagement.id:
        raise NotFound(_("There is no such statement."))
    return found


def propose(
    session: Session,
    engagement: Engagement,
    text: str,
    language: str,
    author: Account,
    passage: Passage | None = None,
) -> Statement:
    """Keep a statement that staff wrote; it is shown to nobody until it is approved.

    One that stands in the words of the passage it began with, or of one person who allowed that
    they are shown, goes when these are withdrawn.
    """
    refuse_other_language(engagement, language)
    holder = permit_words(session, engagement, [text])
    is_theirs = passage is not None and stands_in(text, passage.text)
    statement = Statement(
        engagement_id=engagement.id,
        code=next_code(session, engagement),
        language=language,
        texts={language: checked(text)},
        origin="staff",
        testimony_id=passage.testimony_id if passage and is_theirs else holder,
        written_by_id=author.id,
    )
    session.add(statement)
    session.flush()
    _note(session, engagement, "statement.write", statement)
    return statement


def change_texts(
    session: Session, engagement: Engagement, statement: Statement, texts: Mapping[str, str]
) -> None:
    """Keep the texts by language; an empty one is taken away, that in its own language is not."""
    if statement.code in shown_codes(session, engagement):
        raise Conflict(
            _("People could vote on this statement already: it does not change any more.")
        )
    kept = {tag: checked(text) for tag, text in texts.items() if text.strip()}
    own = statement.texts[statement.language]
    if statement.origin == "resident" or statement.language not in kept:
        kept[statement.language] = own
    holder = permit_words(session, engagement, kept.values(), known=statement.texts.values())
    statement.texts = kept
    _tie(statement, holder)
    session.flush()
    _note(session, engagement, "statement.change", statement)


def set_state(session: Session, engagement: Engagement, statement: Statement, state: str) -> None:
    """Approve, decline or retire a statement, or make it a proposal again."""
    if state not in STATES:
        raise DomainError(_("We could not read that. Go back and try again."))
    if statement.state == state:
        return
    # A resident's was proposed by somebody who allowed that it is shown.
    if state == APPROVED and statement.origin != "resident":
        _tie(statement, permit_words(session, engagement, statement.texts.values()))
    statement.state = state
    session.flush()
    _note(session, engagement, f"statement.{state}", statement)


def _tie(statement: Statement, holder: str | None) -> None:
    """Tie what staff wrote to the one person whose words it holds: with them it is withdrawn."""
    if statement.origin == "staff" and statement.testimony_id is None:
        statement.testimony_id = holder


def shown_codes(session: Session, engagement: Engagement) -> set[str]:
    """Return the codes of the statements that stand in a published version, of any day."""
    rows = session.scalars(
        select(Choice.code)
        .join(Question, Question.id == Choice.question_id)
        .join(Version, Version.id == Question.version_id)
        .join(Survey, Survey.id == Version.survey_id)
        .where(
            Survey.engagement_id == engagement.id,
            Survey.slug == SURVEY,
            Question.code == VOTES,
            Version.published_on.is_not(None),
        )
    )
    return set(rows)


def languages_of(engagement: Engagement) -> list[str]:
    """Return the languages a statement may be written in, the engagement's own first."""
    return list(dict.fromkeys([engagement.source_language, *engagement.languages]))


def refuse_other_language(engagement: Engagement, language: str) -> None:
    """Refuse a language that the engagement does not have."""
    if language not in languages_of(engagement):
        raise DomainError(_("Choose one of the list."))


def checked(text: str) -> str:
    """Return a statement's text on one line, or say what is wrong with it."""
    text = " ".join(text.split())
    if not text:
        raise DomainError(_("Write the statement first."))
    if len(text) > MOST_LETTERS:
        raise DomainError(
            _("A statement has at most %(most)s letters: one thought.", most=MOST_LETTERS)
        )
    if not storable(text):
        raise DomainError(_("There is a mark in this text that we cannot keep."))
    return text


def next_code(session: Session, engagement: Engagement, stem: str = "s") -> str:
    """Return a code that no statement of the engagement has: s1, s2 ..."""
    taken = codes_of(session, engagement)
    number = len(taken) + 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def codes_of(session: Session, engagement: Engagement) -> Sequence[str]:
    """Return the codes of all statements of an engagement."""
    query = select(Statement.code).where(Statement.engagement_id == engagement.id)
    return session.scalars(query).all()


def subject_of(engagement: Engagement, statement: Statement) -> str:
    """Return what the log calls a statement."""
    return f"{engagement.slug}/statements/{statement.code}"


def _note(session: Session, engagement: Engagement, act: str, statement: Statement) -> None:
    record_act(session, act, subject_of(engagement, statement))
