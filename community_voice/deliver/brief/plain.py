"""A brief as plain text, for a terminal or an e-mail."""

from collections.abc import Iterable, Iterator

from community_voice.deliver.brief.page import BriefPage
from community_voice.locale import language
from community_voice.store import Brief, Claim, Dissent, Quote

HEADINGS = {
    "question": "THE QUESTION AT HAND",
    "finding": "WHAT PEOPLE SAID",
    "unknown": "ONE THING WE DO NOT KNOW",
    "against": "WHAT WAS SAID AGAINST",
    "serious": "SAID BY FEW, AND SERIOUS",
    "heard": "WHO WAS HEARD",
    "not_heard": "WHO WAS NOT HEARD",
    "agreement": "HOW FAR PEOPLE AGREE",
    "method": "HOW THIS WAS MADE",
    "caveat": "WHAT THIS CAN AND CANNOT SHOW",
}


def as_text(brief: Brief, tag: str = "en", dissents: Iterable[Dissent] = ()) -> str:
    """Return a brief as text: every sentence with its reference, every quote, every theme.

    What partners say who do not agree stands behind the findings, in their own words.
    """
    lines = _lines(brief, BriefPage(brief.release, tag), list(dissents))
    return "\n".join(lines) + "\n"


def _lines(brief: Brief, page: BriefPage, dissents: list[Dissent]) -> Iterator[str]:
    approved = f"Approved by {brief.approver_name}" if brief.state == "approved" else "DRAFT"
    yield f"Brief {brief.id} · {brief.release.engagement.slug} · {approved}"
    yield " · ".join(words for words in (page.title.text, page.host) if words)
    for section, heading in HEADINGS.items():
        yield f"\n{heading}"
        if section == "finding":
            yield from _findings(page)
            yield from _dissents(dissents)
            continue
        for claim in page.section(section):
            yield _sentence(page, claim)
            if section == "against":
                yield from (_quoted(quote) for quote in page.quotes_against(claim))
    yield "\nALL THEMES"
    for theme in page.themes:
        for unit in page.units:
            cell = page.total(unit, theme)
            n = page.not_shown if cell is None or cell.n is None else str(cell.n)
            yield f"{theme.name} · {page.tongue.word(unit)}: {n}"
    yield f"\nFrozen on {brief.release.frozen_on}. Seal: {brief.release.digest}"


def _findings(page: BriefPage) -> Iterator[str]:
    for finding in page.findings:
        yield ""
        yield from (_sentence(page, claim) for claim in finding.claims)
        yield from (_quoted(quote) for quote in finding.quotes)
    yield from (_sentence(page, claim) for claim in page.no_difference)


def _dissents(dissents: list[Dissent]) -> Iterator[str]:
    if dissents:
        yield "\nWHAT PARTNERS SAY WHO DO NOT AGREE (their own words, not checked)"
    for each in dissents:
        if each.is_shown:
            yield f"{each.partner_name}:"
            yield each.text
    if hidden := [each for each in dissents if not each.is_shown]:
        yield f"Staff hid the words of partners: {len(hidden)}"


def _quoted(quote: Quote) -> str:
    place = f", {quote.place}" if quote.place else ""
    return f"    “{quote.text}” ({language(quote.language).own_name}{place})"


def _sentence(page: BriefPage, claim: Claim) -> str:
    return f"{page.said(claim)} [{claim.code}]"
