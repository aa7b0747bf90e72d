"""Read a rendered brief as a reader does, and find what it says that the Release does not.

Whatever a template takes from the Release stands in an element marked `data-told`; anything
else in the main part is the page's own words, and those hold no digits.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from community_voice.deliver.brief.page import BriefPage

MARK = "data-told"
FREE = "free"
# Digits of any script, and signs such as "½".
NUMBERS = ("Nd", "Nl", "No")
# Elements that have no end.
VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass
class Told:
    """One marked element, and the text found in it."""

    mark: str
    text: str = field(default="", repr=False)


class MainPart(HTMLParser):
    """Collects marked elements of the main part, and the text outside of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: list[Told] = []
        self.loose = ""
        self._open: list[Told | None] = []
        self._depth_of_main: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, marked or not."""
        if tag in VOID:
            return
        if tag == "main":
            self._depth_of_main = len(self._open)
        mark = dict(attrs).get(MARK)
        told = Told(mark) if mark is not None else None
        if told is not None:
            self.told.append(told)
        self._open.append(told)

    def handle_endtag(self, tag: str) -> None:
        """Close the newest element."""
        if tag in VOID or not self._open:
            return
        self._open.pop()
        if len(self._open) == self._depth_of_main:
            self._depth_of_main = None

    def handle_data(self, data: str) -> None:
        """Give text to the marked elements around it, or to nobody."""
        marked = [told for told in self._open if told is not None]
        for told in marked:
            told.text += data
        if self._depth_of_main is not None and not marked:
            self.loose += data


def rendered_failures(
    html: str, page: BriefPage, said: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Name what the page lacks, what it says otherwise, and digits that come from nowhere.

    said: code of a claim -> its sentence in the page's language, made by somebody else than
    the page; without it, the frozen English sentences are expected.
    """
    part = MainPart()
    part.feed(html)
    part.close()
    expected = dict(expected_texts(page))
    expected |= {f"claim:{code}": text for code, text in (said or {}).items()}
    for told in part.told:
        if told.mark != FREE and told.text != expected.get(told.mark):
            yield f"page {told.mark}: it does not say what the release says"
    found = {told.mark for told in part.told}
    spared = {f"claim:{code}" for code in page.told_elsewhere}
    # Rows of which every number is hidden are left out of the crossed tables.
    spared |= {f"cell:{key}" for key, cell in page.cells.items() if cell.theme and cell.n is None}
    for mark in (mark for mark in expected if mark not in spared):
        if mark.startswith(("claim:", "quote:", "cell:", "heading:")) and mark not in found:
            yield f"page {mark}: the page does not have it"
    # Not `isnumeric`: Chinese writes “agree” with a sign that can also mean one.
    if any(unicodedata.category(sign) in NUMBERS for sign in part.loose):
        yield "page: it holds a number that comes from nowhere in the release"


def expected_texts(page: BriefPage) -> Mapping[str, str]:
    """Return what each marked element has to say."""
    expected = {"heading:title": page.title.text}
    if page.host:
        expected["heading:host"] = page.host
    for claim in page.claims:
        expected[f"claim:{claim.code}"] = claim.text
        expected[f"code:{claim.code}"] = claim.code
        for name, place in claim.numbers.items():
            expected[f"number:{claim.code}.{name}"] = str(claim.values.get(name))
            expected[f"place-of:{claim.code}.{name}"] = place
    for key, cell in page.cells.items():
        expected[f"cell:{key}"] = page.not_shown if cell.n is None else str(cell.n)
        expected[f"about:{key}"] = page.describe(cell)
    for number, table in enumerate(page.theme_tables):
        expected[f"left-out:{number}"] = str(table.left_out)
    for theme in page.themes:
        expected[f"theme:{theme.code}"] = theme.name
        expected[f"meaning:{theme.code}"] = theme.description
    for name, words in page.labels.items():
        expected[f"label:{name}"] = words
    for quote in page.quotes:
        expected[f"quote:{quote.position}"] = quote.text
        expected[f"place:{quote.position}"] = quote.place or ""
    return expected
