"""Which segments a round holds: enough of every language, and people in turn.

The rule of `analysis.agreement.draw_sample` in plain Python: a page draws, and the processes
that serve pages load neither the analysis nor what it computes with.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# In each language at least this many, where it has as many: below it nothing can be said.
FLOOR = 30


@dataclass(frozen=True)
class Candidate:
    """A segment that can be drawn: its id, its language, and who said it, where known."""

    segment: int
    language: str
    person: str | None = None


def draw(pool: Iterable[Candidate], size: int, seed: int) -> list[int]:
    """Return at most `size` segments to be coded twice, in the order in which to show them.

    How many of each language: see `seats_of`. Within a language every person is asked once
    before anybody is asked twice; words of nobody known count as a person's each. Shuffled, so
    that coders do not read one language after another. The same pool, in whatever order, size
    and seed give the same list.
    """
    chance = random.Random(seed)  # noqa: S311  no secret hangs on it; it must be repeatable
    there = sorted(pool, key=lambda each: each.segment)
    there = chance.sample(there, len(there))
    by_language: dict[str, list[tuple[int, int]]] = {}
    turns: Counter[tuple[str, str | int]] = Counter()
    for each in there:
        who = each.language, each.person or each.segment
        by_language.setdefault(each.language, []).append((turns[who], each.segment))
        turns[who] += 1
    seats = seats_of({tag: len(its) for tag, its in by_language.items()}, size)
    chosen: list[int] = []
    for tag, its in sorted(by_language.items()):
        # Sorting by turns alone keeps what was dealt by chance within each.
        in_turn = sorted(its, key=lambda line: line[0])
        chosen += [segment for _turn, segment in in_turn[: seats[tag]]]
    return chance.sample(chosen, len(chosen))


def seats_of(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Return how many segments of each language are drawn, `size` in all where there are as many.

    First every language gets FLOOR, or all that it has; the rest is shared out by what is left
    of each, the largest remainders first. `size` is what two people have time for, so it is
    never more: too few for every floor are dealt out evenly, one a language in turn.
    """
    wanted = {tag: min(FLOOR, sizes[tag]) for tag in sorted(sizes)}
    if size <= sum(wanted.values()):
        return _evenly(wanted, size)
    room = size - sum(wanted.values())
    left = {tag: sizes[tag] - seats for tag, seats in wanted.items()}
    total = sum(left.values())
    if total <= room:
        return dict(sizes)
    more = {tag: its * room // total for tag, its in left.items()}
    by_remainder = sorted(left, key=lambda tag: (-(left[tag] * room % total), tag))
    for tag in by_remainder[: room - sum(more.values())]:
        more[tag] += 1
    return {tag: seats + more[tag] for tag, seats in wanted.items()}


def size_for(sizes: Sequence[int]) -> int:
    """Return how many segments give every one of the languages its floor."""
    return sum(min(FLOOR, each) for each in sizes)


def _evenly(wanted: Mapping[str, int], size: int) -> dict[str, int]:
    """Return seats dealt out one a language in turn, to none more than it wants."""
    in_turn = sorted((place, tag) for tag, most in wanted.items() for place in range(most))
    dealt = Counter(tag for _place, tag in in_turn[:size])
    return {tag: dealt[tag] for tag in wanted}
