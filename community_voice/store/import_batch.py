"""Import batch: a file of existing answers, taken in whole or not at all."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.columns import CONSENTS, UNITS, Words, one_of
from community_voice.store.lease import LIVE, Leased, lease_constraints


class ImportBatch(Leased, Base):
    """One file; `file_digest` is keyed, and unique among live batches of an engagement.

    `content` holds the file until it is stored or given up, then it is cleared. Raising a
    whole file's consent above "counted" needs a reason.
    """

    brings_words: ClassVar[bool] = True

    __tablename__ = "import_batch"
    __table_args__ = (
        *lease_constraints(),
        one_of("unit", UNITS),
        one_of("consent", CONSENTS),
        CheckConstraint("consent = 'counted' OR length(consent_reason) > 0", name="reason"),
        Index(
            "uq_import_batch_live",
            "engagement_id",
            "file_digest",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    file_name: Mapped[str] = mapped_column(Words, default="")
    file_digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    unit: Mapped[str] = mapped_column(String(10), default="comments")
    consent: Mapped[str] = mapped_column(String(20), default="counted")
    consent_reason: Mapped[str] = mapped_column(Words, default="")
    rows_stored: Mapped[int] = mapped_column(default=0)
    people_stored: Mapped[int] = mapped_column(default=0)
    row_errors: Mapped[list[Any]] = mapped_column(JSON, default=list)
