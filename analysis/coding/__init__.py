"""Coding with people: from a codebook's definitions alone, then from what staff coded."""

from analysis.coding.ask import ask_next
from analysis.coding.codebook import (
    Codebook,
    CodebookTheme,
    read_codebook,
    starter_codebook,
    starter_languages,
)
from analysis.coding.coder import Coder
from analysis.coding.learned import LearnedCoder
from analysis.coding.suggestions import Suggestions, ThemeState

__all__ = [
    "Codebook",
    "CodebookTheme",
    "Coder",
    "LearnedCoder",
    "Suggestions",
    "ThemeState",
    "ask_next",
    "read_codebook",
    "starter_codebook",
    "starter_languages",
]
