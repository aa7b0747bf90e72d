"""Make notes of a transcript's turns, once its host has said who is who."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.collect.listening.forms import keepable
from community_voice.collect.listening.incoming import Incoming
from community_voice.collect.listening.notes import derived_id, keep_note
from community_voice.collect.listening.speakers import MOST_SPEAKERS, speakers_of
from community_voice.collect.listening.transcripts.turns import (
    Turn,
    names_in,
    put_back,
    seems_a_name,
    seems_to_ask,
)
from community_voice.store import ListeningSession, SessionNote
from community_voice.store.columns import UNDETERMINED
from community_voice.store.listening import FACILITATOR, NOTED, VERBATIM

# What a name can stand for, beside a number.
ASKS, ROOM, NO_NAME = "facilitator", "room", "words"


@dataclass(frozen=True)
class Voice:
    """A name in a transcript: how often it speaks, its first words, and whom it seems to be.

    `seems` is "" for what stands in front of one colon alone: "Ben: Nobody came" and "What I
    need: a place to sleep" look the same. Its host says which it is.
    """

    place: int
    name: str
    count: int
    first: str
    seems: str


@dataclass(frozen=True)
class Brought:
    """How many notes came of a transcript, and how many were there already."""

    new: int
    known: int


def voices_of(
    session: Session, listening_session: ListeningSession, turns: Sequence[Turn]
) -> list[Voice]:
    """Return the names with a proposal for each; names are shown to the host and never stored."""
    following = _next_number(session, listening_session)
    voices = []
    for place, (name, count) in enumerate(names_in(turns)):
        first = next(turn.text for turn in turns if turn.name == name)
        seems = "" if name else ROOM
        if name and seems_to_ask(name):
            seems = ASKS
        elif name and seems_a_name(name, count) and following <= MOST_SPEAKERS:
            seems, following = str(following), following + 1
        voices.append(Voice(place, name, count, first[:160], seems))
    return voices


def bring(
    session: Session,
    listening_session: ListeningSession,
    turns: Sequence[Turn],
    who: Mapping[str, str],
    *,
    form: str = NOTED,
    language: str = UNDETERMINED,
) -> Brought:
    """Keep a note of every turn; the caller holds the session for a change, and commits.

    `who`: name -> a number, ASKS, ROOM or NO_NAME (its words go on with the turn before). The
    same transcript brought again makes nothing twice; where it is said now that its words were
    written down otherwise, that holds for the notes that nobody has changed since.
    """
    known_languages = {s.number: s.language for s in speakers_of(session, listening_session.id)}
    told = put_back(turns, [name for name, said in who.items() if said == NO_NAME])
    new = known = 0
    # Two files may both begin with "Yes.": only the whole of one tells that it came before.
    whole = [[turn.name, turn.text] for turn in turns]
    for place, turn in enumerate(told):
        note_id = derived_id(listening_session, "transcript", whole, place, turn.text)
        there = session.get(SessionNote, note_id)
        if there is not None:
            if there.revision == 1 and there.form in (NOTED, VERBATIM):
                there.form = form
            known += 1
            continue
        said = who.get(turn.name, ROOM)
        speaker = int(said) if said.isascii() and said.isdigit() else None
        tag = language if language != UNDETERMINED else known_languages.get(speaker or 0, language)
        note = Incoming(
            id=note_id,
            text=keepable(turn.text),
            speaker=speaker,
            form=FACILITATOR if said == ASKS else form,
            language=tag,
            consent="",
        )
        keep_note(session, listening_session, note)
        new += 1
    session.flush()
    return Brought(new, known)


def pack(turns: Sequence[Turn]) -> str:
    """Return turns as the text that travels with the page on which voices are confirmed."""
    return json.dumps([[turn.name, turn.text, turn.before] for turn in turns], ensure_ascii=False)


def unpack(text: str) -> list[Turn] | None:
    """Return the turns of such a text; None where it holds something else."""
    try:
        rows: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_sound = isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == 3 and all(isinstance(each, str) for each in row)
        for row in rows
    )
    return [Turn(*row) for row in rows if row[1].strip()] if is_sound else None


def _next_number(session: Session, listening_session: ListeningSession) -> int:
    """Return the first number after those that have spoken."""
    spoken = select(func.max(SessionNote.speaker)).where(
        SessionNote.session_id == listening_session.id
    )
    return (session.scalar(spoken) or 0) + 1
