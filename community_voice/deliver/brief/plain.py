"""A brief as plain text, for a terminal or an e-mail."""

from collections.abc import Iterator

from community_voice.deliver.brief.page import NOT_SHOWN, BriefPage
from community_voice.locale import language
from community_voice.store import Brief, Claim

HEADINGS = {
    "question": "THE QUESTION AT HAND",
    "finding": "WHAT PEOPLE SAID",
    "against": "WHAT WAS SAID AGAINST",
    "heard": "WHO WAS HEARD",
    "not_heard": "WHO WAS NOT HEARD",
    "method": "HOW THIS WAS MADE",
    "caveat": "WHAT THIS CAN AND CANNOT SHOW",
}


def as_text(brief: Brief) -> str:
    """Return a brief as text: every sentence with its reference, every quote, every theme."""
    return "\n".join(_lines(brief)) + "\n"


def _lines(brief: Brief) -> Iterator[str]:
    page = BriefPage(brief.release)
    approved = f"Approved by {brief.approver_name}" if brief.state == "approved" else "DRAFT"
    yield f"Brief {brief.id} · {brief.release.engagement.slug} · {approved}"
    yield " · ".join(words for words in (page.title.text, page.host) if words)
    for section, heading in HEADINGS.items():
        yield f"\n{heading}"
        if section == "finding":
            yield from _findings(page)
        else:
            yield from (_sentence(claim) for claim in page.section(section))
    yield "\nALL THEMES"
    for theme in page.themes:
        for unit in page.units:
            cell = page.total(unit, theme)
            n = NOT_SHOWN if cell is None or cell.n is None else str(cell.n)
            yield f"{theme.name} · {unit}: {n}"
    yield f"\nFrozen on {brief.release.frozen_on}. Seal: {brief.release.digest}"


def _findings(page: BriefPage) -> Iterator[str]:
    for finding in page.findings:
        yield ""
        yield from (_sentence(claim) for claim in finding.claims)
        for quote in finding.quotes:
            place = f", {quote.place}" if quote.place else ""
            yield f"    “{quote.text}” ({language(quote.language).own_name}{place})"
    yield from (_sentence(claim) for claim in page.no_difference)


def _sentence(claim: Claim) -> str:
    return f"{claim.text} [{claim.code}]"
