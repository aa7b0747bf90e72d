"""Files for translators: what one brings, what it would change, and what is refused and why."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.collect.translate.context import place_of, places
from community_voice.collect.translate.marks import mark_problem, marks_of
from community_voice.collect.translate.room import Room, usable_tag
from community_voice.collect.translate.service import (
    DOUBTED,
    LONGEST,
    Change,
    Outcome,
    confirm_source,
    save_texts,
    trusted_paths,
)
from community_voice.errors import DomainError
from community_voice.instruments.definition import digest, read_definition
from community_voice.instruments.wording_state import STALE, Text, read_language
from community_voice.store import VersionWording
from community_voice.store.columns import storable

# A file is sent back with the page that asks whether to keep it, a third longer.
FILE_LIMIT = 2 * 1024 * 1024
# A file of an older version may bring more texts than there are, but not many times as many.
MOST_TIMES, FEW = 10, 100
NEW, CHANGED, CONFIRMED, SAME, EMPTY, REFUSED = (
    *("new", "changed", "confirmed", "same", "empty", "refused"),
)
ACT = "translation.import"


class UnreadableFile(DomainError):
    """A file that is no translation file, or not one for this page."""

    status = 422


@dataclass(frozen=True)
class Sent:
    """A text on its way out; `note` is its place, `is_stale` that its source has changed."""

    path: str
    source: str
    text: str
    state: str
    note: str


@dataclass(frozen=True)
class Entry:
    """A text that a file brings; `doubted`: the file itself says that it needs a look.

    `doubt_is_old`: that word may be ours, from when the file went out, and unseen since.
    """

    path: str
    source: str
    text: str
    doubted: bool = False
    doubt_is_old: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Brought:
    """What stands in a file; a language that it does not name is empty."""

    source_language: str
    language: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Finding:
    """What one text of a file would do, and in words what is to be known of it."""

    entry: Entry
    kind: str
    before: str = ""
    note: str = ""
    made_of: str = ""


def outgoing(session: Session, room: Room, tag: str) -> list[Sent]:
    """Return the texts of a language that a translator may write, in the order of the survey."""
    definition = read_definition(session, room.version)
    known = places(definition)
    return [
        Sent(
            text.path,
            text.source.text,
            text.text,
            text.state,
            _note(text, place_of(known, text.path).words),
        )
        for text in read_language(session, room.version, tag, definition).texts
        if text.can_change
    ]


def usable(session: Session, room: Room, brought: Brought) -> Brought:
    """Refuse what no page can show or keep: a text by itself, a file of far too many as a whole."""
    paths = select(func.count(VersionWording.path.distinct()))
    here = session.scalar(paths.where(VersionWording.version_id == room.version.id)) or 0
    if len(brought.entries) > MOST_TIMES * (here + FEW):
        raise UnreadableFile(_("This file has far more texts than this version."))
    if not storable(brought.language):
        raise UnreadableFile(_("There is a character here that we cannot keep."))
    return replace(brought, entries=[_shown(entry) for entry in brought.entries])


def _shown(entry: Entry) -> Entry:
    if all(map(storable, (entry.path, entry.source, entry.text))):
        return entry
    told = str(_("There is a character here that we cannot keep."))
    path = entry.path.encode(errors="replace").decode().replace("\0", "?")
    return replace(entry, path=path, source="", text="", problem=told)


def refuse_other_language(room: Room, tag: str, brought: Brought) -> None:
    """Refuse a file that is for another language than this page."""
    for named, wanted in (
        (brought.language, tag),
        (brought.source_language, room.version.source_language),
    ):
        if named and _tag(named) != wanted:
            told = _("This file is for “%(named)s”, and this page is for “%(wanted)s”.")
            raise UnreadableFile(told % {"named": named[:40], "wanted": wanted})


def compare(session: Session, room: Room, tag: str, brought: Brought) -> list[Finding]:
    """Return what each text of a file would do here, in the file's order."""
    translated = read_language(session, room.version, tag)
    there, trusted = translated.by_path(), trusted_paths(session, room, translated)
    seen: set[str] = set()
    findings = []
    for entry in brought.entries:
        found = _compare(entry, there.get(entry.path), entry.path in seen, entry.path in trusted)
        seen.add(entry.path)
        findings.append(found)
    return findings


def counts(findings: Iterable[Finding]) -> Counter[str]:
    """Count findings by kind."""
    return Counter(finding.kind for finding in findings)


def mark_of(findings: Iterable[Finding]) -> str:
    """Return a digest of what a file would do, to see whether that is still so when it is done."""
    said = "\n".join(f"{f.entry.path} {f.kind} {digest(f.before)} {f.made_of}" for f in findings)
    return hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()


def apply(session: Session, room: Room, tag: str, findings: Iterable[Finding]) -> Outcome:
    """Keep what a file brings as drafts; a review is a person's word, which no file gives."""
    kept = [finding for finding in findings if finding.kind in (NEW, CHANGED)]
    changes = [Change(f.entry.path, f.entry.text, f.made_of) for f in kept]
    outcome = save_texts(session, room, tag, changes, act=ACT)
    confirmed = [finding.entry.path for finding in findings if finding.kind == CONFIRMED]
    confirm_source(session, room, tag, confirmed)
    outcome.saved += confirmed
    return outcome


def _compare(entry: Entry, text: Text | None, is_twice: bool, is_trusted: bool) -> Finding:
    reason = entry.problem or _refusal(entry, text, is_twice)
    if reason or text is None:
        return Finding(entry, REFUSED, note=reason)
    if not entry.text.strip():
        return Finding(entry, EMPTY, text.text)
    is_ours = entry.source == text.source.text
    if entry.text == text.text:
        settles = is_ours and not entry.doubted and text.state == STALE and text.made_of
        note = _("The file says that it fits the source as it is now.") if settles else ""
        return Finding(entry, CONFIRMED if settles else SAME, text.text, note)
    if problem := mark_problem(text.source.text, entry.text):
        return Finding(entry, REFUSED, text.text, problem)
    if is_trusted:
        told = _("Residents read this already. Change it on its page, where it can be reviewed.")
        return Finding(entry, REFUSED, text.text, told)
    doubted = entry.doubted and not entry.doubt_is_old
    note = ""
    if not is_ours:
        note = _("It was made of other source words: it is kept as stale.")
    elif doubted:
        note = _("The file marks it as doubtful: it is kept as stale.")
    made_of = digest(entry.source)
    if is_ours and doubted:
        made_of = DOUBTED
    return Finding(entry, CHANGED if text.text else NEW, text.text, note, made_of)


def _refusal(entry: Entry, text: Text | None, is_twice: bool) -> str:
    if text is None:
        return str(_("This version has no such text."))
    if is_twice:
        return str(_("The file has this text twice; the first one counts."))
    if not text.can_change:
        return str(_("This is a message of the site itself. Tell the people who run it."))
    if not storable(entry.text) or not storable(entry.source):
        return str(_("There is a character here that we cannot keep."))
    return str(_("This is too long.")) if len(entry.text) > LONGEST else ""


def _note(text: Text, place: str) -> str:
    kept = ", ".join(dict.fromkeys(marks_of(text.source.text)))
    return f"{place} · {_('keep as it is: %(marks)s', marks=kept)}" if kept else place


def _tag(named: str) -> str:
    try:
        return usable_tag(named)
    except DomainError:
        return named
