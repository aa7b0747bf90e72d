"""Question types: one file a type, and a dict to read."""

from community_voice.questions.answers import AnswerRow, OwnWords, Problem, Shown
from community_voice.questions.asked import Asked, Option, ask
from community_voice.questions.fixed_choices import with_fixed_choices
from community_voice.questions.place_map import read_map_press
from community_voice.questions.question_type import QuestionType
from community_voice.questions.registry import QUESTION_TYPES
from community_voice.questions.typed import Typed, read_typed

__all__ = [
    "QUESTION_TYPES",
    "AnswerRow",
    "Asked",
    "Option",
    "OwnWords",
    "Problem",
    "QuestionType",
    "Shown",
    "Typed",
    "ask",
    "read_map_press",
    "read_typed",
    "with_fixed_choices",
]
