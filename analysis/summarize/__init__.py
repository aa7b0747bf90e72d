"""From released tables and themes to what a working group reads."""

from analysis.summarize.figures import figures_from, stance_figures, told_figures
from analysis.summarize.mentions import mention_figures, session_figures
from analysis.summarize.model import SECTIONS, ChosenQuote, Claim, Summary
from analysis.summarize.quoting import known_from_quotes
from analysis.summarize.serious import serious_rows
from analysis.summarize.templates import TEMPLATES, languages, messages_in, render
from analysis.summarize.write import summarize

__all__ = [
    "SECTIONS",
    "TEMPLATES",
    "ChosenQuote",
    "Claim",
    "Summary",
    "figures_from",
    "known_from_quotes",
    "languages",
    "mention_figures",
    "messages_in",
    "render",
    "serious_rows",
    "session_figures",
    "stance_figures",
    "summarize",
    "told_figures",
]
