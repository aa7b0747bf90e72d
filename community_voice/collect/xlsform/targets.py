"""What a name in a form stands for: the questions, groups and choices that rules may read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# The answers of these are words or a person's details: no rule reads them.
NEVER_READ = {"note", "contact", "voice_note"}
DATED = {"date", "time"}
OTHER_CHOSEN = "+other"
MOST_RENAMED = 12


@dataclass
class Target:
    """What a name stands for.

    `kind` is "question", "row" (of a grid, whose question is `code`), "group", "repeat" or
    "dropped"; `choices` are the codes behind each name of a choice.
    """

    kind: str
    code: str
    name: str = ""
    part: str | None = None
    type: str = ""
    other: bool = False
    choices: Mapping[str, list[str]] = field(default_factory=dict)
    group: int = -1

    @property
    def expr(self) -> dict[str, Any]:
        """Return the expression that reads it."""
        return {"answer": self.code, **({"part": self.part} if self.part is not None else {})}

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Return the codes that differ from their choice's name, with that name."""
        pairs = ((code, name) for name, codes in self.choices.items() for code in codes)
        return {code: name for code, name in pairs if code != name}

    def codes_of(self, name: str) -> list[str]:
        """Return the codes that a choice's name stands for; the name itself where it is none."""
        if name in self.choices:
            return self.choices[name]
        return [OTHER_CHOSEN] if self.other and name == "other" else [name]

    def name_of(self, code: str) -> str:
        """Return the name of a choice."""
        if code == OTHER_CHOSEN:
            return "other"
        return self.renamed.get(code, code)


@dataclass
class Targets:
    """Every name of a form; where several things have one name, the nearest in front counts."""

    by_name: dict[str, list[Target]] = field(default_factory=dict)
    by_code: dict[tuple[str, str | None], Target] = field(default_factory=dict)
    sections: dict[str, Target] = field(default_factory=dict)

    def add(self, name: str, target: Target) -> None:
        """Give something a name."""
        target.name = name
        if name:
            self.by_name.setdefault(name, []).append(target)
        if target.kind in ("question", "row"):
            self.by_code[(target.code, target.part)] = target
        elif target.kind in ("group", "repeat"):
            self.sections[target.code] = target

    def find(self, name: str, group: int = -1) -> Target | None:
        """Return what a name stands for, one of the same group first."""
        found = self.by_name.get(name, [])
        return next((each for each in found if each.group == group), found[0] if found else None)


def choices_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the codes behind each name of (name, code) pairs."""
    found: dict[str, list[str]] = {}
    for name, code in pairs:
        found.setdefault(name, []).append(code)
    return found
