"""Findings stand in an order, and have a strength, that a reader can work out from the tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.disclosure import Figure, ReleasedCell, ReleasedTables
from analysis.summarize import Summary, summarize
from analysis.summarize.ranking import ranked_themes, strength
from analysis.verify import verify
from tests.analysis.summarize.record import QUESTION, Made, made


def tables(**sizes: int | None) -> ReleasedTables:
    """Return the totals of themes among a hundred people, and of nothing else."""
    cells = [ReleasedCell("people", "people", None, None, None, 100)]
    for theme, n in sizes.items():
        cells.append(ReleasedCell(f"people|theme={theme}", "people", theme, None, None, n))
    return ReleasedTables(tuple(cells), 11)


def order(of: ReleasedTables, **options: object) -> list[str]:
    """Return the themes in the order of the rule."""
    named = sorted(theme for _, theme in of.of_theme)
    return [each.theme for each in ranked_themes(of, "people", named, **options)]  # type: ignore[arg-type]


def test_more_people_rank_higher_and_ties_go_to_the_smaller_id() -> None:
    assert order(tables(t3=20, t1=40, t2=20, t4=None)) == ["t1", "t2", "t3"]


@pytest.mark.parametrize(("serious", "first"), [(15, "t1"), (14, "t2")])
def test_a_serious_theme_has_fifteen_points_more(serious: int, first: str) -> None:
    # At 15 points behind the two are level, and more people have raised t1.
    of = tables(t1=30, t2=30 - serious)
    assert order(of, serious={"t2"})[0] == first


def test_what_the_last_release_did_not_tell_has_five_points_more() -> None:
    of = tables(t1=30, t2=26)
    assert order(of) == ["t1", "t2"]
    assert order(of, before={"t1"}) == ["t2", "t1"]
    assert order(of, before=set()) == ["t1", "t2"]


def test_a_clear_difference_has_five_points_more() -> None:
    record = made()
    ranked = ranked_themes(record.released, "people", ["t1", "t2"])
    scores = {each.theme: each.score for each in ranked}
    shares = {t: round(100 * record.tables.n(f"people|theme={t}") / 300) for t in ("t1", "t2")}
    assert (scores["t1"] - shares["t1"], scores["t2"] - shares["t2"]) == (5, 0)


def figured(**told: str) -> ReleasedTables:
    """Return tables with figures of theme t1."""
    figures = [Figure(f"{key.replace('_', '|t1|')}", text, 50) for key, text in told.items()]
    return tables(t1=60).with_figures(figures)


@pytest.mark.parametrize(
    ("told", "n", "strong"),
    [
        ({}, 29, "early"),
        ({}, 30, "moderate"),
        ({}, 500, "moderate"),
        ({"agreement_alpha": "0.67"}, 50, "strong"),
        ({"agreement_alpha": "0.67"}, 49, "moderate"),
        ({"agreement_alpha": "0.66"}, 500, "early"),
        ({"fragility_stands": "45", "fragility_runs": "50"}, 60, "moderate"),
        ({"fragility_stands": "44", "fragility_runs": "50"}, 60, "early"),
        (
            {"agreement_alpha": "0.80", "fragility_stands": "44", "fragility_runs": "50"},
            60,
            "early",
        ),
    ],
)
def test_strength_follows_the_printed_rule(told: dict[str, str], n: int, strong: str) -> None:
    assert strength(figured(**told), "t1", n) == strong


def test_every_finding_says_how_strong_it_is_and_the_rule_is_printed() -> None:
    summary = made().summary
    named = [c for c in summary.section("finding") if c.template.startswith("finding_")]
    strengths = [c for c in summary.section("finding") if c.template.startswith("strength_")]
    assert len(named) == len(strengths) > 2
    rules = {claim.template: claim for claim in summary.section("method")}
    assert rules["rule_score_people"].numbers["serious"] == "rule:serious"
    assert "alpha of 0.67 or more" in rules["rule_strength"].text
    assert "rule_new" not in rules


def whole(record: Made) -> tuple[Summary, ReleasedTables]:
    """Return a summary with figures of agreement, a machine, re-runs and stances."""
    figures = [
        Figure("agreement|t1|segments", "120", 120),
        Figure("agreement|t1|alpha", "0.71", 120),
        Figure("agreement|t1|low", "0.60", 120),
        Figure("agreement|t1|high", "0.80", 120),
        Figure("agreement|t1|ac", "0.83", 120),
        Figure("machine|t2|segments", "120", 120),
        Figure("machine|t2|f", "0.64", 120),
        Figure("fragility|t1|stands", "48", 50),
        Figure("fragility|t1|runs", "50", 50),
        Figure("people|theme=t1|against", "30", 30),
    ]
    released = record.released.with_figures(figures)
    return summarize(released, record.themes, record.quotes, QUESTION, before=["t2"]), released


def test_agreement_re_runs_and_stances_are_said_and_verify() -> None:
    record = made()
    summary, released = whole(record)
    texts = [claim.text for claim in summary.claims]
    assert any("alpha is 0.71 (0.60 to 0.80)" in text for text in texts)
    assert any("F is 0.64." in text for text in texts)
    assert any("48 of 50 re-runs" in text for text in texts)
    assert "Of these people, 30 spoke against it or in doubt." in texts
    assert verify(summary, released, record.tables, figures=released.figures) == ()


@pytest.mark.parametrize("key", ["agreement|t1|alpha", "fragility|t1|stands"])
def test_a_figure_that_the_record_does_not_give_fails_by_name(key: str) -> None:
    record = made()
    summary, released = whole(record)
    other = [replace(f, text="0.99") if f.key == key else f for f in released.figures]
    assert key in {failure.id for failure in verify(summary, released, figures=other)}
    changed = released.with_figures(other)
    assert "number" in {failure.what for failure in verify(summary, changed)}


def test_a_figure_about_few_is_not_told_though_it_is_there() -> None:
    record = made()
    few = record.released.with_figures([Figure("people|theme=t1|against", "10", 10)])
    summary = summarize(few, record.themes, record.quotes, QUESTION)
    assert not [c for c in summary.claims if c.template.startswith("disagree")]
    assert "figure" in {failure.what for failure in verify(summary, few, figures=few.figures)}


def test_one_thing_is_said_not_to_be_known() -> None:
    record = made()
    (claim,) = record.summary.section("unknown")
    hidden = [c.values["value"] for c in record.summary.claims if c.template == "group_hidden"]
    assert (claim.template, claim.values["value"]) == ("unknown_group", hidden[0])
    cells = tuple(c for c in record.released.cells if not c.dimension)
    themes = record.themes.assign(stance=["", "", "doubt", "", ""])
    templates = []
    for of in (replace(record.released, cells=cells), replace(whole(record)[1], cells=cells)):
        for named in (record.themes, themes):
            summary = summarize(of, named, record.quotes, QUESTION)
            templates += [claim.template for claim in summary.section("unknown")]
    assert templates == ["unknown_coding", "unknown_coding", "unknown_others", "unknown_others"]
