"""A summary as Markdown, safe to open whatever people wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from analysis.summarize.model import ChosenQuote, Claim, Summary
from analysis.summarize.templates import messages_in, worded

FOUND, DRAFT = "What was found", "Draft: nobody has approved this yet."
HEADINGS = {
    "unknown": "One thing we do not know",
    "against": "What was said against",
    "serious": "Said by few, and serious",
    "heard": "Who was heard",
    "not_heard": "Who was not heard, or cannot be shown",
    "agreement": "How far people agree",
    "method": "How this was made",
    "caveat": "What this shows and what it does not",
}
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>&])")
# First strong isolate and its end: words of any direction stay among themselves.
_ISOLATE, _END = "\u2068", "\u2069"


def as_markdown(summary: Summary, title: str, checked: str) -> str:
    """Return the summary under a title, with a closing line about what was checked.

    Headings are in the language of the summary.
    """
    messages = messages_in(summary.language)
    lines = [f"# {escaped(title)}", ""]
    lines += [escaped(worded(DRAFT, messages)), ""]
    for claim in summary.section("question"):
        lines += [escaped(claim.text), ""]
    lines += [f"## {escaped(worded(FOUND, messages))}", "", *_findings(summary)]
    for section, heading in HEADINGS.items():
        claims = summary.section(section)
        if claims:
            lines += [f"## {escaped(worded(heading, messages))}", ""]
            for claim in claims:
                lines += [f"- {escaped(claim.text)}", *_quoted_against(summary, claim)]
            lines += [""]
    return "\n".join([*lines, escaped(checked), ""])


def _findings(summary: Summary) -> Iterator[str]:
    """Yield each finding as a heading sentence, what belongs to it, and its quotes."""
    for theme, claims in _by_theme(summary):
        yield f"### {escaped(claims[0].text)}" if theme else escaped(claims[0].text)
        yield ""
        if len(claims) > 1:
            yield from (f"- {escaped(claim.text)}" for claim in claims[1:])
            yield ""
        for quote in summary.quotes_of(theme):
            yield from _quoted(quote)
            yield ""


def _quoted_against(summary: Summary, claim: Claim) -> Iterator[str]:
    """Yield the quotes of a theme that speaks against, unless they stand by a finding."""
    told = {theme for theme, _ in _by_theme(summary)}
    for source in claim.sources:
        theme = source.removeprefix("theme:")
        if claim.section == "against" and theme not in told:
            for quote in summary.quotes_of(theme):
                yield from ("", *_quoted(quote))


def _by_theme(summary: Summary) -> list[tuple[str, list[Claim]]]:
    """Return the claims of the findings, those of one theme together."""
    groups: list[tuple[str, list[Claim]]] = []
    for claim in summary.section("finding"):
        theme = next((s.removeprefix("theme:") for s in claim.sources if s[:6] == "theme:"), "")
        if groups and theme and groups[-1][0] == theme:
            groups[-1][1].append(claim)
        else:
            groups.append((theme, [claim]))
    return groups


def _quoted(quote: ChosenQuote) -> Iterator[str]:
    """Yield the lines of a quote, word for word, with its language and, if told, its place."""
    for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", quote.text):
        yield f"> {_ISOLATE}{escaped(line)}{_END}  "
    told = [quote.language, *([quote.place] if quote.place else [])]
    yield f"> ({escaped(', '.join(told))})"


def escaped(text: str) -> str:
    """Return text that Markdown and HTML show as it is; control characters become visible."""
    kept = "".join(
        "\ufffd" if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n" else sign
        for sign in text
    )
    return _MARKS.sub(_harmless, kept.replace("\n", " "))


def _harmless(found: re.Match[str]) -> str:
    """Return one sign so that it is only a sign; plain ones of prose stay readable."""
    sign = found[1]
    if sign in "<>&":
        return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}[sign]
    if sign in ".-()!+#" and found.start() > 0:
        return sign
    return "\\" + sign
