"""One question of a form as a definition holds it."""

import re
from dataclasses import dataclass, field
from typing import Any

from community_voice.collect.xlsform.cell_words import (
    MULTILINE,
    NO,
    YES,
    can_be_piped,
    joined,
    pipe,
    written_range,
)
from community_voice.collect.xlsform.expressions import read_expression
from community_voice.collect.xlsform.kinds import read_parameters, write_kind
from community_voice.collect.xlsform.layout import Group, Item
from community_voice.collect.xlsform.lists import choice_dicts
from community_voice.collect.xlsform.notices import Notices
from community_voice.collect.xlsform.own import apply
from community_voice.collect.xlsform.rows import Row, Texts
from community_voice.collect.xlsform.tables import add_table
from community_voice.collect.xlsform.targets import Targets
from community_voice.collect.xlsform.terms import Expr, Here, Unmapped
from community_voice.collect.xlsform.xpath import Unwritable, write_expression
from community_voice.instruments.logic.tree import nodes

REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
# Columns of which we keep the cell, and what is lost with them.
KEPT = ("appearance", "parameters", "read_only", "default", "trigger", "save_to", "disabled",
        "autoplay", "repeat_count")  # fmt: skip
NOT_DONE = ("trigger", "save_to")
DONE_ELSEWHERE = ("search(", "ex:", "bearing", "printer:")
NO_LABEL = {"calculated"}


