"""Asking for an analysis run, stopping one, and looking at them. Light: the worker computes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import (
    Account,
    AdoptedTheme,
    AnalysisRun,
    Codebook,
    Engagement,
    Segment,
    Testimony,
)
from community_voice.store.columns import now
from community_voice.store.response import said_by_residents
from community_voice.study.votes.voters import count_voters
from community_voice.study.words import METHODS

UNFINISHED = ("queued", "running")
# What staff may set, and within which bounds.
BOUNDS = {"min_size": (2, 10_000), "most": (2, 200)}


def ask_for_run(
    session: Session, engagement: Engagement, account: Account, settings: Mapping[str, Any]
) -> AnalysisRun:
    """Queue a run; one at a time in an engagement."""
    # Two who ask at once take their turns here; SQLite has one writer anyway.
    session.scalar(select(Engagement.id).where(Engagement.id == engagement.id).with_for_update())
    if unfinished_run(session, engagement.id) is not None:
        raise Conflict(_("A run is already under way. Wait for it, or stop it first."))
    if not (waiting_words(session, engagement.id) or count_voters(session, engagement.id)):
        raise Conflict(_("Nobody has said anything in their own words yet."))
    if settings.get("codebook") and not codebook_size(session, engagement.id):
        raise Conflict(_("There is no codebook yet. Adopt one first."))
    run = AnalysisRun(
        engagement_id=engagement.id, asked_by_id=account.id, settings=dict(settings), seed=0
    )
    session.add(run)
    session.flush()
    record_act(
        session,
        "run.ask",
        engagement.slug,
        actor=account,
        detail={"run": run.id, "settings": run.settings},
    )
    return run


def cancel_run(session: Session, engagement: Engagement, account: Account, run_id: int) -> None:
    """Ask the worker to stop; a run that nobody took yet ends at once."""
    run = run_of(session, engagement, run_id, lock=True)
    if run.state not in UNFINISHED:
        raise Conflict(_("This run has already ended."))
    if run.state == "queued":
        run.state, run.finished_at = "cancelled", now()
    else:
        run.cancel_asked = True
    session.flush()
    record_act(session, "run.cancel", engagement.slug, actor=account, detail={"run": run.id})


def run_of(
    session: Session, engagement: Engagement, run_id: int, lock: bool = False
) -> AnalysisRun:
    """Return one run of this engagement."""
    query = select(AnalysisRun).where(
        AnalysisRun.id == run_id, AnalysisRun.engagement_id == engagement.id
    )
    run = session.scalar(query.with_for_update() if lock else query)
    if run is None:
        raise NotFound(_("There is no such run."))
    return run


def runs_of(session: Session, engagement_id: int) -> list[AnalysisRun]:
    """Return an engagement's runs, newest first."""
    return list(
        session.scalars(
            select(AnalysisRun)
            .where(AnalysisRun.engagement_id == engagement_id)
            .order_by(AnalysisRun.id.desc())
        )
    )


def unfinished_run(session: Session, engagement_id: int) -> AnalysisRun | None:
    """Return the run that waits or is at work."""
    return session.scalar(
        select(AnalysisRun).where(
            AnalysisRun.engagement_id == engagement_id, AnalysisRun.state.in_(UNFINISHED)
        )
    )


def codebook_size(session: Session, engagement_id: int) -> int:
    """Count the themes that people adopted, also those that were set aside."""
    return (
        session.scalar(
            select(func.count(AdoptedTheme.theme_id))
            .join(Codebook, Codebook.id == AdoptedTheme.codebook_id)
            .where(Codebook.engagement_id == engagement_id)
        )
        or 0
    )


def waiting_words(session: Session, engagement_id: int, unread: bool = False) -> int:
    """Count texts that can be themed; with `unread`, those that no run has cut yet."""
    query = select(func.count(Testimony.id)).where(
        Testimony.engagement_id == engagement_id, Testimony.themed, said_by_residents()
    )
    if unread:
        query = query.where(
            ~select(Segment.id).where(Segment.testimony_id == Testimony.id).exists()
        )
    return session.scalar(query) or 0


def read_settings(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that a form asks for; what is empty is left to the method."""
    settings: dict[str, Any] = {}
    method = form.get("encoder", "")
    if method not in METHODS:
        raise DomainError(_("There is no such method."))
    if method:
        settings["encoder"] = method
    for name, (least, most) in BOUNDS.items():
        written = form.get(name, "").strip()
        if not written:
            continue
        number = int(written) if written.isdecimal() and len(written) < 9 else 0
        if not least <= number <= most:
            raise DomainError(
                _("Write a number between %(least)d and %(most)d.", least=least, most=most)
            )
        settings[name] = number
    settings |= {name: True for name in ("whole", "tone", "codebook") if form.get(name)}
    return settings
