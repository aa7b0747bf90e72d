"""Make a Release's numbers and quotes again from the record, and name what does not match."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import Figure, ReleasedCell, ReleasedTables
from analysis.summarize import ChosenQuote, Claim, Summary, told_figures
from analysis.tables import Tables
from community_voice.release.candidates import Candidate, named_themes
from community_voice.release.compose import WRITTEN, summarize_record
from community_voice.release.digest import (
    quote_hash,
    seal_of,
    sealed_paraphrases,
    sealed_quotes,
)
from community_voice.release.figures import HELD, frozen_figures
from community_voice.release.method import PROGRAM_VERSION, settings_for
from community_voice.release.record import (
    Record,
    count,
    frozen_voices,
    read_record,
    tell,
    told_by_quotes,
    with_figures,
)
from community_voice.release.retold import still_approved, told_claims
from community_voice.store import Quote, QuoteReview, Release, Segment
from community_voice.store.paraphrase import SERIOUS
from community_voice.store.secrets import keyed_digest


@dataclass(frozen=True)
class Recomputed:
    """A frozen Release as plain values, beside what the record says today."""

    record: Record
    summary: Summary
    told: ReleasedTables
    tables: Tables
    at_least: dict[str, int]
    texts: pd.DataFrame
    spans: pd.DataFrame
    figures: tuple[Figure, ...]
    paraphrases: pd.DataFrame

    def __repr__(self) -> str:
        return f"Recomputed({self.told!r})"


def recompute(session: Session, release: Release) -> Recomputed:
    """Read the record as of the release's run, act and voices, and count again."""
    record = read_record(session, release, frozen_voices(session, release))
    tables = count(record, release.dimensions)
    spans = [
        {
            "quote": _name(quote),
            "testimony": quote.testimony_id,
            "start": quote.start,
            "end": quote.end,
            "text": quote.text,
        }
        for quote in release.quotes
    ]
    return Recomputed(
        record=record,
        summary=frozen_summary(release),
        told=frozen_tables(release),
        tables=tables,
        at_least=told_by_quotes(record, tables, _in_record(record, release.quotes)),
        texts=record.testimony[["testimony", "text", "consent"]],
        spans=pd.DataFrame(spans, columns=["quote", "testimony", "start", "end", "text"]),
        figures=_figures_again(record, release, tables),
        paraphrases=still_approved(session, record, release),
    )


def _figures_again(record: Record, release: Release, tables: Tables) -> tuple[Figure, ...]:
    """Return the figures that the record gives; a Release of earlier rules told fewer."""
    frozen = frozen_tables(release)
    if is_written_now(release):
        return with_figures(record, tables, frozen).figures
    kinds = {each.key.split("|")[0] for each in record.figures} - {HELD, "people"}
    earlier = [each for each in record.figures if each.key.split("|")[0] in kinds]
    return told_figures(earlier, frozen).figures


def frozen_tables(release: Release) -> ReleasedTables:
    """Return the cells of a Release as `analysis` made them."""
    cells = tuple(
        ReleasedCell(cell.key, cell.unit, cell.theme, cell.dimension, cell.value, cell.n)
        for cell in release.cells
    )
    left_out = tuple((unit, name) for unit, name in release.method.get("left_out", []))
    return ReleasedTables(cells, release.threshold, left_out, frozen_figures(release))


def is_written_now(release: Release) -> bool:
    """Say whether the sentences were written by the rules of today."""
    return bool(release.method.get("written", 1) == WRITTEN)


def frozen_summary(release: Release) -> Summary:
    """Return the claims and quotes of a Release as `analysis` made them."""
    placed = [
        (
            claim.position,
            Claim(
                claim.code,
                claim.section,
                claim.template,
                claim.text,
                claim.numbers,
                claim.values,
                tuple(claim.sources),
            ),
        )
        for claim in release.claims
        if claim.verified
    ]
    placed = sorted([*placed, *told_claims(release)], key=lambda each: each[0])
    claims = tuple(claim for _position, claim in placed)
    quotes = tuple(
        ChosenQuote(
            id=_name(quote),
            quote=_name(quote),
            theme=quote.theme,
            text=quote.text,
            language=quote.language,
            place=quote.place,
        )
        for quote in release.quotes
    )
    return Summary(release.question, claims, quotes, dict(release.method.get("settings", [])))


def seal_failures(release: Release) -> Iterator[str]:
    """Name what does not match the seal: the whole, and each quote by its salted hash."""
    if seal_of(release) != release.digest:
        yield "seal: the cells, themes, claims and quotes are not those that were sealed"
    sealed = sealed_quotes(release)
    present = [quote_hash(quote) for quote in release.quotes]
    for quote, its_hash in zip(release.quotes, present, strict=True):
        if its_hash not in sealed:
            yield f"seal: {_name(quote)} is not among the quotes that were sealed"
    for place, its_hash in enumerate(sealed):
        if its_hash not in present:
            yield f"seal: the sealed quote {place + 1} is gone or changed"


