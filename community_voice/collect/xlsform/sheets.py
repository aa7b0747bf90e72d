"""Sheets that are being written: columns in their old order, new ones behind them."""

from collections.abc import Mapping, Sequence

from community_voice.collect.xlsform.columns import OWN, SHEETS, TRANSLATED, read_columns
from community_voice.collect.xlsform.reading import Cells, Sheet
from community_voice.collect.xlsform.rows import SHOWN
from community_voice.collect.xlsform.tags import name_of

ORDER = {"survey": ("type", "name", "label"), "choices": ("list_name", "name", "label")}
ALWAYS = {"survey": ("type", "name"), "choices": ("list_name", "name")}


class Writing:
    """A sheet that grows row by row; `names` maps names of languages in headers to tags."""

    def __init__(self, name: str, headers: Sequence[str], names: Mapping[str, str]) -> None:
        self.name = name
        self.names = names
        self.header = list(headers)
        self.rows: list[Cells] = []
        colons = [header for header in headers if ":" in header]
        self.mark = ":" if colons and not any("::" in header for header in colons) else "::"
        self.by_key: dict[tuple[str, str], list[str]] = {}
        for column in read_columns(name, headers):
            if column.key:
                self.by_key.setdefault((column.key, column.language), []).append(column.header)
        if not headers:
            for key in ALWAYS[name]:
                self.header_of(key)

    def header_of(self, key: str, language: str = "") -> list[str]:
        """Return the headers of what a column holds; one is made where there is none."""
        found = self.by_key.get((key, language))
        if found is None:
            header = f"{key}{self.mark}{language}" if language else key
            found = self.by_key[(key, language)] = [header]
            self.header.append(header)
        return found

    def languages_of(self, key: str, tag: str) -> list[str]:
        """Return the names that headers have for a language: its columns may stand twice."""
        found = [name for name, each in self.names.items() if each == tag]
        return [name for name in found if (key, name) in self.by_key] or [*found, name_of(tag)][:1]

    def put(self, cells: Cells, key: str, text: str) -> None:
        """Write a cell."""
        if text:
            cells[self.header_of(key)[0]] = text

    def put_texts(self, cells: Cells, key: str, texts: Mapping[str, str]) -> None:
        """Write a text in every language it has."""
        for tag, text in texts.items():
            if text:
                for language in self.languages_of(key, tag):
                    for header in self.header_of(key, language):
                        cells.setdefault(header, text)

    def put_rest(self, cells: Cells, rest: Mapping[str, object], skip: set[str]) -> None:
        """Write back cells that were kept under their headers."""
        for header, text in rest.items():
            if isinstance(text, str) and header not in skip and not header.startswith("#"):
                if header not in self.header:
                    self.header.append(header)
                cells[header] = text

    def put_own(self, cells: Cells, pieces: Sequence[str]) -> None:
        """Write our own column, over as many cells as it takes."""
        for number, piece in enumerate(pieces, start=1):
            header = OWN if number == 1 else f"{OWN}_{number}"
            if header not in self.header:
                self.header.append(header)
            cells[header] = piece

    def add(self, cells: Cells) -> Cells:
        """Add a row; headers that it has and the sheet has not are added too."""
        for header in cells:
            if header not in self.header:
                self.header.append(header)
        self.rows.append(cells)
        return cells

    @property
    def sheet(self) -> Sheet:
        """Return what was written."""
        return Sheet(self.header, self.rows)


# What is written from a definition's own parts; what we do not show is kept under its header.
KNOWN = {key for names in SHEETS.values() for key in names.values()} - (TRANSLATED - SHOWN)
