"""A survey as a form on paper: its parts in order, each question with its short code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from community_voice.answering.course import Course
from community_voice.answering.instrument import Instrument, Page
from community_voice.answering.piping import UNANSWERED, dress, dress_page
from community_voice.collect.paper.items import Item, asks, item_of, letter_of

# How often a part that repeats stands on the printed form.
PRINTED_ROOMS = 3


@dataclass(frozen=True)
class Part:
    """One section (one instance of it, where it repeats) with all that it says and asks."""

    letter: str
    page: Page
    items: tuple[Item, ...]


def short_codes(instrument: Instrument) -> dict[str, str]:
    """Return the short code of each question, and (as `code row`) of each row of a table.

    A part's letter is its place in the survey, so the same version has the same codes always.
    """
    shorts: dict[str, str] = {}
    for place, page in enumerate(instrument.pages):
        letter = letter_of(place).upper()
        for number, asked in enumerate(filter(asks, page.asked), start=1):
            item = item_of(asked, f"{letter}{number}")
            shorts[asked.code] = item.short
            for row in item.rows:
                if row.number:
                    shorts[f"{asked.code} {row.part}"] = item.code(row.part)
    return shorts


def rooms_of(instrument: Instrument, page: Page) -> int:
    """Return how often a section stands on the printed form."""
    return min(PRINTED_ROOMS, most_of(instrument, page))


def most_of(instrument: Instrument, page: Page) -> int:
    """Return how often a section can be filled in at most."""
    return Course(instrument, {}).most(page) if page.repeat is not None else 1


def parts_of(instrument: Instrument, rooms: Mapping[str, int] | None = None) -> list[Part]:
    """Return every part in order; `rooms` says of some sections how often they stand there."""
    shorts, found = short_codes(instrument), []
    for place, page in enumerate(instrument.pages):
        wanted = max((rooms or {}).get(page.code, 0), rooms_of(instrument, page))
        for number in range(1, min(wanted, most_of(instrument, page)) + 1):
            found.append(_part(letter_of(place).upper(), page.as_instance(number), shorts))
    return found


def _part(letter: str, page: Page, shorts: Mapping[str, str]) -> Part:
    def tell(code: str) -> str:
        return f"[{shorts[code]}]" if code in shorts else UNANSWERED

    items = tuple(
        item_of(dress(asked, tell), shorts.get(asked.code, ""))
        for asked in page.asked
        if asked.type != "calculated"
    )
    return Part(letter, replace(dress_page(page, tell), asked=page.asked), items)