def record_failures(session: Session, release: Release, record: Record) -> Iterator[str]:
    """Name what the record does not bear out: names of themes, and what stands behind quotes."""
    named = {theme.code: theme for theme in named_themes(record.state)}
    for theme in release.themes:
        now = named.get(theme.code)
        if now is None or (now.name, now.description) != (theme.name, theme.description):
            yield f"theme {theme.code}: its name or meaning is not what reviewers left"
    about = record.testimony.set_index("testimony").to_dict("index")
    coded = set(zip(record.codings["testimony"], record.codings["theme"], strict=True))
    for quote in release.quotes:
        testimony = about.get(quote.testimony_id)
        if testimony is None:
            yield f"{_name(quote)}: its words are not in the record of this release"
            continue
        review = session.get(QuoteReview, quote.review_id)
        for is_wrong, what in (
            (quote.place not in (None, testimony["place"]), "its person told another place"),
            (not testimony["verbatim"], "its words are not verbatim"),
            ((quote.testimony_id, quote.theme) not in coded, f"it is not about {quote.theme}"),
            (review is None or not review.points_at_nobody, "nobody cleared it"),
        ):
            if is_wrong:
                yield f"{_name(quote)}: {what}"


def summary_failures(session: Session, release: Release, again: Recomputed) -> Iterator[str]:
    """Write the summary again from the record, and name each sentence and setting that differs.

    Labels and marks are taken as frozen, for people may change them later; the log holds their
    seal, and by which rules the sentences were written. Those of earlier rules are not written
    again: their numbers and their words are compared all the same.
    """
    told = tell(again.record, release, again.tables, _in_record(again.record, release.quotes))
    frozen = again.summary.method
    settings = settings_for(session, release, again.record, told)
    # Another version of the program may verify; which one froze, the log holds.
    settings[PROGRAM_VERSION] = frozen.get(PROGRAM_VERSION, settings[PROGRAM_VERSION])
    if not is_written_now(release):
        return
    for name in sorted(set(frozen) | set(settings)):
        if frozen.get(name) != settings.get(name):
            yield f"method: “{name}” is not what the record says"
    cleared = [_candidate(again.record, quote) for quote in release.quotes]
    labels = release.method.get("labels", {})
    approved = again.paraphrases
    try:
        written = summarize_record(
            again.record,
            release,
            told,
            [each for each in cleared if each],
            approved,
            labels,
            settings,
        )
    except ValueError:
        # Words that could never have been approved; the analysis says no more than that.
        yield "sentences: the paraphrases of the record cannot be told"
        return
    # Where words were withdrawn the others would be numbered anew; each is checked by itself.
    all_there = len(approved) == len(sealed_paraphrases(release))
    told_again = [each for each in written.claims if all_there or each.section != SERIOUS]
    told_then = [each for each in again.summary.claims if all_there or each.section != SERIOUS]
    expected = {claim.id: claim for claim in told_again}
    found = {claim.id: claim for claim in told_then}
    for code in expected:
        if code not in found:
            yield f"sentence {code}: it is missing"
    for code, claim in found.items():
        if code not in expected:
            yield f"sentence {code}: the record does not give it"
        elif claim != expected[code]:
            yield f"sentence {code}: it is not the one that the record gives"


def segment_failures(session: Session, release: Release) -> Iterator[str]:
    """Name quotes whose words are not those that a run read: it kept a keyed digest of them."""
    for quote in release.quotes:
        key = session.scalar(
            select(Segment.text_key).where(
                Segment.testimony_id == quote.testimony_id,
                Segment.start == quote.start,
                Segment.end == quote.end,
            )
        )
        if key is not None and key != keyed_digest("text", quote.text):
            yield f"{_name(quote)}: its words are not those that were read and coded"


def _candidate(record: Record, quote: Quote) -> Candidate | None:
    """Return a printed quote as it was offered; None where its words are gone."""
    rows = record.testimony[record.testimony["testimony"] == quote.testimony_id]
    if rows.empty:
        return None
    return Candidate(
        segment_id=0,
        testimony_id=quote.testimony_id,
        person=rows["person"].iloc[0],
        theme=quote.theme,
        start=quote.start,
        end=quote.end,
        language=quote.language,
        consent=quote.consent,
        text=quote.text,
        points_at_nobody=True,
    )


def _in_record(record: Record, quotes: list[Quote]) -> list[Quote]:
    """Leave out quotes whose words are not in the record: they are named elsewhere."""
    present = set(record.testimony["testimony"])
    return [quote for quote in quotes if quote.testimony_id in present]


def _name(quote: Quote) -> str:
    return f"quote {quote.position + 1}"
