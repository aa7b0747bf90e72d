"""Freeze a Release: compute everything that it says, then store it in one go."""

import secrets
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict
from community_voice.release.candidates import named_themes
from community_voice.release.compose import WRITTEN, ReadyQuote, ReleaseContent, compose
from community_voice.release.digest import quote_hash, seal_of, told_hash
from community_voice.release.figures import HELD, MARKS, ROUND, held_in, kept
from community_voice.release.logged import log_frozen
from community_voice.release.method import heading_of
from community_voice.release.retold import told_rows
from community_voice.store import (
    Brief,
    Claim,
    Quote,
    QuoteReview,
    Release,
    ReleaseCell,
    ReleaseTheme,
    ReleaseVoice,
    ToldParaphrase,
)
from community_voice.store.columns import today
from community_voice.store.database import begin_writing
from community_voice.store.lease import Tick
from community_voice.store.paraphrase import RETOLD, Paraphrase


def freeze(session: Session, release: Release, tick: Tick) -> None:
    """Compute a Release and store it; the worker then marks it done, which seals it."""
    content = compose(session, release, tick)
    if content.record.people.empty:
        raise Conflict(_("Nobody has answered yet."))
    session.commit()
    begin_writing(session)
    store_content(session, release, content, make_salt)


def store_content(
    session: Session, release: Release, content: ReleaseContent, salt: Callable[[], str]
) -> None:
    """Store what a Release says, its seal, and the draft of its brief."""
    _store_voices(session, release, content)
    _store_cells(session, release, content)
    _store_themes(session, release, content)
    _store_claims(session, release, content)
    _store_quotes(session, release, content, salt)
    told = _store_paraphrases(session, release, content, salt)
    session.flush()
    session.refresh(release, ["cells", "themes", "claims", "quotes"])
    release.method = {
        "settings": [[name, value] for name, value in content.summary.method.items()],
        "labels": dict(content.labels),
        "left_out": [list(pair) for pair in content.tables.left_out],
        "quotes": [quote_hash(quote) for quote in release.quotes],
        "paraphrases": [told_hash(each) for each in told],
        "heading": heading_of(release.engagement),
        "figures": kept(content.tables.figures),
        MARKS: dict(content.record.marks),
        # As they were counted: both may have changed since.
        ROUND: content.record.up_to,
        HELD: held_in(content.record.figures),
        "written": WRITTEN,
    }
    release.frozen_on = today()
    release.digest = seal_of(release)
    session.add(Brief(release_id=release.id, language="en"))
    session.flush()
    log_frozen(session, release)


def make_salt() -> str:
    """Return a salt that nobody can guess."""
    return secrets.token_hex(16)


def _store_voices(session: Session, release: Release, content: ReleaseContent) -> None:
    rows: list[Any] = [
        {"release_id": release.id, "response_id": person}
        for person in sorted(content.record.people["person"])
    ]
    session.bulk_insert_mappings(ReleaseVoice.__mapper__, rows)


def _store_cells(session: Session, release: Release, content: ReleaseContent) -> None:
    session.add_all(
        ReleaseCell(
            release_id=release.id,
            key=cell.key,
            position=position,
            unit=cell.unit,
            theme=cell.theme,
            dimension=cell.dimension,
            value=cell.value,
            n=cell.n,
        )
        for position, cell in enumerate(content.tables.cells)
    )


def _store_themes(session: Session, release: Release, content: ReleaseContent) -> None:
    session.add_all(
        ReleaseTheme(
            release_id=release.id,
            code=theme.code,
            position=position,
            theme_id=theme.id,
            name=theme.name,
            description=theme.description,
            # Keywords are residents' words, and nobody was asked about them.
            keywords={},
        )
        for position, theme in enumerate(named_themes(content.record.state))
    )


def _store_claims(session: Session, release: Release, content: ReleaseContent) -> None:
    session.add_all(
        Claim(
            release_id=release.id,
            code=claim.id,
            position=position,
            section=claim.section,
            template=claim.template,
            text=claim.text,
            numbers=dict(claim.numbers),
            values=dict(claim.values),
            sources=list(claim.sources),
            verified=claim.id not in content.unverified,
        )
        for position, claim in enumerate(content.summary.claims)
        # Words that can be withdrawn are kept apart.
        if claim.template not in RETOLD
    )


def _store_quotes(
    session: Session, release: Release, content: ReleaseContent, salt: Callable[[], str]
) -> None:
    supported = {
        source: claim.id
        for section in ("against", "finding")
        for claim in reversed(content.summary.section(section))
        for source in claim.sources
    }
    for position, quote in enumerate(content.quotes):
        candidate = quote.candidate
        session.add(
            Quote(
                release_id=release.id,
                position=position,
                claim_code=supported.get(f"theme:{quote.theme}", ""),
                theme=quote.theme,
                testimony_id=candidate.testimony_id,
                consent=candidate.consent,
                review_id=_review_id(session, quote),
                start=candidate.start,
                end=candidate.end,
                text=quote.chosen.text,
                language=quote.language,
                place=quote.place,
                salt=salt(),
            )
        )


def _store_paraphrases(
    session: Session, release: Release, content: ReleaseContent, salt: Callable[[], str]
) -> list[ToldParaphrase]:
    """Store the claims that hold a paraphrase; one that is gone meanwhile stops the freeze."""
    told = told_rows(release, content.summary, content.paraphrases, content.unverified, salt)
    for each in told:
        approved = session.scalar(
            select(Paraphrase.approved_by_id).where(Paraphrase.id == each.paraphrase_id)
        )
        if approved != each.approved_by_id:
            raise Conflict(
                _("Words were withdrawn or taken back meanwhile. Ask for the release again.")
            )
    session.add_all(told)
    return told


def _review_id(session: Session, quote: ReadyQuote) -> int:
    """Return the reading that cleared this quote; one that was taken back stops the freeze."""
    candidate = quote.candidate
    found = session.scalar(
        select(QuoteReview.id).where(
            QuoteReview.testimony_id == candidate.testimony_id,
            QuoteReview.start == candidate.start,
            QuoteReview.end == candidate.end,
            QuoteReview.points_at_nobody,
        )
    )
    if found is None:
        raise Conflict(
            _("A quote was withdrawn or taken back meanwhile. Ask for the release again.")
        )
    return found
