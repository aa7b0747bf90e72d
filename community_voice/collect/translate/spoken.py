"""Spoken prompts: a question read aloud in one language; the caller commits."""

import hashlib
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.translate.room import Room, language_here
from community_voice.errors import DomainError, NotFound
from community_voice.instruments.definition import QuestionDict, digest, read_definition
from community_voice.staff.audit import record_act
from community_voice.store import SpokenPrompt
from community_voice.store.sound_kinds import PLAYED, kind_of

SOUND_LIMIT = 2 * 1024 * 1024
ADD, REMOVE = "spoken.add", "spoken.remove"


class UnusableSound(DomainError):
    """A file that is no recording, or too large a one."""

    status = 422


@dataclass(frozen=True)
class Spoken:
    """A question, its words in the language (empty: none yet), and its recording, if any."""

    number: int
    path: str
    words: str
    source: str
    prompt: SpokenPrompt | None
    words_changed: bool


def spoken_language(room: Room, asked: str) -> str:
    """Return the language of an address: the survey's own can be read aloud too."""
    return asked if asked == room.version.source_language else language_here(room, asked)


def read_spoken(session: Session, room: Room, tag: str) -> list[Spoken]:
    """Return every question with its recording in a language."""
    prompts = {
        prompt.path: prompt
        for prompt in session.scalars(
            select(SpokenPrompt).where(
                SpokenPrompt.version_id == room.version.id, SpokenPrompt.language == tag
            )
        )
    }
    return [
        _spoken(number, question, tag, room.version.source_language, prompts)
        for number, question in enumerate(_questions(session, room), 1)
    ]


def find_prompt(session: Session, room: Room, tag: str, path: str) -> SpokenPrompt:
    """Return one recording, or say that there is none."""
    found = session.scalar(
        select(SpokenPrompt).where(
            SpokenPrompt.version_id == room.version.id,
            SpokenPrompt.language == tag,
            SpokenPrompt.path == path[:200].replace("\x00", ""),
        )
    )
    if found is None:
        raise NotFound(_("There is no recording of this text."))
    return found


def keep_sound(session: Session, room: Room, tag: str, path: str, content: bytes) -> None:
    """Keep a recording of a question, in place of the one before."""
    if path not in {_path(question) for question in _questions(session, room)}:
        raise NotFound(_("This version has no such question."))
    if not content:
        raise UnusableSound(_("Choose a recording first."))
    if len(content) > SOUND_LIMIT:
        raise UnusableSound(_("This recording is too large: two megabytes are the most."))
    media_type = kind_of(content, PLAYED)
    if not media_type:
        told = _("This is no recording that phones play: use MP3, M4A, AAC, OGG (Opus) or WAV.")
        raise UnusableSound(told)
    spoken = {each.path: each for each in read_spoken(session, room, tag)}[path]
    prompt = spoken.prompt or SpokenPrompt(version_id=room.version.id, path=path, language=tag)
    prompt.media_type, prompt.sound, prompt.size = media_type, content, len(content)
    prompt.digest = hashlib.sha256(content).hexdigest()
    prompt.text_digest = digest(spoken.words or spoken.source)
    session.add(prompt)
    detail = {"language": tag, "path": path, "bytes": len(content)}
    record_act(session, ADD, room.subject, detail=detail)
    session.flush()


def remove_sound(session: Session, room: Room, tag: str, path: str) -> None:
    """Delete a recording."""
    session.delete(find_prompt(session, room, tag, path))
    record_act(session, REMOVE, room.subject, detail={"language": tag, "path": path})
    session.flush()


def _questions(session: Session, room: Room) -> list[QuestionDict]:
    definition = read_definition(session, room.version)
    return [question for section in definition["sections"] for question in section["questions"]]


def _path(question: QuestionDict) -> str:
    return f"question.{question['code']}.label"


def _spoken(
    number: int,
    question: QuestionDict,
    tag: str,
    source_language: str,
    prompts: dict[str, SpokenPrompt],
) -> Spoken:
    path, source = _path(question), question["label"].get(source_language, "")
    words = question["label"].get(tag, "")
    prompt = prompts.get(path)
    changed = prompt is not None and prompt.text_digest != digest(words or source)
    return Spoken(number, path, words, source, prompt, changed)
