"""What a release hides cannot be worked out, and what it shows is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import NOT_SHOWN, Figure, ReleasedCell, ReleasedTables, suppress
from analysis.tables import Tables, count_tables
from tests.analysis.disclosure.attacker import (
    Kind,
    attack,
    every_fitting_population,
    population_of,
    truth_of,
)
from tests.analysis.disclosure.worlds import HABITS, World, count_kinds, world


def counted(groups: Mapping[str, int], said: Mapping[str, Mapping[str, int]]) -> Tables:
    """Count people of one split: how many of each group, and how many of them said each theme."""
    people = [(f"{value}{i}", "people", value) for value, n in groups.items() for i in range(n)]
    codings = [
        (f"{value}{i}", theme)
        for theme, row in said.items()
        for value, n in row.items()
        for i in range(n)
    ]
    return count_tables(
        pd.DataFrame(people, columns=["person", "unit", "language"]),
        pd.DataFrame(codings, columns=["person", "theme"]),
        ["language"],
    )


def small_cells_hidden(tables: Tables, threshold: int = 11) -> ReleasedTables:
    """Hide small cells and nothing else: what suppression must be better than."""
    cells = [
        ReleasedCell(
            c.key, c.unit, c.theme, c.dimension, c.value, c.n if c.n >= threshold else None
        )
        for c in tables.cells
    ]
    return ReleasedTables(tuple(cells), threshold)


def some_world(habit: str, first: int) -> World:
    """Return the first world from a seed on that has all its themes and questions."""
    return next(found for seed in range(first, first + 50) if (found := world(seed, habit)))


def kind(group: str, first: bool, second: bool) -> Kind:
    """Return one person of a group who said the first theme, the second, both or neither."""
    said = [name for name, says in (("t1", first), ("t2", second)) if says]
    return Kind((("a", group),), (("", frozenset(said)),))


def test_what_is_shown_is_true_and_small_counts_never_are() -> None:
    tables = counted({"en": 200, "es": 80, "so": 4}, {"t1": {"en": 90, "es": 30, "so": 2}})
    released = suppress(tables)
    shown = [cell for cell in released.cells if cell.n is not None]
    assert shown
    assert all(cell.n == tables.n(cell.key) and (cell.n or 0) > 10 for cell in shown)


def test_a_small_group_hides_another_beside_it() -> None:
    released = suppress(counted({"en": 200, "es": 80, "so": 4}, {"t1": {"en": 90, "es": 30}}))
    assert released.shown("people|language=so") is None
    assert released.shown("people|language=es") is None
    assert released.shown("people|language=en") == 200
    assert released.shown("people") == 284


def test_two_small_cells_whose_sum_is_small_hide_a_third() -> None:
    tables = counted(
        {"ar": 60, "en": 60, "es": 60, "zh": 60}, {"t1": {"ar": 3, "en": 30, "es": 4, "zh": 20}}
    )
    released = suppress(tables)
    hidden = {c.value for c in released.cells if c.theme == "t1" and c.value and c.n is None}
    assert hidden == {"ar", "es", "zh"}


def test_nearly_everybody_is_as_telling_as_nearly_nobody() -> None:
    released = suppress(counted({"en": 100, "es": 60}, {"t1": {"en": 40, "es": 55}}))
    assert released.shown("people|theme=t1|language=es") is None
    assert released.shown("people|theme=t1") == 95


def test_no_answer_is_hidden_before_an_answer() -> None:
    tables = counted({"en": 90, "es": 80, "": 85, "so": 3}, {"t1": {"en": 40, "es": 40, "": 40}})
    released = suppress(tables)
    assert released.shown("people|language=(no answer)") is None
    assert released.shown("people|language=es") == 80


def test_ten_people_are_too_few_for_any_number() -> None:
    released = suppress(counted({"en": 10}, {"t1": {"en": 5}}))
    assert {cell.n for cell in released.cells} == {None}
    assert suppress(counted({"en": 11}, {})).shown("people") == 11


def test_every_hidden_cell_prints_the_same_words() -> None:
    frame = suppress(counted({"en": 200, "es": 80, "so": 4}, {"t1": {"en": 90}})).to_frame()
    assert set(frame.loc[frame["n"].isna(), "shown"]) == {NOT_SHOWN}
    assert (frame.loc[frame["n"].notna(), "shown"] == frame["n"].dropna().astype(str)).all()


def test_tables_come_back_from_json_as_they_went_and_the_same_bytes_each_time() -> None:
    tables = some_world("any", 5).tables
    released = suppress(tables)
    again = ReleasedTables.from_dict(released.to_dict())
    assert again == released
    assert again.to_json() == suppress(tables).to_json()


def test_bounds_that_contradict_the_counts_are_refused() -> None:
    tables = counted({"en": 100}, {"t1": {"en": 40}})
    with pytest.raises(ValueError, match="at_least"):
        suppress(tables, at_least={"people|theme=t1": 41})
    with pytest.raises(ValueError, match="at_least"):
        suppress(tables, at_least={"people|theme=nobody": 1})


def test_progress_ends_at_its_total() -> None:
    seen: list[tuple[int, int]] = []
    suppress(
        counted({"en": 200, "es": 80}, {"t1": {"en": 90}, "t2": {"es": 20}}),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1] == (2, 2)


# Seeds where a rule for such a reader, taken out, lets the attacker win.
TELLING = {
    "any": (1, 3, 4, 9),
    "one_theme": (0, 3, 108, 117),
    "all_themed": (1, 4, 6, 7),
    "one_answer": (0, 1, 2),
    "all_answer": (1, 97, 191),
    "within": (0, 3, 8),
    # In these, the mentions would give people away if all of them were told.
    "mentions": (0, 3, 12),
}


@pytest.mark.parametrize("habit", HABITS)
def test_an_attacker_works_out_nothing(habit: str) -> None:
    for first in TELLING[habit]:
        found = some_world(habit, first)
        released = found.told(suppress(found.tables))
        assert attack(found.population, released, found.truth) == [], found.seed


def test_mentions_that_are_told_without_a_rule_give_people_away() -> None:
    found = some_world("mentions", 0)
    released = suppress(found.tables)
    mentions = Figure("people|mode=session|mentions", str(len(found.passages)), 99)
    of_theme = found.passages["theme"].value_counts()
    figures = [
        Figure(f"people|theme={theme}|mentions", str(of_theme[theme]), 99)
        for theme in of_theme.index
        if released.shown(f"people|theme={theme}") is not None
    ]
    assert found.told(released).figures
    naive = released.with_figures([mentions, *figures])
    assert attack(found.population, naive, found.truth)


def partners(paper: int, sizes: Mapping[str, int]) -> Tables:
    """Count people on the web, on paper, and in sessions of these partners."""
    spoken = [("session", partner) for partner, n in sizes.items() for _ in range(n)]
    modes = [("web", None)] * 200 + [("paper", None)] * paper + spoken
    people = pd.DataFrame(modes, columns=["mode", "partner"]).assign(unit="people")
    people["person"] = range(len(people))
    nobody = pd.DataFrame({"person": [], "theme": []})
    within = {"partner": ("mode", "session")}
    return count_tables(people, nobody, ["mode", "partner"], within=within)


def test_who_spoke_with_a_partner_and_who_spoke_in_a_session_are_hidden_as_one_split() -> None:
    small = suppress(partners(5, {"1": 14, "2": 20}))
    shown = {cell.key: cell.n for cell in small.cells}
    # Five on paper: one partner is hidden beside them, and with it the sum of both.
    assert shown["people|mode=paper"] is shown["people|partner=1"] is None
    assert shown["people|mode=session"] is None
    assert (shown["people|partner=2"], shown["people|mode=web"]) == (20, 200)
    large = {cell.key: cell.n for cell in suppress(partners(50, {"1": 5, "2": 20})).cells}
    assert large["people|partner=1"] is large["people|partner=2"] is None
    assert large["people|mode=session"] == 25
    apart = {
        c.key: c.n for c in suppress(replace(partners(5, {"1": 14, "2": 20}), within=())).cells
    }
    assert apart["people|partner=1"] == 14 and apart["people|mode=session"] is None


def test_a_reader_who_knows_of_a_value_that_is_split_has_to_say_of_which_part() -> None:
    with pytest.raises(ValueError, match="of which partner"):
        suppress(partners(50, {"1": 15}), at_least={"people|mode=session": 3})
    told = suppress(partners(50, {"1": 15}), at_least={"people|partner=1": 3})
    assert told.shown("people|partner=1") == 15
    with pytest.raises(ValueError, match="within another one"):
        count_tables(pd.DataFrame({"person": []}), pd.DataFrame(), ["a"], within={"a": ("b", "c")})


def test_the_attacker_works_out_cells_where_only_small_ones_are_hidden() -> None:
    found = [some_world("any", first) for first in (0, 100, 200)]
    leaks = [attack(w.population, small_cells_hidden(w.tables), w.truth) for w in found]
    assert any(leak.true < 11 and leak.least == leak.most for some in leaks for leak in some)


def test_quotes_that_a_reader_sees_beside_the_tables_give_nothing_away() -> None:
    for first in (0, 300, 600):
        found = some_world("any", first)
        known = {
            cell.key: min(2, cell.n)
            for cell in found.tables.cells
            if cell.dimension == "a" and cell.n
        }
        released = suppress(found.tables, at_least=known)
        assert attack(found.population, released, found.truth, known) == [], found.seed


@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.sampled_from(("a0", "a1")), st.booleans(), st.booleans()),
        min_size=4,
        max_size=8,
    )
)
def test_counting_every_population_finds_what_the_attacker_finds(
    people: list[tuple[str, bool, bool]],
) -> None:
    threshold = 2
    from_kinds = [kind(*person) for person in people]
    tables = count_kinds(from_kinds, ["a"])
    population = population_of(tables)
    truth = truth_of(population, from_kinds)
    released = suppress(tables, threshold)
    assert attack(population, released, truth) == []
    if released.shown("people") is None:
        return
    fitting = np.array(list(every_fitting_population(population, released, len(people))))
    assert len(fitting) > 0
    for cell in released.cells:
        if cell.n is None:
            ns = fitting @ population.counter(cell.theme, cell.dimension, cell.value)
            assert ns.min() < ns.max()
            assert ns.max() >= threshold
    for name, weights in population.targets():
        ns = fitting @ weights
        assert weights @ truth >= threshold or ns.max() >= threshold, name


def test_a_large_release_is_hidden_in_part() -> None:
    rng = np.random.default_rng(4)
    n, names = 20_000, ["a", "b", "c", "d"]
    people = pd.DataFrame({name: rng.zipf(1.5, n).clip(max=60) for name in names})
    people = people.assign(person=range(n), unit="people")
    codings = pd.DataFrame(
        {"person": rng.integers(0, n, 2 * n), "theme": rng.integers(0, 25, 2 * n).astype(str)}
    )
    tables = count_tables(people, codings, names)
    told = suppress(tables)
    assert 0 < sum(cell.n is None for cell in told.cells) < len(told.cells)
