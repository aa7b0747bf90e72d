"""Take a file in: keep it as a draft, check it, queue it, store it once."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.collect.importing.checking import Asked, Findings, RowError, check
from community_voice.collect.importing.mapping import (
    SAMPLE_ROWS,
    ColumnMap,
    guess_map,
)
from community_voice.collect.importing.reading import open_table
from community_voice.collect.importing.storing import store_rows
from community_voice.collect.importing.table import BrokenRow, Table
from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import Account, Engagement, ImportBatch
from community_voice.store.columns import CONSENTS, now, storable
from community_voice.store.lease import LIVE_STATES
from community_voice.store.secrets import keyed_digest

NAME_LENGTH = 200
REASON_LENGTH = 2000
# A file that nobody confirmed is not kept for ever.
DRAFT_LIFE = dt.timedelta(days=7)


class AlreadyImported(Conflict):
    """This very file is here already."""


class RowsRefused(DomainError):
    """Some rows have errors, and a file is taken in whole or not at all."""

    def __init__(self, errors: Sequence[RowError], count: int) -> None:
        super().__init__(_("Nothing was stored: %(count)s rows need mending.", count=count))
        self.errors = errors
        self.count = count


@dataclass(frozen=True)
class Examined:
    """A file as it was read through a map; nothing is written while it is read."""

    table: Table
    columns: ColumnMap
    findings: Findings | None

    def as_json(self) -> dict[str, Any]:
        """Return what an ImportBatch keeps of it."""
        kept = {**self.columns.as_json(), "notes": [list(note) for note in self.table.notes]}
        return kept | ({"found": self.findings.as_json()} if self.findings else {})


def find_engagement(session: Session, slug: str) -> Engagement:
    """Return the engagement at an address, or say that there is none."""
    found = session.scalar(select(Engagement).where(Engagement.slug == slug))
    if found is None:
        raise NotFound(_("There is no engagement at this address."))
    return found


def list_batches(session: Session, engagement: Engagement) -> Sequence[ImportBatch]:
    """Return an engagement's imports, newest first, drafts among them."""
    of_engagement = select(ImportBatch).where(ImportBatch.engagement_id == engagement.id)
    return session.scalars(of_engagement.order_by(ImportBatch.id.desc())).all()


def find_batch(
    session: Session, engagement: Engagement, batch_id: int, *, to_change: bool = False
) -> ImportBatch:
    """Return one import of this engagement; `to_change` keeps others off it until then."""
    batch = session.get(ImportBatch, batch_id, with_for_update=to_change or None)
    if batch is None or batch.engagement_id != engagement.id:
        raise NotFound(_("There is no such import."))
    return batch


def examine(
    ours: Sequence[str],
    name: str,
    content: bytes,
    columns: ColumnMap | None = None,
    consent: str = "counted",
    sheet: str = "",
) -> Examined:
    """Read a whole file through a map, or through a guessed one; this takes its time."""
    table = open_table(name, content, columns.sheet if columns else sheet)
    columns = columns or guess_for(table)
    asked = Asked(columns, tuple(ours), consent)
    return Examined(table, columns, check(table, asked) if columns.text else None)


def guess_for(table: Table) -> ColumnMap:
    """Guess a map from a table's names and first rows."""
    return guess_map(table.header, first_rows(table, SAMPLE_ROWS), table.sheet)


def first_rows(table: Table, count: int) -> list[list[str]]:
    """Return the first rows that can be read."""
    rows: list[list[str]] = []
    try:
        for _number, cells in table.rows():
            rows.append(cells)
            if len(rows) == count:
                break
    except BrokenRow:
        # The check names this row; what came before it can be shown.
        pass
    return rows


def keep_draft(
    session: Session,
    engagement: Engagement,
    name: str,
    content: bytes,
    examined: Examined,
    actor: Account | None,
) -> ImportBatch:
    """Keep an uploaded file for its map to be looked at; its words are not stored yet."""
    forget_leftovers(session, engagement)
    digest = keyed_digest("file", content)
    refuse_repeat(session, engagement, digest)
    batch = ImportBatch(
        engagement_id=engagement.id,
        state="draft",
        file_name=plain_name(name),
        file_digest=digest,
        content=content,
        asked_by_id=actor.id if actor else None,
    )
    session.add(batch)
    keep_map(session, batch, examined, "counted", "")
    return batch


def keep_map(
    session: Session, batch: ImportBatch, examined: Examined, consent: str, reason: str
) -> None:
    """Keep what a draft's columns say and what was found; its revision tells old pages."""
    content_of(batch)
    set_consent(batch, consent, reason)
    revision = int((batch.mapping or {}).get("revision", 0)) + 1
    batch.mapping = {**examined.as_json(), "revision": revision}
    errors = examined.findings.errors if examined.findings else []
    batch.row_errors = [list(error) for error in errors]
    batch.unit = examined.columns.unit
    session.flush()


def confirm(session: Session, engagement: Engagement, batch: ImportBatch, revision: int) -> None:
    """Queue a draft for the worker: as it was last checked and shown, and only once."""
    if batch.state != "draft" or revision != batch.mapping.get("revision"):
        raise Conflict(_("This import has changed since you saw it. Look at it again."))
    found = batch.mapping.get("found", {})
    if not found or found["errors"]:
        raise Conflict(
            _("Mend the rows with errors first: a file is taken in whole or not at all.")
        )
    refuse_repeat(session, engagement, batch.file_digest)
    batch.state = "queued"
    batch.asked_at = now()
    batch.total = found["rows"]
    try:
        session.flush()
    except IntegrityError as twice:
        session.rollback()
        raise AlreadyImported(_("Somebody else is importing this very file just now.")) from twice


