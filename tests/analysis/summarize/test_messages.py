"""A summary says the same in every language, with the same numbers and the same quotes."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from analysis.summarize import TEMPLATES, Summary, languages, messages_in, render, summarize
from analysis.summarize.templates import MESSAGES, digit_runs
from analysis.verify import verify
from tests.analysis.summarize.record import QUESTION, made

OTHERS = languages()[1:]


def places(text: str) -> Counter[str]:
    """Return the places of a sentence, each as often as it is there."""
    return Counter(re.findall(r"\{(\w*)\}", text))


@pytest.mark.parametrize("tag", languages())
def test_every_language_has_every_sentence_with_the_same_places(tag: str) -> None:
    plain = json.loads((MESSAGES / f"{tag}.json").read_text("utf-8"))
    assert plain["language"] == tag
    assert plain["sentences"].keys() == TEMPLATES.keys()
    for name, text in plain["sentences"].items():
        assert places(text) == places(TEMPLATES[name]), name
        assert text.strip() == text != "", name
        assert list(digit_runs(text)) == [], name
    assert [word for word in plain["words"].values() if not word] == []


@pytest.mark.parametrize("tag", OTHERS)
def test_every_language_has_the_same_words_of_the_program(tag: str) -> None:
    first = json.loads((MESSAGES / f"{OTHERS[0]}.json").read_text("utf-8"))["words"]
    plain = json.loads((MESSAGES / f"{tag}.json").read_text("utf-8"))["words"]
    assert plain.keys() == first.keys()


@pytest.mark.parametrize("tag", OTHERS)
def test_a_summary_in_another_language_verifies_and_keeps_numbers_and_quotes(tag: str) -> None:
    record = made(comments=60, labels={"language": "Language", "language=es": "Spanish"})
    said = record.summary.in_language(tag)
    again = summarize(
        record.released,
        record.themes,
        record.quotes,
        QUESTION,
        method=record.summary.method,
        labels={"language": "Language", "language=es": "Spanish"},
        language=tag,
    )
    assert said == again == Summary.from_dict(json.loads(said.to_json()))
    assert said.quotes == record.summary.quotes
    assert verify(said, record.released, record.tables, at_least=record.known) == ()
    for ours, theirs in zip(record.summary.claims, said.claims, strict=True):
        assert (ours.id, ours.numbers, ours.values) == (theirs.id, theirs.numbers, theirs.values)
        assert sorted(digit_runs(ours.text)) == sorted(digit_runs(theirs.text))
    text = " ".join(claim.text for claim in said.claims)
    assert "Spanish" not in text
    assert "not shown" not in text
    assert QUESTION in text


def test_a_changed_sentence_of_another_language_fails() -> None:
    record = made()
    plain = json.loads(record.summary.in_language("es").to_json())
    claim = next(c for c in plain["claims"] if c["template"] == "counted_people")
    claim["text"] = claim["text"].replace("300", "900")
    found = {(failure.what, failure.id) for failure in verify(plain, record.released)}
    assert found == {("sentence", claim["id"]), ("stray number", claim["id"])}
    plain["language"] = "tlh"
    assert [failure.what for failure in verify(plain, record.released)] == ["language"]


def test_words_of_the_program_are_said_in_a_list_too_and_peoples_words_stay() -> None:
    spanish = messages_in("es")
    said = render("method", {"name": "Languages", "setting": "Arabic, Spanish"}, spanish)
    assert said == "Idiomas: árabe, español."
    kept = render("method", {"name": "Languages", "setting": "Arabic, Klingon"}, spanish)
    assert kept == "Idiomas: Arabic, Klingon."
    assert "“Language”" in render("finding_people", {"theme": "Language", "n": 1, "of": 2}, spanish)


def test_a_language_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="tlh"):
        made(n=30).summary.in_language("tlh")
