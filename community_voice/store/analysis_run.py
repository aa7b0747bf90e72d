"""Analysis run and Embedding: one computation, and the vectors it records."""

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from community_voice.extensions import Base
from community_voice.store.lease import Leased, lease_constraints


class AnalysisRun(Leased, Base):
    """Inputs, settings, versions, seed and results; the same inputs give the same bytes.

    `input_digest` and `result_digest` are keyed digests of what went in and what came out;
    `results` is the run's report (per language service, share left as other, method).
    """

    __tablename__ = "analysis_run"
    __table_args__ = lease_constraints()

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    seed: Mapped[int] = mapped_column(default=0)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    versions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    input_digest: Mapped[str] = mapped_column(String(64), default="")
    result_digest: Mapped[str] = mapped_column(String(64), default="")
    results: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Embedding(Base):
    """A vector of one text, kept as long as the text; keyed by encoder and keyed digest."""

    __tablename__ = "embedding"

    encoder: Mapped[str] = mapped_column(String(60), primary_key=True)
    text_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
