"""Which themes of a new run are themes that people have worked on: names never change content.

The rule, over the segments that both runs coded, by their main theme:

- A new theme goes to an old one only if more than six in ten of its segments were in the old
  one, and these are at least a quarter of all that the new theme holds: most of what it is
  about, and not a few words among much that nobody has seen.
- Where people merged themes, or set one aside, every new theme of which that is true goes to
  it: what was put together stays together, what was set aside stays aside.
- Any other theme takes one new theme at most, the one that shares most with it, and only if that
  one also holds more than half of the old one's segments.

A new theme that goes nowhere is a new theme. An old one to which nothing goes keeps its name
and the segments that people put there.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.review_state import CodebookState, effective_acts
from community_voice.store.testimony import Segment
from community_voice.store.theme import Coding

MOST_OF_NEW = 0.6
MOST_OF_OLD = 0.5
SEEN_OF_NEW = 0.25

Span = tuple[str, int, int]


@dataclass(frozen=True)
class Worked:
    """A theme that people worked on, with its segments and all that were coded beside it.

    `gathers` says whether several new themes may go to it.
    """

    theme_id: int
    spans: frozenset[Span]
    beside: frozenset[Span]
    gathers: bool

    def __repr__(self) -> str:
        return f"Worked({self.theme_id}, {len(self.spans)} segments)"


def match(new: Mapping[str, Collection[Span]], worked: Collection[Worked]) -> dict[str, int]:
    """Return which old theme each new theme goes to; new themes that go nowhere are left out."""
    found: dict[str, tuple[int, int]] = {}
    for old in worked:
        claims = [(code, shared(set(spans), old)) for code, spans in new.items()]
        fitting = sorted(((n, code) for code, n in claims if n), key=lambda c: (-c[0], c[1]))
        if not old.gathers:
            fitting = fitting[:1]
            known = len(old.spans & frozenset[Span]().union(*new.values()))
            fitting = [(n, code) for n, code in fitting if n > MOST_OF_OLD * known]
        for number, code in fitting:
            # Old themes share no segment, so at most one can hold most of a new one.
            if code not in found or number > found[code][0]:
                found[code] = (number, old.theme_id)
    return {code: theme_id for code, (_number, theme_id) in found.items()}


def shared(new: set[Span], old: Worked) -> int:
    """Return how many segments a new theme has of an old one, 0 where that is not most of it."""
    both = len(new & old.spans)
    seen = len(new & old.beside)
    fits = both > MOST_OF_NEW * seen and both >= SEEN_OF_NEW * len(new)
    return both if fits else 0


def worked_themes(session: Session, state: CodebookState) -> list[Worked]:
    """Return the themes that people worked on, with the segments they held last."""
    acts = effective_acts(session, state.engagement_id, state.last_act_id)
    merged = {state.root(act.theme_id) for act in acts if act.kind == "merge" and act.theme_id}
    wanted = {
        key
        for key, theme in state.themes.items()
        if theme.merged_into is None and not theme.slug and (theme.touched or theme.set_aside)
    }
    found: list[Worked] = []
    for run_id in _runs(session, state.engagement_id) if wanted else []:
        by_theme, by_run = _main_themes(session, run_id, state)
        beside = frozenset[Span]().union(*by_theme.values())
        for theme_id in sorted(wanted & by_run):
            gathers = theme_id in merged or state.themes[theme_id].set_aside
            found.append(Worked(theme_id, frozenset(by_theme[theme_id]), beside, gathers))
        wanted -= by_run
        if not wanted:
            break
    return found


def _runs(session: Session, engagement_id: int) -> list[int]:
    """Return the runs that are done, newest first: a theme may have been missed by the newest."""
    return list(
        session.scalars(
            select(AnalysisRun.id)
            .where(AnalysisRun.engagement_id == engagement_id, AnalysisRun.state == "done")
            .order_by(AnalysisRun.id.desc())
        )
    )


def _main_themes(
    session: Session, run_id: int, state: CodebookState
) -> tuple[dict[int, set[Span]], set[int]]:
    """Return the segments of each theme in one run, as people left them.

    And the themes that the run itself found: one that only holds what people moved to it says
    too little about what it is.
    """
    rows = session.execute(
        select(Coding.segment_id, Coding.theme_id, Segment.testimony_id, Segment.start, Segment.end)
        .join(Segment, Segment.id == Coding.segment_id)
        .where(Coding.run_id == run_id, Coding.primary)
    )
    held: dict[int, set[Span]] = defaultdict(set)
    by_run: set[int] = set()
    for segment_id, theme_id, testimony_id, start, end in rows:
        _act, theme = state.decided.get(segment_id, (0, theme_id))
        if theme is not None:
            held[state.root(theme)].add((testimony_id, start, end))
        if theme is not None and segment_id not in state.decided:
            by_run.add(state.root(theme))
    return held, by_run
