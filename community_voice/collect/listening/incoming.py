"""A note as it comes from a page or a device, and how it compares with what is there."""

from dataclasses import dataclass, replace

from community_voice.store import SessionNote
from community_voice.store.columns import CONSENTS
from community_voice.store.listening import FACILITATOR


@dataclass(frozen=True)
class Incoming:
    """A note as it comes from a page or a device.

    `base` is the revision that it was changed from; None where the device does not say.
    `position` None: it goes to the end. `consent` "": what its speaker allows. `is_cut`: words
    were taken out of the state before, so that this is no beginning of what was typed on.
    """

    id: str
    text: str
    revision: int = 1
    base: int | None = None
    position: float | None = None
    speaker: int | None = None
    form: str = "noted"
    language: str = "und"
    question_id: int | None = None
    consent: str = "counted"
    is_deleted: bool = False
    is_cut: bool = False


def was_changed(found: SessionNote, note: Incoming) -> bool:
    """Say whether a note was changed after the state that this one was made of.

    Where the device only missed our answer, what is there stands in the new words whole.
    """
    if note.base is None or note.base >= found.revision:
        return False
    is_its_own = is_same(found, replace(note, text=found.text))
    return not (is_its_own and note.text.startswith(found.text))


def was_typed_on(found: SessionNote, note: Incoming) -> bool:
    """Say whether what is there begins with these words, and is told the same of them.

    Words cut off in front, or another speaker, are a change that somebody made, not an old state.
    """
    is_told_the_same = is_same(found, replace(note, text=found.text, consent=found.consent))
    return is_told_the_same and found.text.startswith(note.text.strip())


def is_same(found: SessionNote, note: Incoming) -> bool:
    """Say whether a note is there just as it comes; its place among the others is no part."""
    there = (found.text, found.speaker, found.form, found.language, found.question_id)
    return (*there, found.consent, found.is_deleted) == content_of(note)


def content_of(note: Incoming) -> tuple[object, ...]:
    """Return all that a note says."""
    said = (note.text, speaker_of(note), note.form, note.language, note.question_id)
    return (*said, note.consent, note.is_deleted)


def speaker_of(note: Incoming) -> int | None:
    """Return whose words these are; a facilitator has no number."""
    return None if note.form == FACILITATOR else note.speaker


def lesser(*consents: str) -> str:
    """Return that of some consents which allows least."""
    return min(consents, key=CONSENTS.index)
