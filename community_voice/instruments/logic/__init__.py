"""Rules of an instrument: trees that the server and the page evaluate alike."""

from community_voice.instruments.logic.evaluate import evaluate
from community_voice.instruments.logic.faults import find_faults
from community_voice.instruments.logic.fold import fold
from community_voice.instruments.logic.known import Known, KnownQuestion, known_of
from community_voice.instruments.logic.tree import INSTANCES, Expr, references
from community_voice.instruments.logic.values import Value, as_text, truth

__all__ = [
    "INSTANCES",
    "Expr",
    "Known",
    "KnownQuestion",
    "Value",
    "as_text",
    "evaluate",
    "find_faults",
    "fold",
    "known_of",
    "references",
    "truth",
]
