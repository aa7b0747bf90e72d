"""Words in a form that we cannot go on from: found, so that their author can copy them."""

import re
from collections.abc import Iterator
from typing import Any

from community_voice.answering.forms import Form, read
from community_voice.answering.instrument import Instrument
from community_voice.answering.state import Answers
from community_voice.questions import QUESTION_TYPES
from community_voice.questions.own_words import written

# What a form sends for a choice, as far as one can tell without its survey.
LIKE_A_CODE = re.compile(r"[a-z0-9_+-]{0,60}")


def find_words(instrument: Instrument | None, carried: Answers, form: Form) -> list[str]:
    """Return what somebody wrote, on this page or carried from others, each text once."""
    texts: list[str] = []
    known: set[str] = set()
    in_form = dict.fromkeys(name.split("-")[1] for name in form if name.startswith("q-"))
    keys = dict.fromkeys([*_in_order(instrument, [*carried, *in_form]), *carried, *in_form])
    for key in keys:
        asked = instrument.question(key) if instrument else None
        if asked is None:
            continue
        known.add(key)
        typed = {**carried.get(key, {}), **read(asked, form)}
        for part in QUESTION_TYPES[asked.type].word_parts(asked):
            texts.extend(typed.get(part, []))
    texts.extend(_of_unknown_questions(known, carried, form))
    return [text for text in dict.fromkeys(texts) if written(text)]


def read_salvage(value: Any) -> Answers:
    """Return the answers in a field that is not ours, as far as it has their shape."""
    if not isinstance(value, list) or len(value) not in (4, 5) or not isinstance(value[3], dict):
        return {}
    answers: Answers = {}
    for code, typed in value[3].items():
        if isinstance(typed, dict):
            answers[code] = {
                part: [text for text in texts if isinstance(text, str)]
                for part, texts in typed.items()
                if isinstance(texts, list)
            }
    return answers


def _in_order(instrument: Instrument | None, keys: list[str]) -> list[str]:
    """Return the keys in the survey's order, instances of one question together."""
    codes = [asked.code for asked in instrument.asked] if instrument else []
    return [key for code in codes for key in keys if key.partition(".")[0] == code]


def _of_unknown_questions(known: set[str], carried: Answers, form: Form) -> Iterator[str]:
    for code, typed in carried.items():
        if code not in known:
            yield from _not_codes(text for texts in typed.values() for text in texts)
    for name in form:
        if name.startswith("q-") and name.split("-")[1] not in known:
            yield from _not_codes(iter(form.getlist(name)))


def _not_codes(texts: Iterator[str]) -> Iterator[str]:
    return (text for text in texts if not LIKE_A_CODE.fullmatch(text))
