"""What the worker does with a queued import: check it once more, then store it whole."""

from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from community_voice.collect.importing.accepting import RowsRefused, forget_file, store_checked
from community_voice.collect.importing.checking import check
from community_voice.collect.importing.findings import Asked
from community_voice.collect.importing.mapping import map_from_json
from community_voice.collect.importing.reading import open_table
from community_voice.errors import DomainError
from community_voice.store import Engagement, ImportBatch
from community_voice.store.database import begin_writing
from community_voice.store.lease import Tick
from community_voice.store.leasing import LeaseLost


def store_batch(session: Session, batch: ImportBatch, tick: Tick) -> None:
    """Store one import; whatever ends it for good lets its file go."""
    try:
        _store(session, batch, tick)
    except (OperationalError, LeaseLost):
        # It will be tried again, or another worker has it: the file is still needed.
        raise
    except Exception:  # Cancelled among them
        session.rollback()
        begin_writing(session)
        session.refresh(batch)
        forget_file(batch)
        session.commit()
        raise


def _store(session: Session, batch: ImportBatch, tick: Tick) -> None:
    """Read without a lock, then write everything in one short transaction, left open."""
    content = batch.content
    if content is None:
        raise DomainError(_("The file is not there any more. Upload it again."))
    name, columns = batch.file_name, map_from_json(batch.mapping)
    engagement = session.get_one(Engagement, batch.engagement_id)
    asked = Asked(columns, tuple(engagement.languages), batch.consent)
    expected = int(batch.mapping.get("found", {}).get("rows", 0))
    session.commit()
    table = open_table(name, content, columns.sheet)
    findings = check(table, asked, lambda rows: tick("checking", rows, expected))
    if findings.error_count:
        raise RowsRefused(findings.errors, findings.error_count)
    total = findings.rows - findings.empty
    tick("storing", 0, total)
    begin_writing(session)
    store_checked(
        session,
        engagement,
        batch,
        table,
        asked,
        findings,
        lambda rows: tick("storing", rows, total),
    )
