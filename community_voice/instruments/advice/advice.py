"""What a rule of advice reads, and what it says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from community_voice.instruments.definition import text_paths

if TYPE_CHECKING:
    from community_voice.instruments.definition import Definition, QuestionDict, SectionDict

# Types whose answers are given in the person's own words: two things may be asked there.
OPEN_TYPES = ("long_text", "voice_note")
# Types that ask for a judgement or a choice among given ones.
CLOSED_TYPES = ("one_choice", "several_choices", "yes_no", "scale", "grid", "ranking")
JUDGED_TYPES = ("yes_no", "scale", "one_choice")
SENTENCE_ENDS = re.compile(r"(?<=[.?!…])[\"”»)]*\s+|(?<=[。！？؟።፧])|\n+")
PLACEHOLDER = re.compile(r"\$\{\s*([^{}\s]*)\s*\}")


@dataclass(frozen=True)
class Advice:
    """One piece of advice on the text or part at `path`; only a blocking one stops publishing."""

    path: str
    kind: str
    message: str
    reason: str
    is_blocking: bool = False
    language: str = ""

    @property
    def code(self) -> str:
        """Give the code of the question or section that it is about, "" for the whole survey."""
        kind, _dot, rest = self.path.partition(".")
        return rest.split(".")[0] if kind in ("question", "section") else ""


@dataclass(frozen=True)
class Text:
    """One text in one language, beside the source that it stands for."""

    path: str
    language: str
    text: str
    source: str
    # Whether there is a source in another language beside it.
    is_translation: bool = False


@dataclass(frozen=True)
class Survey:
    """The instrument that is looked at, and which texts can be heard, as (path, language)."""

    definition: Definition
    audio: Collection[tuple[str, str]] = frozenset()

    @property
    def source_language(self) -> str:
        """Give the language that the survey was written in."""
        return self.definition["source_language"]

    @cached_property
    def texts(self) -> list[Text]:
        """List every text in every language, the source of each first."""
        found = []
        for path, texts in text_paths(self.definition):
            source = texts.get(self.source_language, "")
            if source:
                found.append(Text(path, self.source_language, source, source))
            found += [
                Text(path, language, text, source, source != "")
                for language, text in texts.items()
                if language != self.source_language and text
            ]
        return found

    def questions(self) -> Iterator[tuple[SectionDict, QuestionDict]]:
        """Go through the questions with the section of each."""
        for section in self.definition["sections"]:
            for question in section["questions"]:
                yield section, question

    def asked(self, *types: str) -> Iterator[tuple[QuestionDict, list[Text]]]:
        """Go through questions of these types, each with its label in every language."""
        labels: dict[str, list[Text]] = {}
        for text in self.texts:
            labels.setdefault(text.path, []).append(text)
        for _section, question in self.questions():
            if question["type"] in types:
                yield question, labels.get(f"question.{question['code']}.label", [])


def base(language: str) -> str:
    """Give the language of a tag: "zh" of "zh-Hans"; "tl" is "fil"."""
    first = re.split("[-_]", language)[0].lower()
    return "fil" if first == "tl" else first


def sentences_of(text: str) -> list[str]:
    """Cut a text at the ends of sentences and lines, in any of our scripts."""
    return [part for part in SENTENCE_ENDS.split(text) if re.search(r"\w", part)]
