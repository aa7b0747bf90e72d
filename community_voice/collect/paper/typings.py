"""Two typings of one form: whether they say the same, and where they differ."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from community_voice.answering.instrument import Instrument, split_key
from community_voice.answering.state import Answers
from community_voice.collect.paper.form_parts import parts_of
from community_voice.collect.paper.items import Item, Row
from community_voice.collect.paper.reading import LEFT_OVER, counted, show_letters
from community_voice.questions import QUESTION_TYPES
from community_voice.questions.typed import MAIN, OTHER
from community_voice.store.secrets import keyed_digest

FIRST, SECOND, THIRD = "1", "2", "3"


@dataclass(frozen=True)
class Difference:
    """One place where two typings differ, and what each of them says there, as it was typed."""

    item: Item
    row: Row
    values: tuple[list[str], list[str]]

    @property
    def name(self) -> str:
        """Return the name of the field that says which one it is."""
        return f"pick-{self.item.asked.field(self.row.part)}"

    def told(self, which: int) -> str:
        """Return what one typing says."""
        if self.item.boxes and self.row.part != OTHER:
            return show_letters(self.values[which], self.item.boxes)
        return "\n".join(self.values[which])


def digest_of(instrument: Instrument, language: str, answers: Answers) -> str:
    """Return a keyed digest that two typings share which say the same."""
    said = [
        [item.asked.key, part, _plain(item, part, values)]
        for item in _items(instrument, answers)
        for part, values in sorted(answers.get(item.asked.key, {}).items())
    ]
    left = sorted(answers.get(LEFT_OVER, {}).items())
    content = json.dumps([instrument.version_id, language, said, left])
    return keyed_digest("paper", content)


def differences(instrument: Instrument, one: Answers, two: Answers) -> list[Difference]:
    """Return every place where two typings differ, in the order of the form."""
    found = []
    for item in _items(instrument, {**one, **two}):
        first, second = (answers.get(item.asked.key, {}) for answers in (one, two))
        for row in _places(item, first.keys() | second.keys()):
            values = (first.get(row.part, []), second.get(row.part, []))
            if item.shape == "order":
                values = (_in_order(first), _in_order(second))
            if _plain(item, row.part, values[0]) != _plain(item, row.part, values[1]):
                found.append(Difference(item, row, values))
    return found


def put_together(
    instrument: Instrument,
    one: Answers,
    two: Answers,
    chosen: list[tuple[Difference, list[str]]],
) -> Answers:
    """Return the first typing with what a person chose wherever the two differed."""
    answers = {key: dict(typed) for key, typed in one.items()}
    if LEFT_OVER in two:
        answers[LEFT_OVER] = {**two[LEFT_OVER], **answers.get(LEFT_OVER, {})}
    for difference, values in chosen:
        typed = answers.setdefault(difference.item.asked.key, {})
        if difference.item.shape == "order":
            typed.clear()
            typed.update({str(n): [value] for n, value in enumerate(values, start=1)})
        elif values:
            typed[difference.row.part] = values
        else:
            typed.pop(difference.row.part, None)
    return counted(instrument, {key: typed for key, typed in answers.items() if typed})


def _items(instrument: Instrument, answers: Answers) -> Iterator[Item]:
    rooms = {page.code: 0 for page in instrument.pages}
    for key in answers:
        code, instance = split_key(key)
        for page in instrument.pages:
            if any(asked.code == code for asked in page.asked):
                rooms[page.code] = max(rooms[page.code], instance)
    for part in parts_of(instrument, rooms):
        yield from (item for item in part.items if item.short)


def _places(item: Item, typed: set[str]) -> list[Row]:
    if item.shape == "order":
        return [Row(MAIN)]
    rows = list(item.rows)
    known = {row.part for row in rows}
    return rows + [Row(part) for part in sorted(typed - known)]


def _in_order(typed: dict[str, list[str]]) -> list[str]:
    places = sorted((part for part in typed if part.isdigit()), key=int)
    return [value for part in places for value in typed[part]]


def _plain(item: Item, part: str, values: list[str]) -> object:
    """Return an answer so that two people who read the same on paper wrote the same."""
    kind = QUESTION_TYPES[item.asked.type]
    if item.shape == "cells":
        rows = kind.rows(item.asked, {part: values})
        if rows:
            return [
                [row.number is not None and f"{row.number.normalize():f}", row.value]
                for row in rows
            ]
    if item.boxes and part != OTHER:
        return values if item.shape == "order" else sorted(values)
    return [" ".join(value.split()) for value in values]
