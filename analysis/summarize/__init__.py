"""From released tables and themes to what a working group reads."""

from analysis.summarize.model import SECTIONS, ChosenQuote, Claim, Summary

__all__ = ["SECTIONS", "ChosenQuote", "Claim", "Summary"]
