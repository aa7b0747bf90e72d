"""Themes: what a body of texts has in common, found across languages."""

from analysis.themes.discover import Discover
from analysis.themes.model import LanguageService, Theme, Themes

__all__ = ["Discover", "LanguageService", "Theme", "Themes"]
