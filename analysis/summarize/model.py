"""What a summary is made of: claims with their sources, and quotes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import pandas as pd

from analysis.summarize.templates import ENGLISH, messages_in, render

SECTIONS = (
    "question",
    "finding",
    "unknown",
    "against",
    "serious",
    "heard",
    "not_heard",
    "agreement",
    "method",
    "caveat",
)


@dataclass(frozen=True)
class Claim:
    """One sentence, the numbers it rests on, and what it speaks of.

    numbers: name in the template -> where the number stands: a cell key, `rule:NAME`,
    `method:NAME`, `figure:KEY`, or `percent:PART/WHOLE` for a share of two numbers of this claim.
    values: everything that the template needs, numbers included.
    """

    id: str
    section: str
    template: str
    text: str
    numbers: Mapping[str, str]
    values: Mapping[str, int | str]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChosenQuote:
    """A verbatim span chosen for a theme. Who said it is not part of it."""

    id: str
    quote: str
    theme: str
    text: str = field(repr=False)
    language: str
    question: str | None = None
    place: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Summary:
    """The claims and quotes that a working group reads, in order, and their language.

    Quotes, names of themes and the question stay in the language that people gave them.
    """

    question: str
    claims: tuple[Claim, ...]
    quotes: tuple[ChosenQuote, ...]
    method: Mapping[str, int | str]
    language: str = ENGLISH

    def in_language(self, language: str) -> Summary:
        """Return the same claims in another language; KeyError where there is none.

        A claim of a template that nobody knows stays as it is: `verify` names it.
        """
        messages = messages_in(language)
        claims = tuple(replace(each, text=_said(each, messages)) for each in self.claims)
        return replace(self, claims=claims, language=language)

    def section(self, name: str) -> tuple[Claim, ...]:
        """Return the claims of one section, in order."""
        return tuple(claim for claim in self.claims if claim.section == name)

    def quotes_of(self, theme: str) -> tuple[ChosenQuote, ...]:
        """Return the quotes chosen for one theme, in order."""
        return tuple(quote for quote in self.quotes if quote.theme == theme)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as `from_dict` reads them."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the same bytes for the same summary."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Summary:
        """Read what `to_dict` wrote, before or after JSON."""
        return cls(
            question=plain["question"],
            claims=tuple(
                Claim(**{**claim, "sources": tuple(claim["sources"])}) for claim in plain["claims"]
            ),
            quotes=tuple(ChosenQuote(**quote) for quote in plain["quotes"]),
            method=dict(plain["method"]),
            language=plain.get("language", ENGLISH),
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a claim: `claim`, `section`, `text`."""
        rows = [(claim.id, claim.section, claim.text) for claim in self.claims]
        return pd.DataFrame(rows, columns=["claim", "section", "text"])

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False)

    def __repr__(self) -> str:
        return f"Summary({len(self.claims)} claims, {len(self.quotes)} quotes)"


def _said(claim: Claim, messages: Mapping[str, str]) -> str:
    try:
        return render(claim.template, claim.values, messages)
    except KeyError:
        return claim.text
