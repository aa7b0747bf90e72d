"""Read an export of Polis: its statements, and who voted how. Nothing is stored here.

`comments.csv` holds the statements (`comment-id`, `comment-body`, `moderated`: -1 was rejected).
Votes come as `participants-votes.csv` (a line a participant, a column a statement, blank where it
was not asked) or as `votes.csv` (a line a vote; a later one takes the place of an earlier).
1 is agree, -1 disagree, 0 pass.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community_voice.errors import DomainError
from community_voice.store.columns import storable
from community_voice.store.spreadsheets import csv_rows

MOST_STATEMENTS, MOST_PEOPLE, MOST_VOTES = 5000, 20_000, 300_000
MOST_LETTERS = 2000
REJECTED = "-1"
VOTES = {"1": 1, "-1": -1, "0": 0, "1.0": 1, "-1.0": -1, "0.0": 0}

Line = tuple[int, dict[str, str]]


class UnreadableExport(DomainError):
    """A file is not what an export of Polis holds."""

    status = 422


@dataclass(frozen=True)
class Comment:
    """One statement of the export."""

    id: int
    text: str
    is_rejected: bool

    def __repr__(self) -> str:
        return f"<Comment {self.id}>"


@dataclass
class Export:
    """What an export holds; `left_out` counts votes on statements that were rejected or unknown."""

    comments: list[Comment]
    votes: dict[str, dict[int, int]] = field(default_factory=dict)
    left_out: int = 0

    @property
    def asked(self) -> list[Comment]:
        """Return the statements that were not rejected."""
        return [comment for comment in self.comments if not comment.is_rejected]


def read_export(comments: bytes, votes: bytes) -> Export:
    """Read both files whole, or say what is wrong with which line."""
    found = Export(_read_comments(comments))
    known = {comment.id for comment in found.asked}
    number = 0
    for person, statement, vote in _read_votes(votes):
        if statement not in known:
            found.left_out += 1
            continue
        number += 1
        found.votes.setdefault(person, {})[statement] = vote
        if number > MOST_VOTES or len(found.votes) > MOST_PEOPLE:
            raise UnreadableExport(
                _("This is more than a page can take in: compute it with the command line.")
            )
    if not found.votes:
        raise UnreadableExport(_("There is no vote in this export."))
    return found


def _read_comments(content: bytes) -> list[Comment]:
    header, lines = _open(content, "comments.csv")
    _require(header, ("comment-id", "comment-body"), "comments.csv")
    found: dict[int, Comment] = {}
    for number, line in lines:
        key, text = _whole(line["comment-id"]), line["comment-body"].strip()
        if key is None or key in found:
            raise _bad("comments.csv", number, _("comment-id is no number, or is there twice"))
        if not text or len(text) > MOST_LETTERS or not storable(text):
            raise _bad("comments.csv", number, _("the text is empty, too long or cannot be kept"))
        found[key] = Comment(key, text, line.get("moderated", "").strip() in (REJECTED, "-1.0"))
        if len(found) > MOST_STATEMENTS:
            raise UnreadableExport(
                _("This is more than a page can take in: compute it with the command line.")
            )
    return [found[key] for key in sorted(found)]


def _read_votes(content: bytes) -> Iterator[tuple[str, int, int]]:
    header, lines = _open(content, _("the file of votes"))
    if "participant" in header:
        yield from _by_participant(lines)
    elif {"voter-id", "comment-id", "vote"} <= set(header):
        for number, line in lines:
            person, key = line["voter-id"].strip(), _whole(line["comment-id"])
            if not person or key is None:
                raise _bad("votes.csv", number, _("voter-id or comment-id is missing"))
            yield _name(person, "votes.csv", number), key, _vote(line["vote"], "votes.csv", number)
    else:
        raise UnreadableExport(
            _("The file of votes is neither participants-votes.csv nor votes.csv of Polis.")
        )


def _by_participant(lines: Iterator[Line]) -> Iterator[tuple[str, int, int]]:
    name, seen = "participants-votes.csv", set()
    for number, line in lines:
        person = _name(line["participant"].strip(), name, number)
        if person in seen:
            raise _bad(name, number, _("this participant is there twice"))
        seen.add(person)
        for column, cell in line.items():
            key = _whole(column)
            if key is not None and cell.strip():
                yield person, key, _vote(cell, name, number)


def _open(content: bytes, name: str) -> tuple[list[str], Iterator[Line]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableExport(
            _("%(file)s is no CSV file in UTF-8, as Polis writes it.", file=name)
        ) from error
    rows = csv_rows(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(rows, [])]
    except csv.Error as error:
        raise _bad(name, 1, _("a quote mark is out of place")) from error
    if not header or len(set(header)) != len(header):
        raise _bad(name, 1, _("a column is there twice, or none is"))
    return header, _lines(rows, header, name)


def _lines(rows: Iterator[list[str]], header: list[str], name: str) -> Iterator[Line]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise _bad(name, number, _("a quote mark is out of place")) from error
        if not cells:
            continue
        if len(cells) != len(header):
            raise _bad(name, number, _("it has more or fewer cells than the first line"))
        yield number, dict(zip(header, cells, strict=True))


def _require(header: list[str], names: tuple[str, ...], file: str) -> None:
    missing = [name for name in names if name not in header]
    if missing:
        raise UnreadableExport(
            _(
                "%(file)s lacks the column %(column)s: is it of a Polis export?",
                file=file,
                column=missing[0],
            )
        )


def _whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _name(person: str, file: str, number: int) -> str:
    if not person or len(person) > 40 or not storable(person):
        raise _bad(file, number, _("the participant has no name, or one that cannot be kept"))
    return person


def _vote(cell: str, file: str, number: int) -> int:
    vote = VOTES.get(cell.strip())
    if vote is None:
        raise _bad(file, number, _("a vote is not 1, 0 or -1"))
    return vote


def _bad(file: str, number: int, what: str) -> UnreadableExport:
    return UnreadableExport(
        _("%(file)s, line %(number)s: %(what)s.", file=file, number=number, what=what)
    )
