"""What was typed of a form, as the answers of a survey: letters become choices."""

import re
import unicodedata
from collections.abc import Iterable

from werkzeug.datastructures import MultiDict

from community_voice.answering.course import REPEAT
from community_voice.answering.instrument import Instrument, Page
from community_voice.answering.state import Answers
from community_voice.collect.paper.form_parts import most_of, short_codes
from community_voice.collect.paper.items import Box, Item, asks, item_of
from community_voice.questions import QUESTION_TYPES, Typed, read_typed
from community_voice.questions.typed import MAIN, field_name, undo_transport

SentForm = MultiDict[str, str]

# The key under which stands what belongs to no question of the survey, by field.
LEFT_OVER = "+left"
BETWEEN = re.compile(r"[\s,;.]+")


def read_letters(text: str, boxes: Iterable[Box]) -> list[str]:
    """Return the answers that letters stand for; what is no letter here stays as it was typed.

    "a c", "a, c" and "AC" are the same.
    """
    known = {box.value.casefold(): box.value for box in boxes}
    known |= {box.letter: box.value for box in boxes}
    found: list[str] = []
    for word in filter(None, BETWEEN.split(text)):
        plain = _plain(word)
        if plain in known:
            found.append(known[plain])
        elif all(mark in known for mark in plain):
            found.extend(known[mark] for mark in plain)
        else:
            found.append(word)
    return list(dict.fromkeys(found))


def show_letters(values: Iterable[str], boxes: Iterable[Box]) -> str:
    """Return answers as the letters that stand for them."""
    letters = {box.value: box.letter for box in boxes}
    return " ".join(letters.get(value, value) for value in values)


def read_item(item: Item, fields: SentForm) -> Typed:
    """Return one question's answer: what was ticked, what was typed as letters, and words."""
    kind = QUESTION_TYPES[item.asked.type]
    parts = kind.parts(item.asked)
    typed = read_typed(item.asked.key, parts, fields.getlist)
    typed = {part: kept for part, values in typed.items() if (kept := _written(values))}
    if item.shape == "order":
        return _ranked(item, fields) or typed
    for row in item.rows if item.boxes else ():
        text = undo_transport(fields.get(item.letters(row.part), ""))
        chosen = [*read_letters(text, item.boxes), *typed.get(row.part, [])]
        if chosen:
            typed[row.part] = list(dict.fromkeys(chosen))
    return typed


def read_answers(instrument: Instrument, fields: SentForm) -> Answers:
    """Return the answers that were typed, instance by instance, and how often parts repeat."""
    shorts, answers = short_codes(instrument), Answers()
    for page in instrument.pages:
        for number in range(1, most_of(instrument, page) + 1):
            for asked in page.as_instance(number).asked:
                if asks(asked) and (typed := read_item(item_of(asked, shorts[asked.code]), fields)):
                    answers[asked.key] = typed
    answers = counted(instrument, moved_up(instrument, answers))
    left = left_over(instrument, fields)
    return {**answers, LEFT_OVER: left} if left else answers


def left_over(instrument: Instrument, fields: SentForm) -> Typed:
    """Return the fields that belong to no question of this survey, with what stands in them."""
    known: set[str] = set()
    for page in instrument.pages:
        for number in range(1, most_of(instrument, page) + 1):
            for asked in page.as_instance(number).asked:
                kind = QUESTION_TYPES[asked.type]
                for part in {MAIN, *kind.parts(asked)}:
                    known |= {asked.field(part), "k" + asked.field(part)[1:]}
    return {
        name: kept
        for name, texts in fields.lists()
        if name.startswith(("q-", "k-")) and name not in known and (kept := _written(texts))
    }


def as_fields(answers: Answers) -> list[list[str]]:
    """Return answers as the fields of a whole form, and what belonged to no question as it came."""
    return [
        [part if key == LEFT_OVER else field_name(key, part), value]
        for key, typed in answers.items()
        for part, values in typed.items()
        for value in values
    ]


def moved_up(instrument: Instrument, answers: Answers) -> Answers:
    """Return the answers without empty instances between filled ones, where people may add some."""
    moved = dict(answers)
    for page in filter(_is_free, instrument.pages):
        filled = [n for n in _instances(instrument, page) if _typed_in(page, n, answers)]
        for number in _instances(instrument, page):
            for asked in page.as_instance(number).asked:
                moved.pop(asked.key, None)
        for place, number in enumerate(filled, start=1):
            pairs = zip(page.as_instance(number).asked, page.as_instance(place).asked, strict=True)
            moved |= {to.key: answers[old.key] for old, to in pairs if old.key in answers}
    return moved


def counted(instrument: Instrument, answers: Answers) -> Answers:
    """Return the answers with how often each part that people may add to is filled in."""
    counts: Typed = {}
    for page in filter(_is_free, instrument.pages):
        filled = [n for n in _instances(instrument, page) if _typed_in(page, n, answers)]
        if filled and filled[-1] > 1:
            counts[page.code] = [str(filled[-1])]
    kept = {key: typed for key, typed in answers.items() if key != REPEAT}
    return {**kept, REPEAT: counts} if counts else kept


def _is_free(page: Page) -> bool:
    return page.repeat is not None and not isinstance(page.repeat.get("count"), dict)


def _instances(instrument: Instrument, page: Page) -> range:
    return range(1, most_of(instrument, page) + 1)


def _typed_in(page: Page, number: int, answers: Answers) -> bool:
    return any(asked.key in answers for asked in page.as_instance(number).asked)


def _ranked(item: Item, fields: SentForm) -> Typed:
    """Return letters in order as places; one too many has a place that the question lacks."""
    text = undo_transport(fields.get(item.letters(), ""))
    chosen = read_letters(text, item.boxes)
    return {str(place): [value] for place, value in enumerate(chosen, start=1)}


def _written(values: list[str]) -> list[str]:
    return [value for value in values if value.strip()]


def _plain(word: str) -> str:
    marks = (unicodedata.decimal(mark, None) for mark in word)
    return "".join(
        mark if digit is None else str(digit) for mark, digit in zip(word, marks, strict=True)
    ).casefold()
