"""Attack many made-up releases with integer programs, and print what could be worked out.

`python -m tests.benchmarks.attack_disclosure --worlds 40` attacks every hidden number, and every
group that the shown numbers leave over, of 40 populations for each thing that a reader may know of
everybody. Exits non-zero if suppression let any be worked out.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass

from analysis.disclosure import ReleasedCell, ReleasedTables, suppress
from analysis.tables import Tables
from tests.analysis.disclosure.attacker import attack
from tests.analysis.disclosure.worlds import HABITS, world


@dataclass
class Score:
    """What was attacked and what came out."""

    worlds: int = 0
    cells: int = 0
    small: int = 0
    hidden: int = 0
    small_only: int = 0
    suppressed: int = 0


def only_small_hidden(tables: Tables) -> ReleasedTables:
    """Hide cells of 0 to 10 and nothing else, for comparison."""
    cells = [
        ReleasedCell(c.key, c.unit, c.theme, c.dimension, c.value, c.n if c.n > 10 else None)
        for c in tables.cells
    ]
    return ReleasedTables(tuple(cells), 11)


def attacked(habit: str, worlds: int, first: int, compare: int) -> Score:
    """Attack this many populations of one kind; the first few also with only small cells hidden."""
    score = Score()
    seed = first
    while score.worlds < worlds:
        found = world(seed, habit)
        seed += 1
        if found is None:
            continue
        released = found.told(suppress(found.tables))
        leaks = attack(found.population, released, found.truth)
        for leak in leaks:
            print(f"  LEAK in population {habit} {found.seed}: {leak}")
        score.suppressed += len(leaks)
        if score.worlds < compare:
            bare = only_small_hidden(found.tables)
            score.small_only += len(attack(found.population, bare, found.truth))
        score.worlds += 1
        score.cells += len(released.cells)
        score.hidden += sum(cell.n is None for cell in released.cells)
        score.small += sum(cell.n < 11 for cell in found.tables.cells)
    return score


def main() -> int:
    """Print one line a kind of reader; return how many of them learnt something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=40, help="populations for each reader")
    parser.add_argument("--first", type=int, default=0, help="seed of the first population")
    parser.add_argument("--compare", type=int, default=10, help="attacked without suppression too")
    options = parser.parse_args()
    failed = 0
    print("a reader who knows   worlds  cells  small  hidden  worked out: small-only*  suppressed")
    for habit in HABITS:
        start = time.perf_counter()
        score = attacked(habit, options.worlds, options.first, options.compare)
        failed += score.suppressed > 0
        print(
            f"{habit:<20} {score.worlds:>6} {score.cells:>6} {score.small:>6} {score.hidden:>7}"
            f" {score.small_only:>23} {score.suppressed:>11}   {time.perf_counter() - start:.0f} s"
        )
    print(f"* hiding cells of 0 to 10 and nothing else, in the first {options.compare} worlds")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
