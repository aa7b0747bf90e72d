"""The rules of advice, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from community_voice.instruments.advice.advice import Advice, Survey
from community_voice.instruments.advice.audio import advise_audio
from community_voice.instruments.advice.direction_marks import advise_direction_marks
from community_voice.instruments.advice.leading import advise_leading
from community_voice.instruments.advice.loaded_purpose import advise_loaded_purpose
from community_voice.instruments.advice.placeholders import advise_placeholders
from community_voice.instruments.advice.reading_grade import advise_reading_grade
from community_voice.instruments.advice.sentence_length import advise_sentence_length
from community_voice.instruments.advice.translation_length import advise_translation_length
from community_voice.instruments.advice.two_questions import advise_two_questions
from community_voice.instruments.advice.unanswerable import advise_unanswerable
from community_voice.instruments.advice.way_out import advise_way_out

if TYPE_CHECKING:
    from community_voice.instruments.definition import Definition

ADVICE: dict[str, Callable[[Survey], Iterator[Advice]]] = {
    "unanswerable": advise_unanswerable,
    "reading_grade": advise_reading_grade,
    "sentence_length": advise_sentence_length,
    "two_questions": advise_two_questions,
    "leading": advise_leading,
    "loaded_purpose": advise_loaded_purpose,
    "way_out": advise_way_out,
    "placeholders": advise_placeholders,
    "direction_marks": advise_direction_marks,
    "translation_length": advise_translation_length,
    "audio": advise_audio,
}


def advise(
    definition: Definition, audio_paths: Collection[tuple[str, str]] = frozenset()
) -> list[Advice]:
    """List what could be better in an instrument, what blocks publishing first.

    `audio_paths` names the texts that can be heard, as (path, language).
    """
    survey = Survey(definition, frozenset(audio_paths))
    found = [advice for rule in ADVICE.values() for advice in rule(survey)]
    return sorted(found, key=lambda advice: not advice.is_blocking)
