"""What a person typed into one question, to the letter, before anybody judged it."""

from collections.abc import Callable, Iterable

# A part of a question ("" is the question itself, "other" its text field) -> what came for it.
# It goes from page to page as JSON.
Typed = dict[str, list[str]]

MAIN = ""
OTHER = "other"
# What the form sends for "something else"; no choice's code has a plus sign.
OTHER_CHOSEN = "+other"


def field_name(code: str, part: str = MAIN) -> str:
    """Return the name of a form field."""
    return f"q-{code}-{part}" if part else f"q-{code}"


def read_typed(code: str, parts: Iterable[str], values_of: Callable[[str], Iterable[str]]) -> Typed:
    """Read one question's parts from a form; parts that came empty are left out."""
    typed = {
        part: [undo_transport(value) for value in values_of(field_name(code, part)) if value]
        for part in parts
    }
    return {part: values for part, values in typed.items() if values}


def undo_transport(text: str) -> str:
    """Undo what a browser does to line ends when it sends a form; change nothing else."""
    return text.replace("\r\n", "\n")


def first(typed: Typed, part: str = MAIN) -> str:
    """Return the one value of a part, or an empty text."""
    return (all_of(typed, part) or [""])[0]


def all_of(typed: Typed, part: str = MAIN) -> list[str]:
    """Return every value of a part, whatever shape it came back in."""
    values = typed.get(part)
    return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []
