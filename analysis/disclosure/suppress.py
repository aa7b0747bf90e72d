"""Decide once, over everything a release says, which cells are hidden.

First the small cells and those whose complement is small; then, while a reader could still work
one of them out, the cell that tells least. Where a margin is hidden, all that lies under it is
hidden too: a group or theme that is too small to count is not described either. That keeps every
row's arithmetic apart from the others', so that its bounds are exact (bounds.py) and quick.

After CMS's cell-size rule (no cell of 1-10, nor a figure that gives one away) and secondary
suppression as in Hundepool et al., "Statistical Disclosure Control" (2012), chapter 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.disclosure.bounds import Answers, Asked, Margin, Row
from analysis.disclosure.lattice import Counts, Lattice, read_lattice
from analysis.disclosure.nested import fold, fold_known, inner_of, unfold
from analysis.disclosure.released import ReleasedTables
from analysis.disclosure.sheet import Sheet, hide_themes
from analysis.progress import Progress, silent
from analysis.tables import NO_ANSWER, NO_QUESTION, QUESTION, UNITS, Cell, Tables

THRESHOLD = 11


@dataclass
class Plan:
    """What stays hidden of one unit."""

    nothing_shown: bool = False
    themes: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=dict)
    inside: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    def hides(self, cell: Cell) -> bool:
        """Tell whether a cell is hidden."""
        if self.nothing_shown or cell.theme in self.themes:
            return True
        if cell.dimension is None or cell.value is None:
            return False
        if cell.value in self.groups.get(cell.dimension, ()):
            return True
        return cell.value in self.inside.get((cell.theme or "", cell.dimension), ())


def suppress(
    tables: Tables,
    threshold: int = THRESHOLD,
    at_least: Mapping[str, int] | None = None,
    progress: Progress = silent,
) -> ReleasedTables:
    """Return the tables with every cell hidden that is, or would tell, a count under threshold.

    at_least: what a reader will know from elsewhere, by cell key: three Spanish quotes from three
    people under a theme say that at least three Spanish speakers raised it.
    progress: called as progress(done, total), counted in rows of themes by split.
    Raises ValueError where `at_least` contradicts a count or names no cell.
    """
    known = dict(at_least or {})
    for key, least in sorted(known.items()):
        if key not in tables.by_key or least > tables.n(key):
            raise ValueError(f"at_least says {least} of {key}, which the tables do not hold")
    folded, known = fold(tables), fold_known(tables, known)
    lattices = {unit: read_lattice(folded, unit, known) for unit in UNITS if unit in folded.by_key}
    steps = _Steps(sum(_rows(lattice) for lattice in lattices.values()), progress)
    plans = {unit: plan_unit(each, threshold, steps) for unit, each in lattices.items()}
    for plan in plans.values():
        plan.left_out |= {each for name in plan.left_out for each in inner_of(tables, name)}
    told = unfold(tables, folded, lambda cell: plans[cell.unit].hides(cell), threshold)
    cells = tuple(cell for cell in told if cell.dimension not in plans[cell.unit].left_out)
    left_out = tuple((unit, name) for unit in plans for name in sorted(plans[unit].left_out))
    return ReleasedTables(cells, threshold, left_out)


class _Steps:
    """Count rows done and report them."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.done, self.total, self.progress = 0, total, progress

    def forward(self, rows: int) -> None:
        self.done += rows
        self.progress(self.done, self.total)


def _rows(lattice: Lattice) -> int:
    return len(lattice.themes) * (len(lattice.groups) + bool(lattice.answers))


def plan_unit(lattice: Lattice, threshold: int, steps: _Steps) -> Plan:
    """Plan one unit: its themes, then each split, then the questions."""
    plan = Plan(nothing_shown=lattice.n < threshold)
    for theme, n in lattice.themes.items():
        if n < threshold or lattice.n - n < threshold:
            plan.themes.add(theme)
            # That a theme was raised at all can already tell that few did not.
            plan.nothing_shown |= lattice.n - lattice.least_of_theme(theme) < threshold
    if lattice.one_theme:
        themes = hide_themes(lattice, plan.themes, threshold)
        plan.nothing_shown |= themes is None
        plan.themes |= themes or set()
    if plan.nothing_shown:
        steps.forward(_rows(lattice))
        return plan
    for dimension in lattice.groups:
        if not _plan_split(lattice, dimension, plan, threshold):
            plan.left_out.add(dimension)
        steps.forward(len(lattice.themes))
    if lattice.answers:
        # One theme each in overlapping questions would need a bound of its own; it is rare.
        is_untried = lattice.one_theme and bool(lattice.spoken)
        if is_untried or not _plan_answers(lattice, plan, threshold):
            plan.left_out.add(QUESTION)
        steps.forward(len(lattice.themes))
    return plan


def _plan_split(lattice: Lattice, dimension: str, plan: Plan, threshold: int) -> bool:
    """Hide groups of one split, and themes in them; False where it cannot be told at all."""
    counts = lattice.groups[dimension]
    least = {value: lattice.least(None, dimension, value) for value in counts}
    forced: set[str] = set()
    while True:
        margin = _hide_groups(counts, least, forced, threshold)
        if margin is None:
            return False
        blamed = _plan_rows(lattice, dimension, margin, plan, threshold)
        if not blamed:
            plan.groups[dimension] = set(margin.hidden)
            return True
        new = blamed - margin.hidden
        if not new:
            return False
        forced |= {min(new, key=lambda value: _worth(value, counts))}


def _hide_groups(counts: Counts, least: Counts, forced: set[str], threshold: int) -> Margin | None:
    """Hide small groups, and larger ones until none can be worked out; None if all are hidden."""
    hidden = {value for value, n in counts.items() if n < threshold} | forced
    while True:
        margin = Margin(counts, frozenset(hidden), least)
        if not margin.leaks(threshold):
            return margin
        shown = set(counts) - hidden
        if not shown:
            return None
        hidden.add(min(shown, key=lambda value: _worth(value, counts)))


def _plan_rows(
    lattice: Lattice, dimension: str, margin: Margin, plan: Plan, threshold: int
) -> set[str]:
    """Hide themes in groups; return the groups that must be hidden before this can be done."""
    if not lattice.one_theme:
        blamed = _plan_each_row(lattice, dimension, margin, plan, threshold)
        if blamed or not lattice.all_themed:
            return blamed
    return _plan_sheet(lattice, dimension, margin, plan, threshold)


def _plan_each_row(
    lattice: Lattice, dimension: str, margin: Margin, plan: Plan, threshold: int
) -> set[str]:
    """Hide themes in groups, each theme for itself; return the groups to hide before."""
    for theme in sorted(lattice.themes):
        row = lattice.inside.get((theme, dimension))
        if row is None:
            continue
        least = {value: lattice.least(theme, dimension, value) for value in row}
        if theme in plan.themes:
            blamed = {value for value in row if margin.span(value).most - least[value] < threshold}
            hidden = set(row)
        else:
            hidden, blamed = _hide_row(Row(margin, row, least), threshold)
        if blamed:
            return blamed
        plan.inside[theme, dimension] = hidden
    return set()


def _plan_sheet(
    lattice: Lattice, dimension: str, margin: Margin, plan: Plan, threshold: int
) -> set[str]:
    """Hide themes in groups where themes add up; all groups are to blame if it cannot be done."""
    if not lattice.themes:
        return set()
    sheet = Sheet.of(lattice, dimension, plan.themes, margin)
    if not lattice.one_theme:
        for theme in lattice.themes:
            sheet.add_hidden(theme, plan.inside[theme, dimension])
    if not sheet.hide(threshold):
        return set(sheet.values)
    for theme in lattice.themes:
        plan.inside[theme, dimension] = sheet.hidden_of(theme)
    return set()


def _hide_row(row: Row, threshold: int) -> tuple[set[str], set[str]]:
    """Return which groups to hide in a row, and which of them still leak when all are."""
    hidden = row.always_hidden(threshold)
    while leaks := row.leaks(hidden, threshold):
        shown = sorted(set(row.counts) - hidden, key=lambda value: _worth(value, row.counts))
        if not shown:
            return hidden, set(leaks)
        enough = (value for value in shown if not row.leaks(hidden | {value}, threshold))
        hidden.add(next(enough, shown[0]))
    return hidden, set()


def _plan_answers(lattice: Lattice, plan: Plan, threshold: int) -> bool:
    """Hide questions, and themes in them; False where they cannot be told at all."""
    shown_themes = [theme for theme in sorted(lattice.spoken) if theme not in plan.themes]
    least = {question: lattice.least(None, QUESTION, question) for question in lattice.answers}
    hidden = {
        question
        for question, n in lattice.answers.items()
        if n < threshold or lattice.n - n < threshold
    }
    while True:
        asked = _asked(lattice, shown_themes, hidden)
        if _tells_who_repeated(asked, threshold) or not _plan_spoken(
            lattice, asked, plan, threshold, shown_themes, least
        ):
            shown = set(lattice.answers) - hidden
            if not shown:
                return False
            hidden.add(min(shown, key=lambda question: _worth(question, lattice.answers)))
            continue
        plan.groups[QUESTION] = hidden
        return True


def _asked(lattice: Lattice, themes: list[str], hidden: set[str]) -> Asked:
    """Return the questions as a reader sees them."""
    repeats = [sum(lattice.spoken[theme].values()) - lattice.themes[theme] for theme in themes]
    totals = [lattice.themes[theme] for theme in themes]
    return Asked(
        lattice.answers, frozenset(hidden), lattice.n, max([0, *totals]), max([0, *repeats])
    )


def _tells_who_repeated(asked: Asked, threshold: int) -> bool:
    """Tell whether the answers show that only few answered more than one question."""
    return len(asked.counts) > 1 and asked.repeats < threshold


def _plan_spoken(
    lattice: Lattice,
    asked: Asked,
    plan: Plan,
    threshold: int,
    themes: list[str],
    least: dict[str, int],
) -> bool:
    """Hide themes in questions; False where a question must be hidden before this can be done."""
    forced = dict(least)
    for theme in themes:
        row = lattice.spoken[theme]
        known = {question: lattice.least(theme, QUESTION, question) for question in row}
        answers = Answers(asked, lattice.themes[theme], row, known)
        hidden = _hide_answers(answers, threshold)
        if hidden is None:
            return False
        plan.inside[theme, QUESTION] = hidden
        for question in asked.hidden:
            forced[question] = max(forced[question], answers.span(question, hidden).least)
    return all(
        lattice.n - forced[question] >= threshold
        for question in asked.hidden
        if lattice.n - lattice.answers[question] < threshold
    )


def _hide_answers(answers: Answers, threshold: int) -> set[str] | None:
    """Return which questions to hide for a theme; None where hiding all is not enough."""
    hidden = answers.always_hidden(threshold)
    while answers.leaks(hidden, threshold) or answers.tells_repeats(hidden, threshold):
        shown = set(answers.counts) - hidden
        if not shown:
            return None
        hidden.add(min(shown, key=lambda question: _worth(question, answers.counts)))
    return hidden


def _worth(value: str, counts: Mapping[str, int]) -> tuple[bool, int, str]:
    """Order values by what hiding them loses: "no answer" first, then the smallest."""
    return value not in (NO_ANSWER, NO_QUESTION), counts[value], value
