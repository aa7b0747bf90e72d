"""Check a brief against the record: its seal, every number, every quote, and the page itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from analysis.verify import verify
from community_voice.deliver.brief.page import BriefPage
from community_voice.deliver.brief.rendered import rendered_failures
from community_voice.deliver.brief.routes import render_brief
from community_voice.release.logged import log_failures
from community_voice.release.recompute import (
    Recomputed,
    recompute,
    record_failures,
    seal_failures,
    segment_failures,
    summary_failures,
)
from community_voice.store import Brief, Release


@dataclass(frozen=True)
class BriefCheck:
    """What was checked, and each thing that failed by name; no testimony stands in it."""

    failures: tuple[str, ...]
    numbers: int
    claims: int
    cells: int
    quotes: int


def check_brief(session: Session, brief: Brief) -> BriefCheck:
    """Recompute everything that a brief says, and compare."""
    release = brief.release
    again = recompute(session, release)
    failures = [
        *seal_failures(release),
        *log_failures(session, brief),
        *_claim_failures(release),
        *(str(failure) for failure in _verify(again)),
        *record_failures(session, release, again.record),
        *segment_failures(session, release),
        *summary_failures(session, release, again),
        *rendered_failures(_rendered(brief), BriefPage(release)),
    ]
    return BriefCheck(
        failures=tuple(failures),
        numbers=sum(len(claim.numbers) for claim in again.summary.claims),
        claims=len(again.summary.claims),
        cells=len(again.told.cells),
        quotes=len(again.summary.quotes),
    )


def _verify(again: Recomputed) -> tuple[object, ...]:
    """Compare claims, cells and quotes with what the record gives now."""
    return verify(
        again.summary,
        again.told,
        recomputed=again.tables,
        texts=again.texts,
        quotes=again.spans,
        at_least=again.at_least,
    )


def _claim_failures(release: Release) -> Iterator[str]:
    """Name claims that point at a finding that is not there: a quote must have its sentence."""
    codes = {claim.code for claim in release.claims if claim.verified}
    for quote in release.quotes:
        if quote.claim_code not in codes:
            yield f"quote {quote.position + 1}: the sentence it stands under is not there"


def _rendered(brief: Brief) -> str:
    """Return the page as a stranger's browser gets it, in English."""
    address = f"/{brief.release.engagement.slug}/brief/?lang=en"
    # A host that the site answers to: any other would be refused.
    host = current_app.config["TRUSTED_HOSTS"][0].lstrip(".")
    with current_app.test_request_context(address, base_url=f"https://{host}"):
        return render_brief(brief)
