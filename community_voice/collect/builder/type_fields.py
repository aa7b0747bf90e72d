"""What each question type is for, and the settings of its own that the builder asks for."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from community_voice.questions.voice_note import FEWEST_SECONDS, MOST_SECONDS

WHOLE, DECIMAL, FLAG, PICK, DAY, CLOCK = "whole", "decimal", "flag", "pick", "day", "clock"


@dataclass(frozen=True)
class Field:
    """One setting: how it is typed, what it is called, and between which numbers it lies."""

    name: str
    kind: str
    label: LazyString
    help: LazyString | str = ""
    default: bool = False
    least: int | None = None
    most: int | None = None
    options: tuple[tuple[str, LazyString], ...] = ()


# Name and one line on each type, in the groups in which they are offered.
GROUPS: tuple[tuple[LazyString, tuple[str, ...]], ...] = (
    (_l("Choices"), ("one_choice", "several_choices", "yes_no", "ranking", "place")),
    (_l("Opinions"), ("scale", "grid", "statement_votes")),
    (_l("Words"), ("long_text", "short_text", "voice_note")),
    (_l("Numbers and days"), ("number", "date", "time", "calculated")),
    (_l("Said to the person"), ("note", "acknowledgement", "consent", "contact")),
)
TYPES: dict[str, tuple[LazyString, LazyString]] = {
    "one_choice": (_l("One choice"), _l("A list of which people choose one.")),
    "several_choices": (_l("Several choices"), _l("A list of which people choose as many as fit.")),
    "yes_no": (_l("Yes, no, not sure"), _l("Three buttons, named in every language already.")),
    "ranking": (_l("Ranking"), _l("People put choices in order: first, second, third.")),
    "place": (
        _l("Area on a list or map"),
        _l("A named area from a list or a small map, never a finer point."),
    ),
    "scale": (_l("Scale"), _l("A number between two ends that have words, such as 1 to 5.")),
    "grid": (_l("Grid"), _l("The same answers for several rows, such as agree to disagree.")),
    "statement_votes": (_l("Statements to vote on"), _l("Agree, disagree or pass, one by one.")),
    "long_text": (_l("Long text"), _l("A story or an opinion in people's own words.")),
    "short_text": (_l("Short text"), _l("A few words on one line, or a link or an address.")),
    "voice_note": (_l("Voice note"), _l("People may speak instead of writing.")),
    "number": (_l("Number"), _l("Digits, between limits if you set them.")),
    "date": (_l("Date"), _l("A day.")),
    "time": (_l("Time"), _l("A time of the day.")),
    "calculated": (_l("Calculated"), _l("Worked out from answers; nobody sees a field for it.")),
    "note": (_l("Note"), _l("Words to read, with nothing to answer.")),
    "acknowledgement": (_l("Acknowledgement"), _l("A box to tick: “I have read this”.")),
    "consent": (_l("Consent"), _l("What may be done with a person's words.")),
    "contact": (_l("Contact"), _l("How to reach a person, kept apart from the answers.")),
}
WITH_CHOICES = (
    *("one_choice", "several_choices", "ranking", "place", "grid", "statement_votes"),
    *("consent", "yes_no"),
)
# Their choices have codes that are the same in every survey.
WITH_FIXED_CHOICES = ("consent", "yes_no")
NEEDS_CHOICES = ("one_choice", "several_choices", "ranking", "grid", "statement_votes", "consent")
WITH_EXCLUSIVE = ("several_choices",)
WITH_FILTER = ("one_choice", "several_choices", "ranking", "place", "grid", "statement_votes")
# The words of a scale's ends; those beside the box of an acknowledgement.
WITH_LOW = {
    "scale": _l("Words of the lowest number"),
    "acknowledgement": _l("Words beside the box (empty: “I have read this”)"),
}
WITH_HIGH = {"scale": _l("Words of the highest number")}
# Nothing, or nothing that can be asked for, is answered.
WITHOUT_ANSWER = ("note", "calculated", "voice_note", "consent")
WITHOUT_LIMITS = (
    *("note", "calculated", "contact", "voice_note", "consent"),
    *("grid", "statement_votes"),
)

OTHER = Field("other", FLAG, _l("People can also write something else"))
SHUFFLE = Field(
    "shuffle",
    FLAG,
    _l("Shuffle the choices"),
    _l("Each person sees them in another order, so that none gains by its place."),
)
GROUP = Field(
    "group",
    FLAG,
    _l("A group to compare by"),
    _l("Results can be compared between people who answered this differently."),
)
NOT_SURE = Field("not_sure", FLAG, _l("“Not sure” can be chosen"), default=True)
TODAY = _l("A day such as 2026-12-31, or the word today.")
FIELDS: dict[str, tuple[Field, ...]] = {
    "one_choice": (OTHER, SHUFFLE, GROUP),
    "several_choices": (OTHER, SHUFFLE),
    "yes_no": (NOT_SURE, GROUP),
    "place": (OTHER, GROUP),
    "ranking": (
        Field("top", WHOLE, _l("How many places"), _l("Empty: all."), least=1, most=50),
        SHUFFLE,
    ),
    "scale": (
        Field("low", WHOLE, _l("Lowest number"), _l("Empty: 1."), least=0, most=10),
        Field("high", WHOLE, _l("Highest number"), _l("Empty: 5."), least=1, most=11),
        NOT_SURE,
    ),
    "grid": (NOT_SURE, SHUFFLE),
    "statement_votes": (SHUFFLE,),
    "long_text": (
        Field(
            "max_length", WHOLE, _l("Most characters"), _l("Empty: 20,000."), least=1, most=20000
        ),
        Field(
            "themed",
            FLAG,
            _l("Find themes in these words"),
            _l("Leave it off for names and the like."),
            default=True,
        ),
    ),
    "short_text": (
        Field("max_length", WHOLE, _l("Most characters"), _l("Empty: 300."), least=1, most=2000),
        Field(
            "kind",
            PICK,
            _l("What is written"),
            options=(
                ("", _l("words")),
                ("link", _l("a web address")),
                ("email", _l("an e-mail address")),
                ("phone", _l("a telephone number")),
            ),
        ),
        Field("themed", FLAG, _l("Find themes in these words")),
    ),
    "voice_note": (
        Field(
            "max_seconds",
            WHOLE,
            _l("Longest recording, in seconds"),
            least=FEWEST_SECONDS,
            most=MOST_SECONDS,
        ),
    ),
    "number": (
        Field("min", DECIMAL, _l("Smallest number")),
        Field("max", DECIMAL, _l("Largest number")),
        Field("decimals", WHOLE, _l("Decimals"), _l("Empty: whole numbers."), least=0, most=6),
    ),
    "date": (
        Field("time", FLAG, _l("With a time of the day")),
        Field("min", DAY, _l("First day"), TODAY),
        Field("max", DAY, _l("Last day"), TODAY),
    ),
    "time": (
        Field("min", CLOCK, _l("Earliest time")),
        Field("max", CLOCK, _l("Latest time")),
    ),
}


def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the settings that the builder asks of a type."""
    return FIELDS.get(kind, ())


def name_of(kind: str) -> str:
    """Return what a type is called; one that came later is named by its own name."""
    return str(TYPES[kind][0]) if kind in TYPES else kind
