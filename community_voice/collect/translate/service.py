"""Write translations and say which are right; the caller commits."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.translate.marks import mark_problem
from community_voice.collect.translate.room import Room
from community_voice.instruments.definition import digest
from community_voice.instruments.wording_state import (
    ENGAGEMENT,
    Text,
    Translated,
    read_language,
)
from community_voice.staff.audit import record_act
from community_voice.store import (
    Account,
    AuditEntry,
    EngagementWording,
    OpenedLanguage,
    Survey,
    Version,
    VersionWording,
    WordingReview,
)
from community_voice.store.columns import storable, today

LONGEST = 20_000
# The digest of no source: a text that somebody marked as doubtful is stale until it is reviewed.
DOUBTED = "0" * 64
SAVED, READ_ACT = "translation.save", "translation.review"
# Enough of a digest to tell one wording of a text from another in the log.
MARKED = 16


@dataclass(frozen=True)
class Change:
    """A text as somebody wrote it.

    `was` is the digest of what they saw (None: it does not matter), `made_of` of its source.
    """

    path: str
    text: str
    made_of: str
    was: str | None = None


@dataclass
class Outcome:
    """What became of each text, by path; `refused` says why."""

    saved: list[str] = field(default_factory=list)
    reviewed: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def save_texts(
    session: Session,
    room: Room,
    tag: str,
    changes: Iterable[Change],
    *,
    read: Collection[str] = (),
    act: str = SAVED,
) -> Outcome:
    """Keep the texts that changed; an empty one is taken away.

    Where residents answer in the language already, what must be reviewed stays reviewed: such a
    text changes only together with somebody's word that it is right (its path is in `read`).
    """
    translated = read_language(session, room.version, tag)
    there, trusted = translated.by_path(), trusted_paths(session, room, translated)
    rows = _rows(session, room, tag)
    outcome, kept = Outcome(), {}
    for change in changes:
        text = there.get(change.path)
        if text is None or same_lines(text.text, change.text):
            continue
        reason = _refusal(text, change)
        if not reason and change.path in trusted:
            reason = _unread(text, change, read)
        if reason:
            outcome.refused[change.path] = reason
            continue
        _write(session, room, tag, change, rows)
        outcome.saved.append(change.path)
        kept[change.path] = digest(change.text)[:MARKED]
    session.flush()
    if kept:
        session.expire(room.engagement)
        record_act(session, act, room.subject, detail={"language": tag, "texts": kept})
    return outcome


def trusted_paths(session: Session, room: Room, translated: Translated) -> set[str]:
    """Return what residents trust in a language by now: it changes only to words found right.

    The engagement's texts stand before each of its surveys, so one open version is enough.
    """
    is_shared = bool(_open_versions(session, room, translated.language))
    return {
        text.path
        for text in translated.texts
        if text.is_needed
        and (translated.is_open or (is_shared and text.path.startswith(ENGAGEMENT)))
    }


def review_texts(
    session: Session,
    room: Room,
    tag: str,
    seen: Iterable[Change],
    account: Account,
    *,
    on_paper_by: str = "",
    on: dt.date | None = None,
) -> Outcome:
    """Say of these texts that somebody read them beside their source and found them right.

    It is said of the words that they saw: where others stand by now, it is refused.
    """
    there = read_language(session, room.version, tag).by_path()
    elsewhere = _open_versions(session, room, tag) - {room.version.id}
    outcome = Outcome()
    for each in seen:
        text = there.get(each.path)
        if text is None or text.is_read or each.path in outcome.reviewed:
            continue
        problem = _no_review(text, each)
        if problem:
            outcome.refused[each.path] = problem
            continue
        said = {
            "path": text.path,
            "language": tag,
            "text_digest": digest(text.text),
            "source_digest": digest(text.source.text),
        }
        shared = elsewhere if text.path.startswith(ENGAGEMENT) else set()
        session.add_all(
            WordingReview(
                version_id=version_id,
                reviewer=on_paper_by or account.name or account.email,
                on_paper=bool(on_paper_by),
                recorded_by_id=account.id,
                reviewed_on=on or today(),
                **said,
            )
            for version_id in [room.version.id, *sorted(shared - _said_of(session, said))]
        )
        outcome.reviewed.append(text.path)
    session.flush()
    confirm_source(session, room, tag, outcome.reviewed)
    if outcome.reviewed:
        detail = {"language": tag, "texts": outcome.reviewed, "on_paper": bool(on_paper_by)}
        record_act(session, READ_ACT, room.subject, detail=detail)
    return outcome


def writers(session: Session, room: Room, tag: str) -> Mapping[tuple[str, str], AuditEntry]:
    """Return the log's newest entry for each (path, digest of words) written in a language.

    Words that a new version took over are found under the version they were written in.
    """
    survey = f"{room.engagement.slug}/{room.survey.slug}/"
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.act.in_((SAVED, "translation.import", "translation.sheet")))
        .where(AuditEntry.subject.startswith(survey, autoescape=True))
        .order_by(AuditEntry.id)
    )
    return {
        (path, mark): entry
        for entry in entries
        if entry.detail.get("language") == tag
        for path, mark in entry.detail.get("texts", {}).items()
    }


def same_lines(one: str, other: str) -> bool:
    """Say whether two texts are the same but for how a form ends its lines."""
    return plain_lines(one) == plain_lines(other)


def plain_lines(text: str) -> str:
    """Return a text with one kind of line end: a form sends two characters for each."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refusal(text: Text, change: Change) -> str:
    if not text.can_change:
        return str(_("This is a message of the site itself. Tell the people who run it."))
    if not storable(change.text):
        return str(_("There is a character here that we cannot keep. Type it again."))
    if len(change.text) > LONGEST:
        return str(_("This is too long."))
    if change.was is not None and change.was != (digest(text.text) if text.text else ""):
        told = _("Somebody else changed this meanwhile. It now reads: “%(text)s”", text=text.text)
        return str(told)
    return ""


