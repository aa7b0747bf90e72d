"""Open a file of notes or a transcript, whatever program wrote it, and find its turns."""

import csv
import io
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint
from pathlib import PurePath

from charset_normalizer import from_bytes
from flask_babel import gettext as _

from community_voice.collect.listening.transcripts.subtitles import are_subtitles, read_subtitles
from community_voice.collect.listening.transcripts.turns import Turn, read_plain, tidy
from community_voice.errors import DomainError
from community_voice.store.spreadsheets import csv_rows

# Loaded when the first document comes: a web process starts light.
DOCUMENTS = EntryPoint("docx", "community_voice.collect.listening.transcripts.document", "readers")
MOST_BYTES = 3 * 1024 * 1024
MOST_TURNS = 3000
# Each line of a text is looked at while everybody else waits: a day's talk has fewer.
MOST_LINES = 30_000
# What tells a table's mark takes the square of this long.
SNIFFED = 4096
SPEAKER_COLUMNS = {
    "speaker",
    "name",
    "who",
    "person",
    "voice",
    "participant",
    "hablante",
    "persona",
}
TEXT_COLUMNS = {"text", "words", "comment", "said", "note", "notes", "quote", "texto", "contenido"}


class CannotRead(DomainError):
    """A file that holds no conversation that we can read."""


def read_file(name: str, content: bytes) -> list[Turn]:
    """Return the turns of a file; raises CannotRead with words for its owner."""
    if len(content) > MOST_BYTES:
        raise CannotRead(_("This file is too large. Bring it in parts of up to 3 MB."))
    ending = PurePath(name.lower()).suffix
    reader = READERS.get(ending)
    if reader is None:
        raise CannotRead(_("We can read .txt, .docx, .vtt, .srt and .csv files."))
    return checked(reader(content))


def checked(turns: Sequence[Turn]) -> list[Turn]:
    """Return turns, or say that there are none, or too many at once."""
    if not turns:
        raise CannotRead(_("We found no words in this."))
    if len(turns) > MOST_TURNS:
        raise CannotRead(_TOO_LONG())
    return list(turns)


def read_pasted(text: str) -> list[Turn]:
    """Return the turns of pasted words: subtitles where they have times, else plain lines."""
    return checked(_read_lines(text))


def decode(content: bytes) -> str:
    """Return the text of bytes; what cannot be read for certain is never guessed at silently."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, encoding)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        guess = from_bytes(content).best()
        if guess is None:
            raise CannotRead(_CANNOT_DECODE()) from None
        return _strictly(content, guess.encoding)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except (UnicodeError, LookupError):
        raise CannotRead(_CANNOT_DECODE()) from None


def _TOO_LONG() -> str:  # noqa: N802
    return str(_("This is too long for one go. Bring it in parts."))


def _CANNOT_DECODE() -> str:  # noqa: N802  words, put in the reader's language when they are said
    return str(_("Some letters in this file cannot be read. Save it as UTF-8 and try once more."))


def _read_text(content: bytes) -> list[Turn]:
    return _read_lines(decode(content))


def _read_subtitles(content: bytes) -> list[Turn]:
    text = decode(content)
    _refuse_many_lines(text)
    return read_subtitles(text)


def _refuse_many_lines(text: str) -> None:
    if len(text.splitlines()) > MOST_LINES:
        raise CannotRead(_TOO_LONG())


def _read_lines(text: str) -> list[Turn]:
    _refuse_many_lines(text)
    return read_subtitles(text) if are_subtitles(text) else read_plain(text)


def _rows_of(content: bytes) -> tuple[list[list[str]], type[csv.Dialect] | csv.Dialect]:
    text = decode(content)
    _refuse_many_lines(text)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:SNIFFED], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [row for row in csv_rows(io.StringIO(text, newline=""), dialect) if any(row)]
    except csv.Error:
        raise CannotRead(_("This file cannot be read as a table.")) from None
    return rows, dialect


def _read_csv(content: bytes) -> list[Turn]:
    rows, dialect = _rows_of(content)
    if not rows:
        return []
    who, words, has_head = _columns(rows)
    mark = dialect.delimiter
    if has_head:
        # What stands beyond the last head belongs to words that held the mark unquoted.
        rest = slice(words, None if words == len(rows[0]) - 1 else words + 1)
        said = [Turn(_cell(row, who), mark.join(row[rest])) for row in rows[1:]]
    else:
        others = [[cell for place, cell in enumerate(row) if place != who] for row in rows]
        said = [
            Turn(_cell(row, who), mark.join(more).strip(mark))
            for row, more in zip(rows, others, strict=True)
        ]
    return tidy(said)


def columns_left_out(content: bytes) -> list[str]:
    """Return the heads of a table's columns that hold neither voices nor words."""
    rows, _dialect = _rows_of(content)
    if not rows:
        return []
    who, words, has_head = _columns(rows)
    return [
        head
        for place, head in enumerate(rows[0])
        if has_head and head and place not in (who, words)
    ]


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int | None, int, bool]:
    """Return the columns of speakers and of words, and whether the first row names them."""
    head = [cell.strip().lower() for cell in rows[0]]
    who = next((place for place, name in enumerate(head) if name in SPEAKER_COLUMNS), None)
    words = next((place for place, name in enumerate(head) if name in TEXT_COLUMNS), None)
    has_head = who is not None or words is not None
    width = max(map(len, rows))
    if words is None:
        # The column with the most letters holds the words.
        lengths = [sum(len(_cell(row, place)) for row in rows) for place in range(width)]
        words = lengths.index(max(lengths))
    if who is None and not has_head and width > 1:
        who = 0 if words != 0 else 1
    return who, words, has_head


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _read_docx(content: bytes) -> list[Turn]:
    document = DOCUMENTS.load()
    try:
        lines: list[str] = document.read_lines(content)
    except document.Trap:
        raise CannotRead(
            _("This document holds what no notes hold. Save it anew as .docx or .txt.")
        ) from None
    except document.NoDocument:
        raise CannotRead(
            _("This document cannot be opened. Save it anew as .docx or .txt.")
        ) from None
    return _read_lines("\n".join(lines))


READERS: dict[str, Callable[[bytes], list[Turn]]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".log": _read_text,
    ".docx": _read_docx,
    ".vtt": _read_subtitles,
    ".srt": _read_subtitles,
    ".csv": _read_csv,
    ".tsv": _read_csv,
}