@dataclass
class Asker:
    """Makes questions; `choices_made` counts the choices of all of them."""

    targets: Targets
    notices: Notices
    columns: frozenset[str] = frozenset()
    choices_made: int = 0
    rules_of: dict[int, Expr | None] = field(default_factory=dict)

    def question(self, item: Item) -> dict[str, Any]:
        """Return the question of an item."""
        row, target = item.row, item.target
        assert target is not None
        settings: dict[str, Any] = dict(item.kind.settings)
        kept = self.kept(row, item)
        made: dict[str, Any] = {
            "code": item.code,
            "type": self._type(row, item, kept),
            "label": self.piped(row, "label", item),
        }
        if made["type"] not in NO_LABEL and not made["label"] and not row.text("hint"):
            self.notices.note("survey", row.number, "label", "no_label")
        self._add_texts(made, row, item)
        self._require(made, settings, row, item, kept)
        self._limit(made, settings, row, item, kept)
        self._show(settings, row, item, kept)
        self._calculate(settings, row, item, kept)
        self._choose(made, settings, item, kept)
        if item.step == "grid":
            add_table(made, settings, item, kept, self.piped, self.notices)
            self.choices_made += len(made["columns"]) + len(item.lines)
        if kept:
            settings["xlsform"] = kept
        if settings:
            made["settings"] = settings
        apply(made, row.own)
        return made

    def kept(self, row: Row, item: Item) -> dict[str, Any]:
        """Return the cells that must be written back as they were, and say what is lost."""
        kept: dict[str, Any] = {key: row.known[key] for key in KEPT if key in row.known}
        kept.update(row.rest)
        if row.known.get("name", "") != (item.plain or item.code):
            kept["name"] = row.known.get("name", "")
        self._say_of_kept(row, item)
        return kept

    def _say_of_kept(self, row: Row, item: Item) -> None:
        appearance = row.known.get("appearance", "")
        if appearance and appearance != MULTILINE and item.step != "grid":
            elsewhere = any(mark in appearance for mark in DONE_ELSEWHERE)
            reason = "not_done" if elsewhere else "appearance"
            self.notices.note("survey", row.number, "appearance", reason, appearance)
        for key in NOT_DONE:
            if key in row.known:
                self.notices.note("survey", row.number, key, "not_done", row.known[key])
        if "default" in row.known:
            self.notices.note("survey", row.number, "default", "default")
        if row.known.get("read_only", "").lower() in YES:
            self.notices.note("survey", row.number, "read_only", "read_only", item.code)

    def _type(self, row: Row, item: Item, kept: dict[str, Any]) -> str:
        type_name = item.kind.type
        words = row.known.get("appearance", "").split()
        if type_name == "short_text" and (
            MULTILINE in words or "rows" in row.known.get("parameters", "")
        ):
            type_name = "long_text"
            if words == [MULTILINE]:
                kept.pop("appearance")
        if item.step == "grid":
            if words == ["table-list"]:
                kept.pop("appearance")
            return type_name
        raw = row.known.get("type", "")
        if write_kind(type_name, item.kind.settings, item.kind.list_name) != raw:
            kept["type"] = raw
        if type_name == "scale" and written_range(item.kind.settings) == kept.get("parameters"):
            kept.pop("parameters")
        if item.kind.list_name and item.kind.list_name != item.code:
            kept["#list"] = item.kind.list_name
        return type_name

    def _add_texts(self, made: dict[str, Any], row: Row, item: Item) -> None:
        for key, column in (("help", "hint"), ("required_message", "required_message")):
            texts = self.piped(row, column, item)
            if texts:
                made[key] = texts

    def _require(
        self, made: dict[str, Any], settings: dict[str, Any], row: Row, item: Item,
        kept: dict[str, Any],
    ) -> None:  # fmt: skip
        lines = item.lines or [item]
        raw = lines[0].row.known.get("required", "")
        if not raw:
            return
        if raw.lower() in YES:
            made["required"] = True
            if raw != "yes":
                kept["required"] = raw
        elif raw.lower() in NO:
            kept["required"] = raw
        elif rule := self.rule(lines[0].row, "required", raw, item, kept):
            settings["require_if"] = rule

    def _limit(
        self, made: dict[str, Any], settings: dict[str, Any], row: Row, item: Item,
        kept: dict[str, Any],
    ) -> None:  # fmt: skip
        messages = self.piped(row, "constraint_message", item)
        raw = row.known.get("constraint", "")
        rule = self.rule(row, "constraint", raw, item, kept, limits=True) if raw else None
        if rule:
            before = settings.get("limits", [])
            settings["limits"] = [*before, rule]
            if messages:
                made["limit_messages"] = [*({} for _each in before), messages]
        elif messages:
            # Without its rule it says nothing to anybody, and yet it is written back.
            kept["constraint_message"] = row.text("constraint_message")

    def _show(self, settings: dict[str, Any], row: Row, item: Item, kept: dict[str, Any]) -> None:
        own = self.relevant(row, item, kept)
        inner = [group for group in (item.group.path if item.group else []) if group.inner]
        rule = joined([*(self.rules_of.get(id(group)) for group in inner), own])
        if rule:
            settings["show_if"] = rule
        if inner:
            kept["#in"] = [group.code for group in inner]

    def relevant(self, row: Row, item: Item, kept: dict[str, Any]) -> Expr | None:
        """Return the rule in the column "relevant"."""
        raw = row.known.get("relevant", "")
        return self.rule(row, "relevant", raw, item, kept) if raw else None

    def _calculate(
        self, settings: dict[str, Any], row: Row, item: Item, kept: dict[str, Any]
    ) -> None:
        raw = row.known.get("calculation", "")
        if not raw:
            return
        if item.kind.type != "calculated":
            kept["calculation"] = raw
            self.notices.note("survey", row.number, "calculation", "filled_in")
        elif rule := self.rule(row, "calculation", raw, item, kept):
            settings["calculate"] = rule

    def _choose(
        self, made: dict[str, Any], settings: dict[str, Any], item: Item, kept: dict[str, Any]
    ) -> None:
        if item.offered is None or item.step == "grid":
            return
        item.offered.used = True
        raw = item.row.known.get("choice_filter", "")
        here = self.here(item)
        here.filters, here.columns = True, self.columns
        rule = self._rule_in(here, item.row, "choice_filter", raw, kept) if raw else None
        for word in here.words:
            self.notices.note("survey", item.row.number, "choice_filter", "bare_word", word)
        columns = {str(node["choice"]) for node in nodes(rule) if "choice" in node} if rule else ()
        if rule:
            settings["choice_filter"] = rule
        self.choices_made += len(item.offered.choices)
        made["choices"] = choice_dicts(item.offered, columns, here.compared)
        if (
            read_parameters(item.row.known.get("parameters", "")).get("randomize", "").lower()
            in YES
        ):
            settings["shuffle"] = True

    def here(self, item: Item) -> Here:
        """Return where an item's rules stand."""
        return Here(self.targets, item.target, group=id(item.group) if item.group else -1)

    def rule(
        self, row: Row, key: str, raw: str, item: Item, kept: dict[str, Any], limits: bool = False
    ) -> Expr | None:
        """Return a cell as a rule; one that is none of ours is kept as it is, and told."""
        here = self.here(item)
        here.limits = limits
        return self._rule_in(here, row, key, raw, kept)

    def _rule_in(
        self, here: Here, row: Row, key: str, raw: str, kept: dict[str, Any]
    ) -> Expr | None:
        try:
            found = read_expression(raw, here)
        except Unmapped as reason:
            self.notices.note("survey", row.number, key, reason.reason, reason.what)
            kept[key] = raw
            return None
        try:
            alike = write_expression(found, self.targets, here.own) == raw
        except Unwritable:
            alike = False
        if not alike:
            kept[key] = raw
        return found

    def piped(self, row: Row, key: str, item: Item) -> Texts:
        """Return texts in which references name our codes."""
        group = id(item.group) if item.group else -1
        return {
            tag: REFERENCE.sub(lambda found: self._pipe(found, row, key, group), text)
            if "${" in text
            else text
            for tag, text in row.text(key).items()
        }

    def _pipe(self, found: re.Match[str], row: Row, key: str, group: int) -> str:
        target = self.targets.find(found[1], group)
        if not can_be_piped(target):
            self.notices.note("survey", row.number, key, "pipe", found[1])
            return found[0]
        assert target is not None
        return pipe(target.code)


def rule_of_group(asker: Asker, group: Group, item: Item, kept: dict[str, Any]) -> Expr | None:
    """Return the rule of a group, and remember it for what lies in it."""
    rule = asker.relevant(group.row, item, kept)
    asker.rules_of[id(group)] = rule
    return rule
