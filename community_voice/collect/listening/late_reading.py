"""Late notes of a session as staff see them, and what can be done with each."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.listening.contributions import contribution_id, testimony_of
from community_voice.collect.listening.late import WAY
from community_voice.collect.listening.late_asks import OF_NOTE, OF_SPEAKER
from community_voice.collect.listening.speakers import find_speaker
from community_voice.errors import NotFound
from community_voice.store import (
    AnalysisRun,
    AsideEntry,
    Coding,
    Contribution,
    ListeningSession,
    Release,
    Segment,
    SessionNote,
    Testimony,
)
from community_voice.store.columns import storable
from community_voice.store.listening import FACILITATOR
from community_voice.store.release import ReleaseVoice

WAITING, STORED, SET_ASIDE = "waiting", "stored", "set_aside"


@dataclass(frozen=True)
class LateNote:
    """A late note as staff see it; `problem` says why it cannot be added, or taken back.

    `asks` says what it takes back (see late_asks), `sent` is the Testimony that it means.
    """

    entry: AsideEntry
    note: SessionNote
    problem: str = ""
    is_withdrawn: bool = False
    asks: str = ""
    sent: Testimony | None = None

    @property
    def is_of_speaker(self) -> bool:
        """Say whether this is what a speaker allows, and no note."""
        return self.entry.submission_id.startswith(OF_SPEAKER)


def late_notes(session: Session, listening_session: ListeningSession) -> list[LateNote]:
    """Return the late notes of a session, those of the first day first."""
    query = select(AsideEntry).where(
        AsideEntry.engagement_id == listening_session.engagement_id,
        AsideEntry.way == WAY,
        AsideEntry.content["session"].as_integer() == listening_session.id,
    )
    return [
        read_late(session, listening_session, entry)
        for entry in session.scalars(query.order_by(AsideEntry.came_on, AsideEntry.id))
    ]


def find_late(session: Session, listening_session: ListeningSession, aside_id: str) -> AsideEntry:
    """Return one late note of this session, held for a change, or say that there is none."""
    found = session.get(AsideEntry, aside_id, with_for_update=True) if storable(aside_id) else None
    if found is None or found.way != WAY or found.content.get("session") != listening_session.id:
        raise NotFound(_("There is no such note."))
    return found


def late_keys(listening_session: ListeningSession, notes: list[LateNote]) -> set[str]:
    """Return the keys of the contributions that came late."""
    stored = [each for each in notes if each.entry.state == STORED and not each.asks]
    return {contribution_id(listening_session, each.note.id) for each in stored}


def read_late(session: Session, listening_session: ListeningSession, entry: AsideEntry) -> LateNote:
    """Read a note out of what was kept of it, and say what can be done with it."""
    said = entry.content
    note = SessionNote(
        id=entry.submission_id.removeprefix(OF_NOTE),
        session_id=listening_session.id,
        speaker=said.get("speaker"),
        form=said["form"],
        language=said["language"],
        question_id=said.get("question"),
        consent=said["consent"],
        text=said["fields"][0][1],
    )
    if said.get("asks"):
        return _read_asking(session, entry, note)
    if entry.state == WAITING:
        return LateNote(entry, note, _why_not_added(session, listening_session, note))
    if entry.state == STORED:
        return LateNote(entry, note, *_why_it_stays(session, listening_session, note))
    return LateNote(entry, note)


def _read_asking(session: Session, entry: AsideEntry, note: SessionNote) -> LateNote:
    key = entry.content.get("of")
    sent = testimony_of(session, key)
    problem = ""
    if entry.state == STORED:
        problem = str(_("This cannot be taken back."))
    elif note.form == FACILITATOR and key is not None:
        problem = str(_("It is never counted, themed or quoted."))
    elif key is not None and sent is None:
        problem = str(_("These words were withdrawn."))
    return LateNote(entry, note, problem, asks=entry.content["asks"], sent=sent)


def _why_not_added(session: Session, listening_session: ListeningSession, note: SessionNote) -> str:
    key = contribution_id(listening_session, note.id)
    if key in listening_session.taken_out:
        return str(_("The note was deleted."))
    if session.get(Contribution, key) is not None:
        return str(_("Another state of this note is in the session already."))
    if note.speaker is not None and _took_back(session, listening_session, note.speaker):
        return str(_("This speaker took back what they said."))
    return ""


def _took_back(session: Session, listening_session: ListeningSession, number: int) -> bool:
    """Say whether a speaker who spoke has no Response any more."""
    speaker = find_speaker(session, listening_session, number)
    spoke = select(Contribution.id).where(
        Contribution.session_id == listening_session.id, Contribution.speaker == number
    )
    is_gone = speaker is not None and speaker.response_id is None
    return is_gone and session.scalar(spoke.limit(1)) is not None


def _why_it_stays(
    session: Session, listening_session: ListeningSession, note: SessionNote
) -> tuple[str, bool]:
    """Return why an added note cannot be taken back, and whether its words were withdrawn."""
    key = contribution_id(listening_session, note.id)
    said = testimony_of(session, key)
    if said is None and note.form != FACILITATOR:
        return str(_("These words were withdrawn.")), True
    if said is not None and is_released(session, said):
        return str(_("A release counts this answer. It cannot be taken back.")), False
    return "", False


def is_released(session: Session, said: Testimony) -> bool:
    """Say whether a release counts these words: its run read them, and it counts their voice."""
    segments = set(session.scalars(select(Segment.id).where(Segment.testimony_id == said.id)))
    counted = (
        select(Release.run_id)
        .join(ReleaseVoice, ReleaseVoice.release_id == Release.id)
        .where(ReleaseVoice.response_id == said.response_id)
    )
    runs = session.scalars(select(AnalysisRun).where(AnalysisRun.id.in_(counted))).all()
    coded = select(Coding.id).where(
        Coding.segment_id.in_(segments), Coding.run_id.in_({run.id for run in runs})
    )
    unthemed = [segments & set(run.results.get("unthemed", [])) for run in runs]
    return any(unthemed) or session.scalar(coded.limit(1)) is not None
