"""Translated text: one language's words, with a fallback that is shown as a fallback."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


class HasWords(Protocol):
    """A row that holds one text in one language."""

    path: str
    language: str
    text: str


@dataclass(frozen=True)
class Phrase:
    """Words to show, the language they are in, and whether that is what was asked for."""

    text: str
    language: str
    is_fallback: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


class Wordings:
    """Look texts up by path in the reader's language, else in the source language."""

    def __init__(self, rows: Iterable[HasWords], language: str, source_language: str) -> None:
        self.language = language
        self.source_language = source_language
        self._texts: dict[str, dict[str, str]] = {}
        for row in rows:
            self._texts.setdefault(row.path, {})[row.language] = row.text

    def __call__(self, path: str) -> Phrase:
        """Return the words at `path`; an empty Phrase where there are none in any language."""
        texts: Mapping[str, str] = self._texts.get(path, {})
        if texts.get(self.language):
            return Phrase(texts[self.language], self.language)
        for language in (self.source_language, *sorted(texts)):
            if texts.get(language):
                return Phrase(texts[language], language, is_fallback=True)
        return Phrase("", self.language)
