"""Read every row of a file through its map, and list what would have to be mended."""

from collections.abc import Callable, Iterator, Sequence

from community_voice.collect.importing.findings import Asked, Findings, Person, RowError, Said
from community_voice.collect.importing.mapping import ColumnMap
from community_voice.collect.importing.table import BrokenRow, Table
from community_voice.collect.importing.values import Day, read_consent, read_day, read_language
from community_voice.store.columns import CONSENTS, storable

CELL_LIMIT = 1_000_000
VALUES_LIMIT = 200
VALUE_LENGTH = 300
SHOWN_OF_A_VALUE = 60
TOLD_EVERY = 500
# What a spreadsheet leaves where it took words such as "- more benches" for a formula.
SHEET_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}


def check(table: Table, asked: Asked, told: Callable[[int], None] | None = None) -> Findings:
    """Read the whole file and count what it holds; `told` hears how many rows were read."""
    asked.columns.check(table.header)
    findings = Findings(groups={name: {} for name in asked.columns.group})
    days = _DayOrder()
    for said in said_in(table, asked, findings.complain, findings):
        days.see(said)
        _count(findings, said, asked.columns)
        if told and findings.rows % TOLD_EVERY == 0:
            told(findings.rows)
    days.decide(findings, asked.columns.date)
    _check_whole(findings, asked.columns)
    findings.errors.sort()
    findings.left_out.sort(key=table.header.index)
    return findings


def said_in(
    table: Table,
    asked: Asked,
    complain: Callable[[RowError], None],
    findings: Findings | None = None,
) -> Iterator[Said]:
    """Yield what every sound row with words says; complain about the others."""
    reader = _RowReader(table, asked, complain)
    unread = {n for n, column in enumerate(table.header) if not asked.columns.role_of(column)}
    try:
        for number, cells in table.rows():
            if findings is not None and unread:
                filled = {n for n in unread if n < len(cells) and cells[n].strip()}
                findings.left_out += [table.header[n] for n in filled]
                unread -= filled
            said = reader.read(number, cells)
            if findings is not None:
                findings.rows += 1
                findings.empty += said is not None and not said.words
            if said is not None and said.words:
                yield said
    except BrokenRow as broken:
        complain(RowError(broken.row, broken.code))


class _RowReader:
    """Reads rows of one table through one map."""

    def __init__(self, table: Table, asked: Asked, complain: Callable[[RowError], None]) -> None:
        self.width = len(table.header)
        self.short_rows_are_errors = table.short_rows_are_errors
        self.asked = asked
        self.complain = complain
        place = {column: number for number, column in enumerate(table.header)}
        self.texts = [(place[column], column) for column in asked.columns.text]
        self.group_places = [place[column] for column in asked.columns.group]
        self.places = {
            role: place[column]
            for role in ("person", "language", "question", "date", "consent")
            for column in asked.columns.columns(role)
        }
        self.header = table.header
        self.sound = True

    def read(self, number: int, cells: list[str]) -> Said | None:
        """Return what a row says (no words: nothing was written), or None after complaining."""
        self.sound = True
        self.number = number
        extra = any(cell and not cell.isspace() for cell in cells[self.width :])
        if extra or (self.short_rows_are_errors and len(cells) < self.width):
            self._complain("too_many_cells" if extra else "too_few_cells")
            return None
        cells = cells + [""] * (self.width - len(cells))
        words = self._words(cells)
        said = Said(
            row=number,
            words=words,
            person=self._label(cells, "person") if words else "",
            language=self._language(cells) if words else "",
            consent=self._consent(cells) if words else "",
            day=self._day(cells) if words else None,
            groups=tuple(self._value(cells, place) for place in self.group_places) if words else (),
        )
        if words and "person" in self.places and not said.person:
            self._complain("no_person", self.places["person"])
        return said if self.sound else None

    def _complain(self, code: str, place: int | None = None, value: str = "") -> None:
        self.sound = False
        column = self.header[place] if place is not None else ""
        self.complain(RowError(self.number, code, column, value[:SHOWN_OF_A_VALUE]))

    def _words(self, cells: Sequence[str]) -> list[tuple[str, str]]:
        words = []
        question = self._label(cells, "question")
        for place, column in self.texts:
            text = cells[place]
            if not text or text.isspace():
                continue
            if not storable(text):
                self._complain("unstorable", place)
            elif len(text) > CELL_LIMIT:
                self._complain("too_long", place)
            elif text.strip() in SHEET_ERRORS:
                self._complain("sheet_error", place, text.strip())
            words.append((question or column, text))
        return words

    def _label(self, cells: Sequence[str], role: str) -> str:
        return self._value(cells, self.places[role]) if role in self.places else ""

    def _value(self, cells: Sequence[str], place: int) -> str:
        value = cells[place].strip()
        if not storable(value):
            self._complain("unstorable", place)
        elif len(value) > VALUE_LENGTH:
            self._complain("value_too_long", place)
        return value

    def _language(self, cells: Sequence[str]) -> str:
        value = self._label(cells, "language")
        if not value:
            return self.asked.columns.file_language
        found = read_language(value, self.asked.ours)
        if found is None:
            self._complain("language", self.places["language"], value)
        return found or ""

    def _consent(self, cells: Sequence[str]) -> str:
        value = self._label(cells, "consent")
        if not value:
            return self.asked.consent
        found = read_consent(value)
        if found is None:
            self._complain("consent", self.places["consent"], value)
        return found or "counted"

    def _day(self, cells: Sequence[str]) -> Day | None:
        value = self._label(cells, "date")
        if not value:
            return None
        found = read_day(value)
        if found is None:
            self._complain("date", self.places["date"], value)
        return found


