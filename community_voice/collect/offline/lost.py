"""What an entry would lose, as people know it: the words of questions and choices, not codes."""

from community_voice.answering.instrument import Instrument
from community_voice.questions import QUESTION_TYPES, Asked
from community_voice.questions.typed import MAIN
from community_voice.store.wording import Phrase


def told_field(instrument: Instrument, field: str, value: str) -> tuple[str, str]:
    """Return the question that a field belongs to, and what was answered there."""
    key, _dash, part = field.removeprefix("q-").partition("-")
    asked = instrument.question(key) if field.startswith("q-") else None
    return (asked.label.text, _told(asked, part or MAIN, value)) if asked else (field, value)


def _told(asked: Asked, part: str, value: str) -> str:
    """Return the words of a choice; whatever is none stays as it was typed."""
    kind = QUESTION_TYPES[asked.type]
    if part not in kind.parts(asked) or part in kind.word_parts(asked):
        return value
    shown = kind.show(asked, kind.rows(asked, {part: [value]}))
    words = [each.text for each in shown if isinstance(each, Phrase)]
    return ", ".join(words) or value
