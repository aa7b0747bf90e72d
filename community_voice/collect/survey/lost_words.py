"""Words in a form that we cannot go on from: found, so that their author can copy them."""

import re
from collections.abc import Iterator
from typing import Any

from community_voice.collect.survey.forms import Form, merge_page
from community_voice.collect.survey.instrument import Instrument
from community_voice.collect.survey.state import Answers
from community_voice.questions import QUESTION_TYPES
from community_voice.questions.own_words import written

# What a form sends for a choice, as far as one can tell without its survey.
LIKE_A_CODE = re.compile(r"[a-z0-9_+-]{0,60}")


def find_words(instrument: Instrument | None, carried: Answers, form: Form) -> list[str]:
    """Return what somebody wrote, on this page or carried from others, each text once."""
    texts: list[str] = []
    known: set[str] = set()
    if instrument is not None:
        answers = carried
        for page in instrument.pages:
            answers = {**answers, **merge_page(instrument, page.code, form, {})}
        for asked in instrument.asked:
            known.add(asked.code)
            typed = answers.get(asked.code, {})
            for part in QUESTION_TYPES[asked.type].word_parts(asked):
                texts.extend(typed.get(part, []))
    texts.extend(_of_unknown_questions(known, carried, form))
    return [text for text in dict.fromkeys(texts) if written(text)]


def read_salvage(value: Any) -> Answers:
    """Return the answers in a field that is not ours, as far as it has their shape."""
    if not isinstance(value, list) or len(value) != 4 or not isinstance(value[3], dict):
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


def _of_unknown_questions(known: set[str], carried: Answers, form: Form) -> Iterator[str]:
    for code, typed in carried.items():
        if code not in known:
            yield from _not_codes(text for texts in typed.values() for text in texts)
    for name in form:
        if name.startswith("q-") and name.split("-")[1] not in known:
            yield from _not_codes(iter(form.getlist(name)))


def _not_codes(texts: Iterator[str]) -> Iterator[str]:
    return (text for text in texts if not LIKE_A_CODE.fullmatch(text))
