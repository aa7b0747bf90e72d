"""Check a brief against the record: its seal, every number, every quote, and the page itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy.orm import Session

from analysis.verify import verify
from community_voice.deliver.brief.page import BriefPage
from community_voice.deliver.brief.rendered import rendered_failures
from community_voice.deliver.brief.routes import render_brief
from community_voice.deliver.brief.tongue import ENGLISH
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.release.logged import log_failures
from community_voice.release.recompute import (
    Recomputed,
    is_written_now,
    recompute,
    record_failures,
    seal_failures,
    segment_failures,
    summary_failures,
)
from community_voice.release.retold import told_failures
from community_voice.store import Brief, Release


@dataclass(frozen=True)
class BriefCheck:
    """What was checked, and each thing that failed by name; no testimony stands in it."""

    failures: tuple[str, ...]
    numbers: int
    claims: int
    cells: int
    quotes: int
    is_written_again: bool


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
        *told_failures(session, release, again.record),
        *segment_failures(session, release),
        *summary_failures(session, release, again),
        *_page_failures(brief, again),
    ]
    return BriefCheck(
        failures=tuple(failures),
        numbers=sum(len(claim.numbers) for claim in again.summary.claims),
        claims=len(again.summary.claims),
        cells=len(again.told.cells),
        quotes=len(again.summary.quotes),
        is_written_again=is_written_now(release),
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
        figures=again.figures,
        paraphrases=again.paraphrases,
    )


def _claim_failures(release: Release) -> Iterator[str]:
    """Name claims that point at a finding that is not there: a quote must have its sentence."""
    codes = {claim.code for claim in release.claims if claim.verified}
    for quote in release.quotes:
        if quote.claim_code not in codes:
            yield f"quote {quote.position + 1}: the sentence it stands under is not there"


def _page_failures(brief: Brief, again: Recomputed) -> Iterator[str]:
    """Read the page in every language; its sentences must be those that the analysis makes."""
    for tag in INTERFACE_LANGUAGES:
        page = BriefPage(brief.release, tag)
        said = again.summary.in_language(page.tongue.tag)
        sentences = {claim.id: claim.text for claim in said.claims} if tag != ENGLISH else None
        for failure in rendered_failures(_rendered(brief, tag), page, sentences):
            yield failure if tag == ENGLISH else f"{tag} {failure}"


def _rendered(brief: Brief, tag: str) -> str:
    """Return the page as a stranger's browser gets it, in a language."""
    address = f"/{brief.release.engagement.slug}/brief/?lang={tag}"
    # A host that the site answers to: any other would be refused.
    host = current_app.config["TRUSTED_HOSTS"][0].lstrip(".")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # A context of its own, for a command's own context keeps the language of the page before.
    with app.app_context(), app.test_request_context(address, base_url=f"https://{host}"):
        return render_brief(brief)
