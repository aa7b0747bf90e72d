"""The sentences of a brief in a reader's language, made of the templates and values of its claims.

The templates lie with the analysis, as data: a page reads them without importing what computes.
English sentences are printed as they were frozen. `flask brief verify` makes every sentence
again with the analysis itself, and compares.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from community_voice.locale import Language, language
from community_voice.store import Claim

ENGLISH = "en"
# The values that the program puts in itself; all others are people's words.
WORDED = frozenset({"dimension", "value", "name", "setting", "not_shown"})
BETWEEN = ", "


@dataclass(frozen=True)
class Tongue:
    """A language that sentences can be said in, and whether a native speaker has read them."""

    tag: str
    is_reviewed: bool = True
    sentences: dict[str, str] = field(default_factory=dict, repr=False)
    words: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def language(self) -> Language:
        """Return the language as pages need it."""
        return language(self.tag)

    def say(self, claim: Claim) -> str:
        """Return a claim's sentence; one without a template here stays as it was frozen."""
        template = self.sentences.get(claim.template)
        if template is None:
            return claim.text
        values = {
            name: self.word(str(value)) if name in WORDED else str(value)
            for name, value in claim.values.items()
        }
        try:
            return template.format_map(values)
        except KeyError:
            return claim.text

    def language_of(self, claim: Claim) -> Language:
        """Return the language in which a claim is said."""
        return self.language if claim.template in self.sentences else language(ENGLISH)

    def word(self, text: str) -> str:
        """Return a word of the program in this language, also in a list; others stay."""
        parts = text.split(BETWEEN)
        if text in self.words or len(parts) == 1 or not all(part in self.words for part in parts):
            return self.words.get(text, text)
        return self.words.get(BETWEEN, BETWEEN).join(self.words[part] for part in parts)


# The pages' tag for a language, and the analysis' for the same.
OTHER_TAGS = {"fil": "tl"}


@cache
def tongue_for(tag: str) -> Tongue:
    """Return the sentences of a language, English where there is no file for it."""
    tag = OTHER_TAGS.get(tag, tag)
    if tag not in _files() or tag == ENGLISH:
        return Tongue(ENGLISH)
    plain: dict[str, Any] = json.loads(_files()[tag].read_text("utf-8"))
    reviewed = bool(plain["reviewed_by_native_speaker"])
    return Tongue(tag, reviewed, plain["sentences"], plain["words"])


@cache
def _files() -> dict[str, Path]:
    """Return tag -> file of sentences, found without importing the analysis."""
    spec = find_spec("analysis")
    if spec is None or spec.origin is None:
        return {}
    folder = Path(spec.origin).with_name("summarize") / "messages"
    return {path.stem: path for path in sorted(folder.glob("*.json"))}
