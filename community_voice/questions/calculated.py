"""Calculated: a value that rules make of other answers; it is never asked, shown or stored."""

from community_voice.questions.note import Note


class Calculated(Note):
    """Its setting `calculate` is a rule, which instruments.logic evaluates."""

    name = "calculated"
    is_shown = False
