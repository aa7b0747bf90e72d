"""Verify passes what matches the record and names whatever does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from analysis.disclosure import ReleasedTables
from analysis.summarize import Summary
from analysis.verify import Failure, verify
from tests.analysis.summarize.record import Made, made


@pytest.fixture(scope="module")
def record() -> Made:
    """Return one record and its summary."""
    return made(comments=60)


def checked(record: Made, summary: Any = None, tables: Any = None) -> tuple[Failure, ...]:
    """Verify a summary and tables against the record."""
    return verify(
        summary or record.summary,
        tables or record.released,
        record.tables,
        record.texts,
        record.quotes,
        record.known,
    )


def test_what_was_made_verifies_also_after_json(record: Made) -> None:
    assert checked(record) == ()
    plain = json.loads(record.summary.to_json()), json.loads(record.released.to_json())
    assert checked(record, *plain) == ()


Change = Callable[[dict[str, Any]], object]


def first(plain: dict[str, Any], template: str) -> dict[str, Any]:
    """Return the first claim of a template."""
    found: dict[str, Any] = next(c for c in plain["claims"] if c["template"] == template)
    return found


def set_number(plain: dict[str, Any]) -> None:
    """Change a number in value and sentence alike."""
    claim = first(plain, "finding_people_percent")
    old = claim["values"]["n"]
    claim["values"]["n"] = old + 1
    claim["text"] = claim["text"].replace(f"{old} of", f"{old + 1} of")


TAMPERED: list[tuple[str, str, Change]] = [
    ("number", "finding-1.n", set_number),
    (
        "sentence",
        "finding-1",
        lambda plain: first(plain, "finding_people_percent").update(text="Everyone said so."),
    ),
    (
        "stray number",
        "caveat-1",
        lambda plain: first(plain, "caveat").update(text="Numbers match. ٩٩ of all agree."),
    ),
    (
        "number",
        "finding-1.n",
        lambda plain: first(plain, "finding_people_percent")["numbers"].pop("n"),
    ),
    (
        "number",
        "finding-1.percent",
        lambda plain: first(plain, "finding_people_percent")["values"].update(percent=99),
    ),
    (
        "number",
        "finding-1.n",
        lambda plain: first(plain, "finding_people_percent")["numbers"].update(n="people|theme=t5"),
    ),
    (
        "hidden cell",
        "not_heard-1",
        lambda plain: first(plain, "group_hidden")["values"].update(not_shown="fewer than eleven"),
    ),
    ("template", "caveat-1", lambda plain: first(plain, "caveat").update(template="nonesuch")),
    ("values", "question-1", lambda plain: first(plain, "question")["values"].clear()),
    ("quote", "quote-1-1", lambda plain: plain["quotes"][0].update(text="I never said this")),
    ("quote", "quote-1-1", lambda plain: plain["quotes"][0].update(quote="nobody's")),
    ("quote", "quote-1-1", lambda plain: plain["quotes"][0].update(theme="t5")),
    ("consent", "quote-1-1", lambda plain: plain["quotes"][0].update(place="Fifth and Oak")),
    ("id", "quote-1-1", lambda plain: plain["quotes"].append(dict(plain["quotes"][0]))),
]


@pytest.mark.parametrize(("what", "where", "change"), TAMPERED)
def test_a_changed_summary_fails_by_name(
    record: Made, what: str, where: str, change: Change
) -> None:
    plain = json.loads(record.summary.to_json())
    change(plain)
    failures = checked(record, plain)
    assert (what, where) in {(failure.what, failure.id) for failure in failures}


def test_a_changed_cell_fails_with_both_numbers(record: Made) -> None:
    plain = record.released.to_dict()
    cell = next(cell for cell in plain["cells"] if cell["key"] == "people|theme=t2")
    true, cell["n"] = cell["n"], cell["n"] + 3
    failures = checked(record, tables=plain)
    assert Failure("cell", "people|theme=t2", str(true), str(true + 3)) in failures


def test_a_cell_that_should_be_hidden_fails(record: Made) -> None:
    hidden = next(cell for cell in record.released.cells if cell.n is None)
    true = record.tables.n(hidden.key)
    cells = tuple(replace(c, n=true) if c == hidden else c for c in record.released.cells)
    failures = checked(record, tables=ReleasedTables(cells, record.released.threshold))
    assert hidden.key in {failure.id for failure in failures if failure.what == "cell"}


def test_withdrawn_words_fail_and_failures_hold_no_testimony(record: Made) -> None:
    gone = record.summary.quotes[0].quote
    texts = record.texts[record.texts["testimony"] != f"testimony {gone}"]
    failures = verify(
        record.summary, record.released, texts=texts, quotes=record.quotes, at_least=record.known
    )
    assert [(failure.what, failure.id) for failure in failures] == [("quote", "quote-1-1")]
    texts = record.texts.assign(text=record.texts["text"].str.upper())
    failures = verify(record.summary, record.released, texts=texts, quotes=record.quotes)
    assert len(failures) == 2 * len(record.summary.quotes) or failures
    assert "thing about" not in " ".join(map(str, failures)).lower()


@pytest.mark.parametrize("consent", ["counted", "paraphrased", ""])
def test_a_quote_without_consent_fails(record: Made, consent: str) -> None:
    failures = verify(
        record.summary,
        record.released,
        texts=record.texts.assign(consent=consent),
        quotes=record.quotes,
    )
    assert {failure.what for failure in failures} == {"consent"}


def test_a_place_is_printed_only_with_consent_to_it(record: Made) -> None:
    placed = tuple(replace(quote, place="Fifth and Oak") for quote in record.summary.quotes)
    summary = Summary(record.summary.question, record.summary.claims, placed, record.summary.method)
    allowed = record.texts.assign(consent="quoted_with_place")
    assert verify(summary, record.released, texts=allowed, quotes=record.quotes) == ()
    assert verify(summary, record.released, texts=record.texts, quotes=record.quotes)
