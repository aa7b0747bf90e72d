"""Which column says what: chosen by a person, guessed first by name and by content."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from community_voice.errors import DomainError

# What a column may hold, and whether several columns may hold it.
ROLES = {
    "text": True,
    "person": False,
    "language": False,
    "question": False,
    "group": True,
    "date": False,
    "consent": False,
}
# Names that files use, compared in lower case with spaces for marks.
KNOWN_NAMES = {
    "text": "text|comment|comments|comment body|comment text|testimony|answer|response|statement"
    "|feedback|message|free text|open text|words|remarks|texto|comentario|comentarios|respuesta"
    "|testimonio|kommentar|kommentare|antwort|commentaire|réponse|评论|意见|نص|تعليق|إجابة",
    # A bare "id" is the last guess: see `_names_people`.
    "person": "person|person id|respondent|respondent id|participant|participant id|author"
    "|author id|user|user id|who|name|full name|email|email address|persona|nombre|quién|nom|wer"
    "|参与者|姓名|شخص|الاسم",
    "language": "language|lang|locale|idioma|lengua|sprache|langue|语言|لغة|اللغة",
    "question": "question|question text|prompt|item|pregunta|问题|سؤال",
    "date": "date|day|received|received on|submitted|submitted at|datetime|created at"
    "|when|timestamp|created|date received|fecha|cuándo|datum|日期|时间|تاريخ|التاريخ",
    "consent": "consent|quote consent|may we quote|may we quote you|can we quote you|permission"
    "|consentimiento|einwilligung|consentement|同意|موافقة",
}
SAMPLE_ROWS = 50
WORDS_OF_A_TEXT = 4


@dataclass(frozen=True)
class ColumnMap:
    """The columns of a file by what they say; "" where none does."""

    text: tuple[str, ...] = ()
    person: str = ""
    language: str = ""
    question: str = ""
    group: tuple[str, ...] = ()
    date: str = ""
    consent: str = ""
    # The language of every row that names none, and the sheet of a workbook.
    file_language: str = ""
    sheet: str = ""

    @property
    def unit(self) -> str:
        """Return what a row counts as: people only where the file tells them apart."""
        return "people" if self.person else "comments"

    def as_json(self) -> dict[str, Any]:
        """Return what an ImportBatch keeps."""
        return asdict(self)

    def role_of(self, column: str) -> str:
        """Return what a column says, "" where it is left out."""
        return next((role for role in ROLES if column in self.columns(role)), "")

    def columns(self, role: str) -> tuple[str, ...]:
        """Return the columns with a role."""
        named: str | tuple[str, ...] = getattr(self, role)
        if isinstance(named, tuple):
            return named
        return (named,) if named else ()

    def check(self, header: Sequence[str]) -> None:
        """Refuse a map that does not fit the file, in words that say what to change."""
        named = [column for role in ROLES for column in self.columns(role)]
        missing = [column for column in named if column not in header]
        if missing:
            raise DomainError(
                _(
                    "There is no column named “%(column)s”. The columns are: %(columns)s.",
                    column=missing[0],
                    columns=", ".join(header),
                )
            )
        twice = [column for column in named if named.count(column) > 1]
        if twice:
            raise DomainError(
                _("The column “%(column)s” is chosen for two things.", column=twice[0])
            )
        if not self.text:
            raise DomainError(_("Choose at least one column that holds people's words."))
        if self.question and len(self.text) > 1:
            raise DomainError(
                _("With a column of questions, choose only one column that holds people's words.")
            )


def map_from_json(kept: dict[str, Any]) -> ColumnMap:
    """Return the map that an ImportBatch keeps."""
    fields = {name: kept[name] for name in ColumnMap.__dataclass_fields__ if name in kept}
    for name in ("text", "group"):
        fields[name] = tuple(fields.get(name, ()))
    return ColumnMap(**fields)


def map_from_roles(
    roles: Iterable[tuple[str, str]], file_language: str = "", sheet: str = ""
) -> ColumnMap:
    """Return the map for (column, role) pairs, as a form gives them."""
    by_role: dict[str, list[str]] = {role: [] for role in ROLES}
    for column, role in roles:
        if role in by_role:
            by_role[role].append(column)
    for role, columns in by_role.items():
        if len(columns) > 1 and not ROLES[role]:
            raise DomainError(
                _(
                    "Only one column can be chosen for this: %(columns)s.",
                    columns=", ".join(columns),
                )
            )
    single: dict[str, Any] = {
        role: (columns or [""])[0] for role, columns in by_role.items() if not ROLES[role]
    }
    return ColumnMap(
        text=tuple(by_role["text"]),
        group=tuple(by_role["group"]),
        file_language=file_language,
        sheet=sheet,
        **single,
    )


def guess_map(header: Sequence[str], sample: Sequence[Sequence[str]], sheet: str = "") -> ColumnMap:
    """Guess from the names of the columns, and for the words from the longest content."""
    taken: dict[str, str] = {}
    for role, known in KNOWN_NAMES.items():
        for column in header:
            if column not in taken.values() and _plain(column) in known.split("|"):
                taken[role] = column
                break
    if "text" not in taken:
        free = [place for place, column in enumerate(header) if column not in taken.values()]
        longest = max(free, key=lambda place: _words(sample, place), default=None)
        if longest is not None and _words(sample, longest) >= WORDS_OF_A_TEXT:
            taken["text"] = header[longest]
    if "person" not in taken:
        for place, column in enumerate(header):
            if _plain(column) == "id" and _names_people(sample, place):
                taken["person"] = column
    single: dict[str, Any] = {role: column for role, column in taken.items() if role != "text"}
    return ColumnMap(text=(taken["text"],) if "text" in taken else (), sheet=sheet, **single)


def _plain(column: str) -> str:
    marks = str.maketrans("-_:?¿", "     ")
    return " ".join(column.lower().translate(marks).split())


def _names_people(sample: Sequence[Sequence[str]], place: int) -> bool:
    """Say whether an id comes twice: one that never does may only number the comments."""
    ids = [cells[place] for cells in sample if len(cells) > place and cells[place]]
    return len(set(ids)) < len(ids)


def _words(sample: Sequence[Sequence[str]], place: int) -> float:
    counts = [len(cells[place].split()) for cells in sample if len(cells) > place and cells[place]]
    return sum(counts) / len(counts) if counts else 0.0
