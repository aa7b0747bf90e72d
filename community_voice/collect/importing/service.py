"""Keep an uploaded file as a draft, check it, queue it for the worker, or give it up."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.collect.importing.accepting import (
    AlreadyImported,
    forget_file,
    plain_name,
    refuse_repeat,
    set_consent,
)
from community_voice.collect.importing.checking import check
from community_voice.collect.importing.findings import Asked, Findings
from community_voice.collect.importing.mapping import (
    SAMPLE_ROWS,
    ColumnMap,
    guess_map,
)
from community_voice.collect.importing.reading import open_table
from community_voice.collect.importing.table import BrokenRow, Table
from community_voice.errors import Conflict, NotFound
from community_voice.store import Account, Engagement, ImportBatch
from community_voice.store.columns import now
from community_voice.store.secrets import keyed_digest

# A file that nobody confirmed is not kept for ever.
DRAFT_LIFE = dt.timedelta(days=7)


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


def content_of(batch: ImportBatch) -> bytes:
    """Return a draft's file; it is there only while the draft is open."""
    if batch.state != "draft" or batch.content is None:
        raise Conflict(_("This import has changed since you saw it. Look at it again."))
    return batch.content
