"""A reader with the whole brief, its quotes included, works out no small number.

The attacker reads the page: every cell and every quote as it is printed, nothing else.
"""

import numpy as np
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from analysis.disclosure import ReleasedCell, ReleasedTables
from analysis.tables import Tables, cell_key
from community_voice.deliver.brief.page import NOT_SHOWN
from community_voice.deliver.brief.rendered import MainPart
from community_voice.deliver.brief.routes import render_brief
from community_voice.release.record import count, read_record
from community_voice.store import Brief
from community_voice.store.review_state import theme_code
from tests.analysis.disclosure.attacker import Kind, attack, population_of, truth_of
from tests.release.ready import Crowd, Ready, make_ready


def some_crowds(seed: int) -> tuple[Crowd, ...]:
    """Draw crowds of uneven size: some too small, some just large enough."""
    chance = np.random.default_rng(seed)
    return tuple(
        Crowd(int(chance.choice([0, 1, 3, 5, 12])), theme, language, age, consent)
        for theme in ("wait", "words", None)
        for language in ("en", "es")
        for age in ("young", "old")
        for consent in (("counted", "quoted") if theme and age == "old" else ("counted",))
    )


def kinds_of(ready: Ready, crowds: tuple[Crowd, ...]) -> list[Kind]:
    """Return everybody as the attacker's kinds of people."""
    kinds = []
    for crowd in crowds:
        themes = [theme_code(ready.themes[crowd.theme].id)] if crowd.theme else []
        answers = (("story", frozenset(themes)),) if themes else ()
        groups = (("language", crowd.language), ("group:age", crowd.age))
        kinds += [Kind(groups, answers)] * crowd.many
    return kinds


def read_from_page(app: Flask, brief: Brief, tables: Tables) -> ReleasedTables:
    """Return the cells as the page prints them; one that it lacks is left out.

    A theme that is left out of a table tells that each of its numbers there is hidden.
    """
    with app.test_request_context("/"):
        part = MainPart()
        part.feed(render_brief(brief))
    crossed = {cell.key: NOT_SHOWN for cell in brief.release.cells if cell.theme and cell.dimension}
    printed = crossed | {told.mark.removeprefix("cell:"): told.text for told in part.told}
    cells = [
        ReleasedCell(
            cell.key,
            cell.unit,
            cell.theme,
            cell.dimension,
            cell.value,
            int(printed[cell.key]) if printed[cell.key].isdecimal() else None,
        )
        for cell in tables.cells
        if cell.key in printed
    ]
    left_out = tuple((unit, name) for unit, name in brief.release.method["left_out"])
    return ReleasedTables(tuple(cells), 11, left_out)


def told_by_printed_quotes(brief: Brief) -> dict[str, int]:
    """Return what the printed quotes alone tell of cells: quotes are of one person each."""
    known: dict[str, int] = {}
    for quote in brief.release.quotes:
        for key in (
            cell_key("people", quote.theme),
            cell_key("people", quote.theme, "language", quote.language),
        ):
            known[key] = known.get(key, 0) + 1
    return known


@pytest.mark.parametrize("seed", range(5))
def test_the_whole_chain_gives_no_small_number_away(
    app: Flask, session: Session, seed: int
) -> None:
    crowds = some_crowds(seed)
    ready = make_ready(session, crowds, names={"wait": "Waits", "words": "Language"})
    brief = ready.freeze()
    record = read_record(session, brief.release)
    tables = count(record, brief.release.dimensions)
    released = read_from_page(app, brief, tables)
    assert len(released.cells) == len(brief.release.cells)
    # One question alone: nobody can answer two.
    population = population_of(tables, one_answer=True)
    truth = truth_of(population, kinds_of(ready, crowds))
    known = {
        key: least
        for key, least in told_by_printed_quotes(brief).items()
        if released.by_key.get(key) is not None
    }
    assert {cell.n is None for cell in released.cells} == {True, False}
    assert attack(population, released, truth, known) == []


def test_the_attacker_would_succeed_on_the_record_itself(session: Session) -> None:
    crowds = some_crowds(2)
    ready = make_ready(session, crowds, names={"wait": "Waits", "words": "Language"})
    release = ready.ask()
    tables = count(read_record(session, release), release.dimensions)
    naive = ReleasedTables(
        tuple(
            ReleasedCell(
                cell.key,
                cell.unit,
                cell.theme,
                cell.dimension,
                cell.value,
                cell.n if cell.n >= 11 else None,
            )
            for cell in tables.cells
        ),
        11,
    )
    # One question alone: nobody can answer two.
    population = population_of(tables, one_answer=True)
    assert attack(population, naive, truth_of(population, kinds_of(ready, crowds)))