def cancel(session: Session, batch: ImportBatch) -> None:
    """Give a draft or waiting file up at once; ask a running one to stop."""
    if batch.state == "running":
        batch.cancel_asked = True
    elif batch.state in ("draft", "queued"):
        batch.state = "cancelled"
        batch.finished_at = now()
        forget_file(batch)
    session.flush()


def store_now(
    session: Session,
    engagement: Engagement,
    name: str,
    content: bytes,
    asked: Asked,
    reason: str,
    opened: tuple[Table, Findings],
    told: Callable[[int], None] | None = None,
) -> ImportBatch:
    """Store a checked file at once, in this transaction; the caller commits."""
    digest = keyed_digest("file", content)
    refuse_repeat(session, engagement, digest)
    table, findings = opened
    if findings.error_count:
        raise RowsRefused(findings.errors, findings.error_count)
    batch = ImportBatch(
        engagement_id=engagement.id,
        state="done",
        file_name=plain_name(name),
        file_digest=digest,
        mapping={**asked.columns.as_json(), "notes": list(table.notes)},
        unit=asked.columns.unit,
        finished_at=now(),
    )
    set_consent(batch, asked.consent, reason)
    session.add(batch)
    try:
        session.flush()
    except IntegrityError as twice:
        session.rollback()
        raise AlreadyImported(_("Somebody else is importing this very file just now.")) from twice
    store_checked(session, engagement, batch, table, asked, findings, told)
    return batch


def store_checked(
    session: Session,
    engagement: Engagement,
    batch: ImportBatch,
    table: Table,
    asked: Asked,
    findings: Findings,
    told: Callable[[int], None] | None = None,
) -> None:
    """Store the rows, note what was stored, let the file go and write the act to the log."""
    version = store_rows(session, engagement, batch, table, asked, findings, told)
    batch.version_id = version.id
    batch.rows_stored = findings.rows - findings.empty
    batch.people_stored = len(findings.persons)
    batch.mapping = {**batch.mapping, "found": findings.as_json()}
    forget_file(batch)
    record_act(
        session,
        "import.stored",
        f"{engagement.slug}/import/{batch.id}",
        actor=session.get(Account, batch.asked_by_id) if batch.asked_by_id else None,
        detail={
            "unit": batch.unit,
            "rows": batch.rows_stored,
            "people": batch.people_stored,
            "consent": batch.consent,
            "consent_reason": batch.consent_reason,
        },
        brings_words=True,
    )
    session.flush()


def set_consent(batch: ImportBatch, consent: str, reason: str) -> None:
    """Set the consent of rows that name none; more than "counted" takes a reason."""
    reason = reason.strip()
    if consent not in CONSENTS:
        raise DomainError(_("Choose one of the four kinds of consent."))
    if consent != "counted" and not reason:
        raise DomainError(_("Say why these people's words may be used more freely than “counted”."))
    if len(reason) > REASON_LENGTH or not storable(reason):
        raise DomainError(_("This reason is too long, or holds a character that cannot be kept."))
    batch.consent = consent
    batch.consent_reason = reason if consent != "counted" else ""


def refuse_repeat(session: Session, engagement: Engagement, digest: str) -> None:
    """Refuse a file that this engagement has already, and say since when."""
    earlier = session.scalar(
        select(ImportBatch).where(
            ImportBatch.engagement_id == engagement.id,
            ImportBatch.file_digest == digest,
            ImportBatch.state.in_(LIVE_STATES),
        )
    )
    if earlier is None:
        return
    day = format_date(earlier.finished_at or earlier.asked_at)
    if earlier.state == "done":
        raise AlreadyImported(
            _("This very file was imported on %(day)s. Nothing was stored again.", day=day)
        )
    raise AlreadyImported(_("This very file is being imported already, since %(day)s.", day=day))


def forget_file(batch: ImportBatch) -> None:
    """Let a file's content go, and with it every value that its errors quoted."""
    batch.content = None
    batch.row_errors = [[row, code, column, ""] for row, code, column, _value in batch.row_errors]


def forget_leftovers(session: Session, engagement: Engagement) -> None:
    """Let go of drafts that nobody confirmed, and of files whose import is over."""
    mine = ImportBatch.engagement_id == engagement.id
    session.execute(
        update(ImportBatch)
        .where(mine, ImportBatch.state == "draft", ImportBatch.asked_at < now() - DRAFT_LIFE)
        .values(state="cancelled", finished_at=now())
    )
    session.execute(
        update(ImportBatch)
        .where(
            mine,
            ImportBatch.state.in_(("done", "failed", "cancelled")),
            ImportBatch.content.is_not(None),
        )
        .values(content=None, row_errors=[])
    )


def plain_name(name: str) -> str:
    """Return a file's name without folders or what cannot be kept, its ending whole."""
    name = PurePath(name.replace("\\", "/")).name
    # Joiners and marks of direction stay, as names in Persian or Arabic need them.
    kept = (storable(mark) and unicodedata.category(mark) != "Cc" for mark in name)
    name = "".join(mark if is_kept else "\ufffd" for mark, is_kept in zip(name, kept, strict=True))
    ending = PurePath(name).suffix[:12]
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(ending)] + ending


def content_of(batch: ImportBatch) -> bytes:
    """Return a draft's file; it is there only while the draft is open."""
    if batch.state != "draft" or batch.content is None:
        raise Conflict(_("This import has changed since you saw it. Look at it again."))
    return batch.content