class _DayOrder:
    """Finds out whether 3/4/2026 is in March or in April from all days of a file."""

    def __init__(self) -> None:
        self.rows: dict[str, list[int]] = {"either": [], "day_first": [], "month_first": []}

    def see(self, said: Said) -> None:
        """Note what a row's day shows."""
        if said.day is not None and said.day.shows in self.rows:
            self.rows[said.day.shows].append(said.row)

    def decide(self, findings: Findings, column: str) -> None:
        """Settle the order, or complain about every row that leaves it open."""
        by_day, by_month = self.rows["day_first"], self.rows["month_first"]
        findings.month_comes_first = bool(by_month)
        if self.rows["either"] and bool(by_day) == bool(by_month):
            for row in self.rows["either"]:
                findings.complain(RowError(row, "day_or_month", column))


def _count(findings: Findings, said: Said, columns: ColumnMap) -> None:
    findings.texts += len(said.words)
    findings.languages[said.language] += len(said.words)
    findings.consents[said.consent] += len(said.words)
    for question, _text in said.words:
        if len(findings.questions) <= VALUES_LIMIT:
            findings.questions.setdefault(question, said.row)
    for column, value in zip(columns.group, said.groups, strict=True):
        values = findings.groups[column]
        if value and len(values) <= VALUES_LIMIT:
            values.setdefault(value, said.row)
    if columns.person:
        _meet(findings, said, columns)


def _meet(findings: Findings, said: Said, columns: ColumnMap) -> None:
    """Put a row to its person; one person cannot be in two groups of a kind."""
    person = findings.persons.get(said.person)
    if person is None:
        findings.persons[said.person] = Person(
            len(findings.persons) + 1, said.language, said.consent, list(said.groups), said.day
        )
        return
    person.language = person.language or said.language
    person.consent = min(person.consent, said.consent, key=CONSENTS.index)
    person.day = person.day or said.day
    for place, (column, value) in enumerate(zip(columns.group, said.groups, strict=True)):
        if value and person.groups[place] and value != person.groups[place]:
            findings.complain(RowError(said.row, "two_groups", column, value[:SHOWN_OF_A_VALUE]))
        person.groups[place] = person.groups[place] or value


def _check_whole(findings: Findings, columns: ColumnMap) -> None:
    if len(findings.questions) > VALUES_LIMIT:
        findings.complain(RowError(0, "too_many_questions", columns.question))
    for column, values in findings.groups.items():
        if len(values) > VALUES_LIMIT:
            findings.complain(RowError(0, "too_many_values", column))
    if not findings.texts and not findings.error_count:
        findings.complain(RowError(0, "no_words", ", ".join(columns.text)))
