"""A summary says what the released cells say, in plain words, and nothing else."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from analysis.disclosure import NOT_SHOWN, ReleasedTables, suppress
from analysis.summarize import SECTIONS, TEMPLATES, Summary, summarize
from analysis.summarize.templates import digit_runs, percent
from analysis.tables import count_tables
from tests.analysis.summarize.record import NAMES, QUESTION, made

NO_QUOTES = pd.DataFrame(
    columns=["quote", "theme", "text", "language", "person", "place", "question", "score"]
)


def test_findings_are_the_themes_that_most_people_raised_in_order() -> None:
    record = made()
    sizes = {theme: record.released.shown(f"people|theme={theme}") for theme in NAMES}
    largest = sorted((t for t in sizes if sizes[t]), key=lambda theme: -(sizes[theme] or 0))
    told = [c for c in record.summary.section("finding") if c.template.startswith("finding_")]
    assert [claim.values["theme"] for claim in told] == [NAMES[theme] for theme in largest]
    for claim, theme in zip(told, largest, strict=True):
        n = sizes[theme]
        assert f"{n} of 300 people ({percent(n or 0, 300)}%)" in claim.text


def test_every_number_is_a_shown_cell_and_no_template_holds_a_digit() -> None:
    record = made()
    for claim in record.summary.claims:
        for name, where in claim.numbers.items():
            if where.startswith("people"):
                assert record.released.shown(where) == claim.values[name]
                assert record.tables.n(where) == claim.values[name]
    assert [name for name, text in TEMPLATES.items() if list(digit_runs(text))] == []


def test_a_group_that_differs_clearly_is_named_with_both_shares() -> None:
    record = made()
    (claim,) = [c for c in record.summary.claims if c.template == "more_people"]
    n, of = (record.tables.n(f"people|{k}language=es") for k in ("theme=t1|", ""))
    assert f"“es”: {n} of {of} people ({percent(n, of)}%)" in claim.text
    assert n / of - record.tables.n("people|theme=t1") / 300 >= 0.15


def test_a_difference_in_a_small_group_or_by_chance_is_not_told() -> None:
    people = pd.DataFrame(
        {"person": range(340), "unit": "people", "area": ["a"] * 311 + ["b"] * 29}
    )
    said = [*range(100), *range(311, 329)]
    tables = count_tables(people, pd.DataFrame({"person": said, "theme": "t1"}), ["area"])
    released = suppress(tables)
    assert released.shown("people|theme=t1|area=b") == 18
    themes = pd.DataFrame({"theme": ["t1"], "name": "x", "description": "", "keywords": ""})
    summary = summarize(released, themes, NO_QUOTES, QUESTION)
    assert [c.template for c in summary.section("finding")][1] == "no_difference"


def test_no_percentage_is_told_of_fewer_than_thirty() -> None:
    summary = made(n=29, seed=2).summary
    assert any(claim.template == "finding_people" for claim in summary.claims)
    assert not [claim.text for claim in summary.claims if "%" in claim.text]


def test_comments_are_told_beside_people_and_never_as_people() -> None:
    record = made(comments=80)
    told = [c for c in record.summary.section("finding") if c.template.startswith("finding_")]
    assert [c.template for c in told[:2]] == ["finding_people_percent", "finding_comments_percent"]
    assert "of 80 comments" in told[1].text
    alone = made(n=5, comments=80).summary
    assert "people (" not in " ".join(claim.text for claim in alone.claims)


def test_too_few_findings_are_said_plainly() -> None:
    record = made(n=40, seed=2)
    shown = [theme for theme in NAMES if record.released.shown(f"people|theme={theme}")]
    assert len(shown) < 3
    templates = [claim.template for claim in record.summary.section("finding")]
    assert templates[-1] == "few_findings_people"


def test_of_ten_people_nothing_is_told() -> None:
    summary = made(n=10).summary
    assert [claim.template for claim in summary.section("finding")] == ["nothing_shown"]
    assert not summary.quotes
    counts = [c.text for c in summary.claims if c.section in ("question", "finding", "heard")]
    assert not re.search(r"\d", " ".join(counts).replace(QUESTION, ""))


def test_hidden_groups_are_named_with_the_one_phrase_and_hidden_themes_are_not_named() -> None:
    record = made()
    hidden = [c for c in record.summary.section("not_heard") if c.template == "group_hidden"]
    assert {claim.values["value"] for claim in hidden} >= {"so"}
    assert all(NOT_SHOWN in claim.text for claim in hidden)
    assert NAMES["t5"] not in record.summary.to_json()


def test_doubt_stands_in_a_section_of_its_own() -> None:
    record = made()
    stance = pd.Series(["", "", "doubt", None, None], dtype=object)
    themes = record.themes.assign(stance=stance)
    summary = summarize(record.released, themes, record.quotes, QUESTION)
    (claim,) = summary.section("against")
    assert NAMES["t3"] in claim.text


def test_a_summary_comes_back_from_json_as_it_went_with_the_same_bytes() -> None:
    summary = made().summary
    again = Summary.from_dict(json.loads(summary.to_json()))
    assert again.to_json() == summary.to_json() == made().summary.to_json()
    assert {claim.section for claim in summary.claims} <= set(SECTIONS)
    assert "I said a thing" not in repr(summary) + repr(summary.quotes)


def test_labels_are_what_a_sentence_calls_a_group() -> None:
    record = made(labels={"language": "Language", "language=es": "Spanish"})
    assert any("Language, “Spanish”" in claim.text for claim in record.summary.section("heard"))


def test_braces_and_markup_in_names_are_only_text() -> None:
    record = made()
    themes = record.themes.assign(name="{n} <b>{0.__class__}</b>")
    summary = summarize(record.released, themes, record.quotes, "{question} {x!r}")
    assert any("“{n} <b>{0.__class__}</b>”" in claim.text for claim in summary.claims)


@pytest.mark.parametrize("column", ["theme", "name", "description", "keywords"])
def test_a_missing_column_is_named(column: str) -> None:
    record = made(n=60)
    with pytest.raises(ValueError, match=column):
        summarize(record.released, record.themes.drop(columns=column), record.quotes, QUESTION)


def test_percentages_are_rounded_half_up() -> None:
    assert [percent(*pair) for pair in ((1, 8), (1, 200), (1, 201), (11, 30))] == [13, 1, 0, 37]


def test_an_empty_release_still_gives_a_summary() -> None:
    themes = pd.DataFrame(columns=["theme", "name", "description", "keywords"])
    summary = summarize(ReleasedTables((), 11), themes, NO_QUOTES, QUESTION)
    assert summary.section("caveat")
