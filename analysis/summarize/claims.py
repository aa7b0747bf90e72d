"""Make claims whose numbers are cells of the release, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.disclosure import ReleasedTables
from analysis.summarize.model import Claim
from analysis.summarize.templates import PERCENT_BASE, RULES, percent, render


@dataclass
class Claims:
    """The claims made so far, and the tables that they may speak of."""

    tables: ReleasedTables
    labels: Mapping[str, str]
    made: list[Claim] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def say(
        self,
        section: str,
        template: str,
        cells: Mapping[str, str] | None = None,
        sources: tuple[str, ...] = (),
        **words: str,
    ) -> None:
        """Add a claim. `cells` names its numbers; one that is not shown raises ValueError."""
        numbers = dict(cells or {})
        values: dict[str, int | str] = {}
        # A share is of numbers that stand before it.
        for name, where in numbers.items():
            values[name] = resolve(where, self.tables, values)
        if "n" in numbers and "of" in numbers and template.endswith(_WITH_PERCENT):
            for end in ("", "_all"):
                if f"n{end}" in numbers:
                    numbers[f"percent{end}"] = f"percent:n{end}/of{end}"
                    values[f"percent{end}"] = resolve(numbers[f"percent{end}"], self.tables, values)
        values |= words
        self.counted[section] += 1
        self.made.append(
            Claim(
                id=f"{section}-{self.counted[section]}",
                section=section,
                template=template,
                text=render(template, values),
                numbers=numbers,
                values=values,
                sources=sources,
            )
        )

    def say_setting(self, name: str, setting: int | str, where: str) -> None:
        """Add a line of the method that states one setting."""
        numbers = {"setting": where} if isinstance(setting, int) else {}
        values: dict[str, int | str] = {"name": name, "setting": setting}
        self.counted["method"] += 1
        claim_id = f"method-{self.counted['method']}"
        text = render("method", values)
        self.made.append(Claim(claim_id, "method", "method", text, numbers, values, (where,)))

    def label(self, dimension: str, value: str | None = None) -> str:
        """Return how a dimension, or one of its values, is called in a sentence."""
        if value is None:
            return self.labels.get(dimension, dimension.removeprefix("group:"))
        return self.labels.get(f"{dimension}={value}", value)

    def counting(self, template: str, whole: str) -> str:
        """Return the template with a percentage where the whole is large enough for one."""
        n = self.tables.shown(whole)
        return f"{template}_percent" if n is not None and n >= PERCENT_BASE else template

    def figures(self, prefix: str, *names: str) -> dict[str, str] | None:
        """Return name -> place of the figures under a prefix, or None where one is not told."""
        places = {name: f"{FIGURE}{prefix}|{name}" for name in names}
        held = self.tables.figure_of
        return places if all(each[len(FIGURE) :] in held for each in places.values()) else None


FIGURE = "figure:"
_WITH_PERCENT = (
    "_percent",
    *(f"{way}_{unit}" for way in ("more", "less") for unit in ("people", "comments", "sessions")),
)


def resolve(where: str, tables: ReleasedTables, values: Mapping[str, int | str]) -> int | str:
    """Return the number that stands at a place, or raise ValueError where none may be told.

    A place is a cell key, `rule:NAME`, `figure:KEY` (as it is printed: "0.71"), or
    `percent:PART/WHOLE` of two numbers in `values`.
    """
    kind, _, name = where.partition(":")
    if where == "rule:threshold":
        return tables.threshold
    if kind == "rule" and name in RULES:
        return RULES[name]
    if where.startswith(FIGURE):
        if name not in tables.figure_of:
            raise ValueError(f"no figure is told at {where}")
        return tables.figure_of[name].text
    if kind == "percent":
        part, _, whole = name.partition("/")
        return percent(int(values[part]), int(values[whole]))
    n = tables.shown(where)
    if n is None:
        raise ValueError(f"no number is shown at {where}")
    return n
