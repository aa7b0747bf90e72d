"""The translator's page: which texts it shows, in which order, and what is known of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from community_voice.collect.translate.context import Place, place_of, places
from community_voice.collect.translate.marks import mark_problem, marks_of
from community_voice.collect.translate.previous import Difference, difference, older_sources
from community_voice.collect.translate.room import Room
from community_voice.collect.translate.service import MARKED, writers
from community_voice.instruments.definition import digest, read_definition
from community_voice.instruments.wording_state import (
    INTERFACE,
    STALE,
    STATES,
    Text,
    Translated,
    read_language,
)
from community_voice.store import AuditEntry

PAGE = 50
NEEDED = "needed"
FILTERS = (NEEDED, *STATES)


@dataclass(frozen=True)
class Line:
    """One text with all that helps to translate it."""

    text: Text
    place: Place
    problem: str = ""
    changes: Difference | None = None
    writer: str = ""
    is_own_review: bool = False
    typed: str | None = None
    told: str = ""

    @property
    def path(self) -> str:
        """Return the path."""
        return self.text.path

    @property
    def shown(self) -> str:
        """Return what stands in its field: what was just typed and refused, or what is kept."""
        return self.text.text if self.typed is None else self.typed

    @property
    def seen(self) -> str:
        """Return the digest of what is kept; empty where nothing is."""
        return digest(self.text.text) if self.text.text else ""

    @property
    def of_source(self) -> str:
        """Return the digest of the source that is shown."""
        return digest(self.text.source.text)

    @property
    def marks(self) -> list[str]:
        """Return what must stand in the translation as it is, each once."""
        return list(dict.fromkeys(marks_of(self.text.source.text)))


@dataclass(frozen=True)
class Question:
    """What the filter of a page asks for."""

    state: str = ""
    words: str = ""
    page: int = 1

    @property
    def as_query(self) -> dict[str, Any]:
        """Return it as it stands in an address, without what says nothing."""
        found = {"state": self.state, "q": self.words, "page": self.page if self.page > 1 else ""}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class Desk:
    """One page of texts, in groups, of how many."""

    translated: Translated
    groups: list[tuple[str, list[Line]]]
    asked: Question
    found: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.found // PAGE))

    @property
    def lines(self) -> list[Line]:
        """Return the lines of this page."""
        return [line for _heading, lines in self.groups for line in lines]


def read_desk(
    session: Session, room: Room, tag: str, asked: Question, told: Collection[str] = ()
) -> Desk:
    """Return the texts that are asked for, one page of them; `told` paths are shown whatever."""
    definition = read_definition(session, room.version)
    translated, known = read_language(session, room.version, tag, definition), places(definition)
    # Last what a translator cannot write, and has the least of.
    texts = sorted(translated.texts, key=lambda text: text.path.startswith(INTERFACE))
    found = [text for text in texts if text.path in told or _is_asked_for(text, asked)]
    pages = max(1, -(-len(found) // PAGE))
    asked = replace(asked, page=min(max(asked.page, 1), pages))
    shown = found[(asked.page - 1) * PAGE : asked.page * PAGE]
    older = older_sources(session, room, shown)
    wrote = writers(session, room, tag)
    lines = [_line(text, place_of(known, text.path), older, wrote) for text in shown]
    groups = groupby(lines, key=lambda line: line.place.heading)
    return Desk(translated, [(name, list(part)) for name, part in groups], asked, len(found))


def with_refused(desk: Desk, typed: Mapping[str, str], told: Mapping[str, str]) -> Desk:
    """Return the page with what was refused standing as it was typed, and why."""
    groups = [
        (
            name,
            [
                replace(line, typed=typed.get(line.path), told=told[line.path])
                if line.path in told
                else line
                for line in lines
            ],
        )
        for name, lines in desk.groups
    ]
    return replace(desk, groups=groups)


def _is_asked_for(text: Text, asked: Question) -> bool:
    if asked.state == NEEDED:
        if not text.is_needed or text.is_read:
            return False
    elif asked.state and text.state != asked.state:
        return False
    words = asked.words.casefold()
    return not words or any(
        words in said.casefold() for said in (text.source.text, text.text, text.path)
    )


def _line(
    text: Text,
    place: Place,
    older: Mapping[str, str],
    wrote: Mapping[tuple[str, str], AuditEntry],
) -> Line:
    entry = wrote.get((text.path, digest(text.text)[:MARKED]))
    review = text.review
    own = (
        review is not None
        and entry is not None
        and not review.on_paper
        and review.recorded_by_id is not None
        and entry.actor_id == review.recorded_by_id
    )
    old = older.get(text.path) if text.state == STALE else None
    return Line(
        text,
        place,
        problem=mark_problem(text.source.text, text.text) if text.text else "",
        changes=difference(old, text.source.text) if old is not None else None,
        writer=entry.actor_name if entry else "",
        is_own_review=own,
    )