def _unread(text: Text, change: Change, read: Collection[str]) -> str:
    right = change.path in read and change.made_of == digest(text.source.text)
    if right and change.text.strip() and not mark_problem(text.source.text, change.text):
        return ""
    told = _(
        "Residents read this already: it can only change to words that somebody has read beside "
        "the source and found right, with all its marks. Tick that, or close the language first."
    )
    return str(told)


def _no_review(text: Text, seen: Change) -> str:
    if not text.text:
        return str(_("There is no translation yet."))
    if not same_lines(text.text, seen.text) or seen.made_of != digest(text.source.text):
        return str(_("It has changed since this page was shown. Read it again."))
    problem = mark_problem(text.source.text, text.text)
    return f"{_('Kept, but not as reviewed.')} {problem}" if problem else ""


def _open_versions(session: Session, room: Room, tag: str) -> set[int]:
    """Return the versions of the engagement's surveys that are open in a language."""
    opened = (
        select(OpenedLanguage.version_id)
        .join(Version, Version.id == OpenedLanguage.version_id)
        .join(Survey, Survey.id == Version.survey_id)
        .where(Survey.engagement_id == room.engagement.id, OpenedLanguage.language == tag)
    )
    return set(session.scalars(opened))


def _said_of(session: Session, said: Mapping[str, str]) -> set[int]:
    """Return the versions of which the same was said before."""
    return set(session.scalars(select(WordingReview.version_id).filter_by(**said)))


def _rows(session: Session, room: Room, tag: str) -> dict[str, VersionWording]:
    rows = select(VersionWording).where(
        VersionWording.version_id == room.version.id, VersionWording.language == tag
    )
    return {row.path: row for row in session.scalars(rows)}


def _write(
    session: Session, room: Room, tag: str, change: Change, rows: dict[str, VersionWording]
) -> None:
    if change.path.startswith(ENGAGEMENT):
        _write_engagement(room, tag, change)
        return
    row = rows.get(change.path)
    if row is None:
        row = VersionWording(version_id=room.version.id, path=change.path, language=tag)
        if change.text.strip():
            session.add(row)
    elif not change.text.strip():
        session.delete(row)
        return
    row.text, row.source_digest = change.text, change.made_of


def _write_engagement(room: Room, tag: str, change: Change) -> None:
    path = change.path.removeprefix(ENGAGEMENT)
    rows = room.engagement.wordings
    row = next((row for row in rows if (row.path, row.language) == (path, tag)), None)
    if row is not None and change.text.strip():
        row.text = change.text
    elif row is not None:
        rows.remove(row)
    elif change.text.strip():
        rows.append(EngagementWording(path=path, language=tag, text=change.text))


def confirm_source(session: Session, room: Room, tag: str, paths: Iterable[str]) -> None:
    """Note that translations fit the source as it is now: somebody read them beside it."""
    wanted = set(paths)
    if not wanted:
        return
    there = read_language(session, room.version, tag).by_path()
    for path, row in _rows(session, room, tag).items():
        if path in wanted and path in there:
            row.source_digest = digest(there[path].source.text)
    session.flush()
