"""Whether settings have the shape that whoever reads them counts on, wherever they came from.

What a person types in the builder is read field by field and cannot be of another shape; a file
brings settings whole. Only what is named here is asked about: nobody reads anything else.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from community_voice.instruments.definition import CODE, Definition
from community_voice.instruments.logic.faults import shape_faults, too_large
from community_voice.store.columns import storable

Check = Callable[[Any], bool]

LARGEST = 1e20
RULES = ("show_if", "require_if", "choice_filter", "calculate")
MOST_INSTANCES = 50
LONGEST_TEXT = 300


def is_rule(value: object) -> bool:
    """Say whether this is a rule, whatever it names."""
    return isinstance(value, dict) and not too_large(value) and not list(shape_faults(value))


def is_number(value: object) -> bool:
    """Say whether this is a number that a question may have as its end."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


def is_whole(value: object) -> bool:
    """Say whether this is a whole number that counts something."""
    return isinstance(value, int) and is_number(value)


def is_text(value: object) -> bool:
    """Say whether this is a short text that can be kept."""
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and storable(value)


def is_flag(value: object) -> bool:
    """Say whether this is yes or no."""
    return isinstance(value, bool)


def is_repeat(value: object) -> bool:
    """Say whether this is how a section repeats."""
    if not isinstance(value, dict) or not value.keys() <= {"most", "count"}:
        return False
    most, count = value.get("most"), value.get("count")
    return (most is None or (is_whole(most) and 1 <= most <= MOST_INSTANCES)) and (
        count is None or is_rule(count)
    )


def is_map(value: object) -> bool:
    """Say whether this is a map: a list of corners for each area."""
    return isinstance(value, dict) and isinstance(value.get("shapes"), dict)


def is_filter(value: object) -> bool:
    """Say whether these are the columns of a choice."""
    return isinstance(value, dict) and all(map(is_text, [*value, *value.values()]))


def listed(check: Check) -> Check:
    """Make a check of each member of a list."""
    return lambda value: isinstance(value, list) and all(map(check, value))


SHAPES: dict[str, Check] = {
    **dict.fromkeys(RULES, is_rule),
    "limits": listed(is_rule),
    "columns": listed(lambda value: isinstance(value, str) and bool(CODE.fullmatch(value))),
    "repeat": is_repeat,
    "map": is_map,
    "filter": is_filter,
    "xlsform": lambda value: isinstance(value, dict),
    **dict.fromkeys(("low", "high", "top", "rows", "decimals"), is_whole),
    **dict.fromkeys(("max_length", "max_seconds"), is_whole),
    **dict.fromkeys(("other", "shuffle", "group", "not_sure", "themed", "time"), is_flag),
    **dict.fromkeys(("exclusive", "last"), is_flag),
    **dict.fromkeys(("kind", "deadline", "time_zone", "min", "max"), is_text),
}
# What the ends of a number are; those of a day or a time of it are texts.
OF_NUMBERS: dict[str, Check] = {"min": is_number, "max": is_number}


def setting_faults(kind: str, settings: Mapping[str, Any]) -> list[str]:
    """Name the settings that cannot be what is set there; `kind` is a question's type, or ""."""
    shapes = SHAPES | OF_NUMBERS if kind == "number" else SHAPES
    return [
        name
        for name, value in settings.items()
        if name in shapes and value is not None and not shapes[name](value)
    ]


def definition_faults(definition: Definition) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Go through a definition's wrong settings: whose (a code), their name, and all beside it."""
    holders: list[tuple[str, str, Mapping[str, Any]]] = [("", "", definition)]
    for section in definition["sections"]:
        holders.append((section["code"], "", section))
        for question in section["questions"]:
            holders.append((question["code"], question["type"], question))
            holders += [(question["code"], "", each) for each in question.get("choices", ())]
    for code, kind, holder in holders:
        settings = holder.get("settings", {})
        for name in setting_faults(kind, settings):
            yield code, name, settings
