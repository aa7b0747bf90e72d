"""Questions as paper asks them: a short code, boxes with letters, rows, and lines."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from community_voice.questions import QUESTION_TYPES, Asked
from community_voice.questions.acknowledgement import TICKED, Acknowledgement
from community_voice.questions.asked import NOTHING
from community_voice.questions.fixed_choices import NOT_SURE
from community_voice.questions.grid import Grid
from community_voice.questions.long_text import LongText
from community_voice.questions.question_type import interface
from community_voice.questions.scale import Scale
from community_voice.questions.statement_votes import StatementVotes
from community_voice.questions.typed import MAIN, OTHER, OTHER_CHOSEN
from community_voice.questions.yes_no import YesNo
from community_voice.store.wording import Phrase


@dataclass(frozen=True)
class Box:
    """One box to tick: the letter beside it, and the answer that it stands for."""

    letter: str
    value: str
    label: Phrase
    help: Phrase = NOTHING


@dataclass(frozen=True)
class Row:
    """One row of a table; an item that is none has a single row without words."""

    part: str
    number: str = ""
    label: Phrase = NOTHING


@dataclass(frozen=True)
class Item:
    """One question of a form, once it is known where it stands."""

    short: str
    asked: Asked
    shape: str
    boxes: tuple[Box, ...] = ()
    rows: tuple[Row, ...] = ()

    def letters(self, part: str = MAIN) -> str:
        """Return the name (and id) of the field into which letters are typed."""
        return "k" + self.asked.field(part)[1:]

    def code(self, part: str = MAIN) -> str:
        """Return the short code of the question, or of one of its rows."""
        row = next((row for row in self.rows if row.part == part and row.number), None)
        return f"{self.short}.{row.number}" if row else self.short

    @property
    def has_other(self) -> bool:
        """Say whether "something else" has a line."""
        return OTHER in QUESTION_TYPES[self.asked.type].parts(self.asked)

    @property
    def takes_one(self) -> bool:
        """Say whether one box is to be ticked, in the whole or in a row."""
        return self.asked.type != "several_choices"

    @property
    def lines(self) -> int:
        """Return how many lines there are to write on: handwriting needs more room than type."""
        kind = QUESTION_TYPES[self.asked.type]
        found = kind.lines(self.asked) if isinstance(kind, LongText) else 1
        return found + 2 if found > 1 else found


def letter_of(place: int) -> str:
    """Return a, b, ... z, aa, ab, ... for places from 0."""
    letters = chr(ord("a") + place % 26)
    return letters if place < 26 else letter_of(place // 26 - 1) + letters


def _lettered(options: list[tuple[str, Phrase, Phrase]]) -> tuple[Box, ...]:
    return tuple(Box(letter_of(place), *option) for place, option in enumerate(options))


def _choices(asked: Asked) -> tuple[Box, ...]:
    options = [(option.code, option.label, option.help) for option in asked.options]
    if asked.settings.get("other") and OTHER in QUESTION_TYPES[asked.type].parts(asked):
        options.append((OTHER_CHOSEN, interface(_("Something else")), NOTHING))
    return _lettered(options)


def _yes_no(asked: Asked) -> tuple[Box, ...]:
    return _lettered([(each.code, each.label, each.help) for each in YesNo().options(asked)])


def _steps(asked: Asked) -> tuple[Box, ...]:
    kind, steps = Scale(), Scale().steps(asked)
    ends = {steps[0]: asked.low, steps[-1]: asked.high} if steps else {}
    boxes = [Box(str(step), str(step), ends.get(step, NOTHING)) for step in steps]
    if kind.offers_not_sure(asked):
        boxes.append(Box("?", NOT_SURE, interface(_("Not sure"))))
    return tuple(boxes)


def _tick(asked: Asked) -> tuple[Box, ...]:
    return (Box("x", TICKED, Acknowledgement().box_label(asked)),)


def _columns(asked: Asked) -> tuple[Box, ...]:
    return _lettered([(each.code, each.label, NOTHING) for each in Grid().columns(asked)])


def _votes(asked: Asked) -> tuple[Box, ...]:
    labels = StatementVotes().labels()
    return _lettered([(vote, interface(label), NOTHING) for vote, label in labels.items()])


def _none(_asked: Asked) -> tuple[Box, ...]:
    return ()


# How each question type stands on paper: its shape, and the boxes that it has. A shape is a
# partial of templates/paper/printed and of templates/paper/typed. What has no shape of questions
# ("note", "left_off", "unseen") has no short code either.
SHAPES: dict[str, tuple[str, Callable[[Asked], tuple[Box, ...]]]] = {
    "consent": ("boxes", _choices),
    "one_choice": ("boxes", _choices),
    "several_choices": ("boxes", _choices),
    "yes_no": ("boxes", _yes_no),
    "scale": ("boxes", _steps),
    "place": ("boxes", _choices),
    "acknowledgement": ("boxes", _tick),
    "grid": ("table", _columns),
    "statement_votes": ("table", _votes),
    "ranking": ("order", _choices),
    "number": ("cells", _none),
    "date": ("cells", _none),
    "time": ("cells", _none),
    "short_text": ("lines", _none),
    "long_text": ("lines", _none),
    "note": ("note", _none),
    # A contact is sealed under a receipt that nobody has when the form is typed; paper is silent.
    "contact": ("left_off", _none),
    "voice_note": ("left_off", _none),
    "calculated": ("unseen", _none),
}
ASKING = ("boxes", "table", "order", "cells", "lines")


def asks(asked: Asked) -> bool:
    """Say whether paper asks this question."""
    return SHAPES[asked.type][0] in ASKING


def item_of(asked: Asked, short: str) -> Item:
    """Return a question as paper asks it."""
    shape, boxes_of = SHAPES[asked.type]
    rows: tuple[Row, ...] = (Row(MAIN),)
    if shape == "table":
        rows = tuple(
            Row(option.code, str(number), option.label)
            for number, option in enumerate(asked.options, start=1)
        )
    return Item(short, asked, shape, boxes_of(asked), rows)


def range_told(asked: Asked) -> str:
    """Say between which numbers an answer lies, where the question says so."""
    low, high = (asked.settings.get(name) for name in ("min", "max"))
    if asked.type != "number" or not isinstance(low, int) or not isinstance(high, int):
        return ""
    return str(_("From %(low)s to %(high)s", low=format_decimal(low), high=format_decimal(high)))
