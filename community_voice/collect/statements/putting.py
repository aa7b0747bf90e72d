"""Put the approved statements before people: each change of the set is a version of one survey."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.statements.definition import (
    SURVEY,
    labels_of,
    new_definition,
    votes_question,
)
from community_voice.collect.statements.service import APPROVED, statements_of
from community_voice.errors import Conflict, DomainError
from community_voice.instruments.carried import copy_reviews, open_carried
from community_voice.instruments.definition import (
    Definition,
    publish,
    read_definition,
    write_draft,
)
from community_voice.instruments.new_survey import make_draft
from community_voice.staff.audit import record_act
from community_voice.store import Engagement, Statement, Survey, Version
from community_voice.store.survey import VOTERS


@dataclass(frozen=True)
class OpenVote:
    """What people vote on now, and what putting the statements before them would change."""

    version: Version | None
    shown: frozenset[str]
    ready: frozenset[str]
    # Approved, but with no text in the survey's own language.
    untranslated: tuple[Statement, ...]
    language: str

    @property
    def has_changed(self) -> bool:
        """Say whether the set would be another."""
        return bool(self.ready) and self.shown != self.ready


def open_vote_of(session: Session, engagement: Engagement) -> OpenVote:
    """Compare the approved statements with those that people vote on."""
    version = newest_version(session, engagement)
    definition = read_definition(session, version) if version else new_definition(engagement)
    language = definition["source_language"]
    approved = statements_of(session, engagement, APPROVED)
    ready = [statement for statement in approved if language in statement.texts]
    return OpenVote(
        version,
        frozenset(labels_of(definition)) if version else frozenset(),
        frozenset(statement.code for statement in ready),
        tuple(statement for statement in approved if language not in statement.texts),
        language,
    )


def newest_version(session: Session, engagement: Engagement) -> Version | None:
    """Return the version that people vote on; refuses a survey of another kind in its place."""
    survey = session.scalar(
        select(Survey).where(Survey.engagement_id == engagement.id, Survey.slug == SURVEY)
    )
    if survey is None:
        return None
    if survey.audience != VOTERS or survey.kind != "survey":
        raise Conflict(
            _("Another survey has the address “%(slug)s”, which statements need.", slug=SURVEY)
        )
    published = [version for version in survey.versions if version.published_on is not None]
    if not published:
        raise Conflict(_("There is a draft of this survey already. Work on that one."))
    return published[-1]


def put_before_people(session: Session, engagement: Engagement) -> Version:
    """Publish a version with the statements that are approved now; the caller commits."""
    vote = open_vote_of(session, engagement)
    if not vote.ready:
        raise DomainError(_("No statement is approved yet."))
    if not vote.has_changed:
        raise Conflict(_("People vote on these statements already."))
    old = vote.version
    definition = read_definition(session, old) if old else new_definition(engagement)
    _fill(session, engagement, definition, vote.ready)
    version = _begin_after(session, old, definition) if old else None
    version = version or make_draft(session, engagement, definition, SURVEY, VOTERS)
    publish(session, version)
    open_carried(session, version)
    subject = f"{engagement.slug}/{SURVEY}/{version.number}"
    record_act(session, "statements.put", subject, detail={"statements": len(vote.ready)})
    return version


def _fill(
    session: Session, engagement: Engagement, definition: Definition, ready: frozenset[str]
) -> None:
    """Set the choices; translations that were made of a shown statement since come along."""
    question = votes_question(definition)
    if question is None:
        raise Conflict(_("The survey of statements has lost its question of votes."))
    before = labels_of(definition)
    statements = statements_of(session, engagement)
    for statement in statements:
        if statement.code in before:
            # Its translations belong to the translators' room by now.
            statement.texts = {**statement.texts, **before[statement.code]}
    question["choices"] = [
        {"code": statement.code, "label": dict(statement.texts)}
        for statement in statements
        if statement.code in ready
    ]


def _begin_after(session: Session, old: Version, definition: Definition) -> Version:
    if any(version.published_on is None for version in old.survey.versions):
        raise Conflict(_("There is a draft of this survey already. Work on that one."))
    new = Version(
        survey_id=old.survey_id,
        number=old.number + 1,
        source_language=old.source_language,
        languages=list(old.languages),
    )
    session.add(new)
    session.flush()
    write_draft(session, new, definition)
    copy_reviews(session, old, new)
    session.expire(old.survey)
    return new
