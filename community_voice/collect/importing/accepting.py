"""What holds for every import, by browser or command: whole or not at all, once, with consent."""

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import PurePath

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.collect.importing.findings import Asked, Findings, RowError
from community_voice.collect.importing.storing import store_rows
from community_voice.collect.importing.table import Table
from community_voice.errors import Conflict, DomainError
from community_voice.staff.audit import record_act
from community_voice.store import Account, Engagement, ImportBatch
from community_voice.store.columns import CONSENTS, midnight, now, storable
from community_voice.store.lease import LIVE_STATES
from community_voice.store.secrets import keyed_digest

NAME_LENGTH = 200
REASON_LENGTH = 2000


class AlreadyImported(Conflict):
    """This very file is here already."""


class RowsRefused(DomainError):
    """Some rows have errors, and a file is taken in whole or not at all."""

    def __init__(self, errors: Sequence[RowError], count: int) -> None:
        # No count in it: a worker keeps this sentence, and it is translated when it is shown.
        super().__init__(_("Nothing was stored: some rows need mending."))
        self.errors = errors
        self.count = count


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
        finished_at=midnight(now()),
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
    # As in the log: a time could be held against what people say in this file.
    batch.asked_at = midnight(batch.asked_at or now())
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


def plain_name(name: str) -> str:
    """Return a file's name without folders or what cannot be kept, its ending whole."""
    name = PurePath(name.replace("\\", "/")).name
    # Joiners and marks of direction stay, as names in Persian or Arabic need them.
    kept = (storable(mark) and unicodedata.category(mark) != "Cc" for mark in name)
    name = "".join(mark if is_kept else "\ufffd" for mark, is_kept in zip(name, kept, strict=True))
    ending = PurePath(name).suffix[:12]
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(ending)] + ending
