"""From released tables and themes to what a working group reads."""

from analysis.summarize.model import SECTIONS, ChosenQuote, Claim, Summary
from analysis.summarize.quoting import known_from_quotes
from analysis.summarize.templates import TEMPLATES, render
from analysis.summarize.write import summarize

__all__ = [
    "SECTIONS",
    "TEMPLATES",
    "ChosenQuote",
    "Claim",
    "Summary",
    "known_from_quotes",
    "render",
    "summarize",
]
