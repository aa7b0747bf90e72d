"""Recordings: who hears them writes them down, and then they are gone. The caller commits."""

from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.locale import INTERFACE_LANGUAGES, current_language
from community_voice.questions.typed import undo_transport
from community_voice.staff.audit import record_act
from community_voice.store import (
    Answer,
    AuditEntry,
    Engagement,
    Question,
    Response,
    Testimony,
    VersionWording,
    VoiceNote,
)
from community_voice.store.columns import UNDETERMINED, storable
from community_voice.store.wording import Phrase, Wordings

OPENED, ACCEPTED, DISCARDED = "recording.open", "recording.accept", "recording.discard"
LONGEST_TRANSCRIPT = 20_000


class Gone(Conflict):
    """Somebody else dealt with this recording, or its owner took it back."""


@dataclass(frozen=True)
class Heard:
    """One recording as its transcriber meets it: the question, and nothing of who answered."""

    id: str
    question: Phrase
    language: str
    size: int


@dataclass(frozen=True)
class Counts:
    """How many recordings wait, were written down, and could not be understood."""

    waiting: int
    written_down: int
    not_understood: int


class Place(NamedTuple):
    """Where the words of a recording belong."""

    response_id: str
    question_id: int
    instance: int
    language: str


def counts_of(session: Session, engagement: Engagement) -> Counts:
    """Count an engagement's recordings; what was done with those that are gone is in the log."""
    done = dict(
        session.execute(
            select(AuditEntry.act, func.count())
            .where(AuditEntry.subject == engagement.slug, AuditEntry.act.in_((ACCEPTED, DISCARDED)))
            .group_by(AuditEntry.act)
        )
        .tuples()
        .all()
    )
    waiting = session.scalar(select(func.count()).select_from(_notes_of(engagement).subquery()))
    return Counts(waiting or 0, done.get(ACCEPTED, 0), done.get(DISCARDED, 0))


def pick_waiting(session: Session, engagement: Engagement, but: str = "") -> str | None:
    """Return the key of a recording that waits, any of them: two people rarely meet the same.

    `but` is the one at hand, which is given again only where it is the last.
    """
    notes = _notes_of(engagement).order_by(VoiceNote.id == but, func.random()).limit(1)
    return session.scalar(notes)


def open_waiting(session: Session, engagement: Engagement, but: str = "") -> str | None:
    """Return the key of a recording to hear, and write into the log that one is heard."""
    key = pick_waiting(session, engagement, but)
    if key is not None:
        record_act(session, OPENED, engagement.slug, brings_words=True)
    return key


def find_note(session: Session, engagement: Engagement, note_id: str) -> VoiceNote:
    """Return a recording that waits in this engagement."""
    key = session.scalar(_notes_of(engagement).where(VoiceNote.id == note_id))
    note = session.get(VoiceNote, key) if key else None
    if note is None:
        raise NotFound(_("This recording is not here any more."))
    return note


def as_heard(session: Session, note: VoiceNote) -> Heard:
    """Return a recording with the question that it answers, in this reader's language."""
    question = session.get_one(Question, note.question_id)
    path = f"question.{question.code}.label"
    rows = session.scalars(
        select(VersionWording).where(
            VersionWording.version_id == question.version_id, VersionWording.path == path
        )
    )
    source = question.section.version.source_language
    label = Wordings(rows, current_language().tag, source)(path)
    return Heard(note.id, label, note.language, note.size)


def languages_spoken(heard: Heard) -> list[str]:
    """Return the languages a transcriber chooses from, that of the page first."""
    others = [tag for tag in INTERFACE_LANGUAGES if tag != heard.language]
    return [heard.language, *others, UNDETERMINED]


def read_transcript(text: str) -> str:
    """Return what was written down, to the letter, or say what is wrong with it."""
    text = undo_transport(text)
    if not text.strip():
        raise DomainError(_("Write down what you hear first."))
    if not storable(text):
        raise DomainError(_("There is a character in the text that we cannot keep."))
    over = len(text) - LONGEST_TRANSCRIPT
    if over > 0:
        raise DomainError(
            ngettext(
                "The text is %(num)s character too long.",
                "The text is %(num)s characters too long.",
                over,
            )
        )
    return text


def accept_transcript(
    session: Session, engagement: Engagement, note_id: str, text: str, language: str
) -> None:
    """Keep the words as their owner's answer, and delete the recording in the same transaction.

    Raises Gone where the recording is not there any more: whoever deletes the row is the one
    whose words count.
    """
    place = _take(session, engagement, note_id)
    response = session.get_one(Response, place.response_id)
    question = session.get_one(Question, place.question_id)
    answer = Answer(response_id=response.id, question_id=place.question_id, instance=place.instance)
    answer.testimony = Testimony(
        engagement_id=response.engagement_id,
        response_id=response.id,
        text=text,
        language=language,
        language_source="page" if language == place.language else _source_of(language),
        mode=response.mode,
        consent=response.consent,
        source="survey",
        verbatim=True,
        themed=bool(question.settings.get("themed", True)),
    )
    session.add(answer)
    record_act(session, ACCEPTED, engagement.slug, brings_words=True)


def discard_note(session: Session, engagement: Engagement, note_id: str) -> None:
    """Delete a recording that nobody can understand; the log counts it."""
    _take(session, engagement, note_id)
    record_act(session, DISCARDED, engagement.slug, brings_words=True)


def _take(session: Session, engagement: Engagement, note_id: str) -> Place:
    """Delete a recording and return where its words belong; only one caller gets them."""
    taken = session.execute(
        delete(VoiceNote)
        .where(VoiceNote.id == note_id, VoiceNote.id.in_(_notes_of(engagement)))
        .returning(
            VoiceNote.response_id, VoiceNote.question_id, VoiceNote.instance, VoiceNote.language
        )
        .execution_options(synchronize_session="fetch")
    ).one_or_none()
    if taken is None:
        raise Gone(_("This recording is not here any more."))
    return Place(*taken)


def _notes_of(engagement: Engagement) -> Select[tuple[str]]:
    return (
        select(VoiceNote.id)
        .join(Response, Response.id == VoiceNote.response_id)
        .where(Response.engagement_id == engagement.id)
    )


def _source_of(language: str) -> str:
    return "none" if language == UNDETERMINED else "declared"
