"""The codebook as reviewers left it, at any act: proposals, then every act replayed in order.

Nothing is computed here from a present state: `read_codebook(..., run_id, last_act_id)` gives
the same answer today and in a year, which is how a frozen Release is recomputed. Light on
purpose: pages read it too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Subquery, and_, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.testimony import Segment
from community_voice.store.theme import AdoptedTheme, Codebook, Coding, ReviewAct, Theme

# A run's segment gives way where a reviewer decided about a span that covers most of it.
MOSTLY = 2


@dataclass(frozen=True)
class ThemeState:
    """One theme: what a run proposed, and what people made of it.

    `merged_into` is the theme that now holds its segments, None where it stands for itself.
    `touched` says that a person named it, described it, merged into it or moved words to it.
    `slug` is there for a theme that people took into the codebook they code with; it counts
    among the themes of a run only where a run proposed it too. `stability` (0 to 1: how much of
    it came back when a part of the texts was left out) and `subthemes` are told by newer runs.
    """

    id: int
    name: str
    description: str
    label: str
    keywords: dict[str, list[str]]
    central: list[int]
    set_aside: bool
    merged_into: int | None
    touched: bool
    proposed: bool
    slug: str = ""
    serious: bool = False
    sensitive: bool = False
    doubt: bool = False
    stability: float | None = None
    subthemes: tuple[dict[str, Any], ...] = ()

    @property
    def code(self) -> str:
        """Return its name in frames and Releases."""
        return theme_code(self.id)

    @property
    def title(self) -> str:
        """Return the name that people gave, else the proposed label."""
        return self.name or self.label

    @property
    def shown(self) -> bool:
        """Say whether it is one of the themes that words are counted by now."""
        return self.stands and (self.proposed or (self.touched and not self.slug))

    @property
    def adopted(self) -> bool:
        """Say whether people code with it now."""
        return self.stands and bool(self.slug)

    @property
    def stands(self) -> bool:
        """Say whether it was neither merged into another nor set aside."""
        return self.merged_into is None and not self.set_aside

    def __repr__(self) -> str:
        return f"ThemeState({self.id})"


@dataclass(frozen=True)
class CodebookState:
    """A codebook after the run `run_id` and the acts up to `last_act_id`.

    `decided` holds what people said of single segments: segment -> (act, theme or None for
    "about none of them"); `covered` are a run's segments that such decisions mostly cover.
    """

    engagement_id: int
    run_id: int | None
    last_act_id: int
    themes: dict[int, ThemeState]
    decided: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    covered: frozenset[int] = frozenset()

    def root(self, theme_id: int) -> int:
        """Return the theme that holds this one's segments now."""
        theme = self.themes.get(theme_id)
        return theme_id if theme is None or theme.merged_into is None else theme.merged_into

    @cached_property
    def shown(self) -> dict[int, ThemeState]:
        """Return the themes of the codebook now, in order of their ids."""
        return {key: theme for key, theme in sorted(self.themes.items()) if theme.shown}

    @cached_property
    def adopted(self) -> dict[int, ThemeState]:
        """Return the themes that people code with now, in order of their ids."""
        return {key: theme for key, theme in sorted(self.themes.items()) if theme.adopted}

    def __repr__(self) -> str:
        return f"CodebookState(run {self.run_id}, act {self.last_act_id})"


def theme_code(theme_id: int) -> str:
    """Return a theme's name in frames and Releases."""
    return f"t{theme_id}"


def latest_run_id(session: Session, engagement_id: int) -> int | None:
    """Return the newest run that is done."""
    return session.scalars(
        select(AnalysisRun.id)
        .where(AnalysisRun.engagement_id == engagement_id, AnalysisRun.state == "done")
        .order_by(AnalysisRun.id.desc())
        .limit(1)
    ).first()


def latest_act_id(session: Session, engagement_id: int) -> int:
    """Return the newest act's id, 0 where there is none."""
    newest = session.scalars(
        select(ReviewAct.id)
        .where(ReviewAct.engagement_id == engagement_id)
        .order_by(ReviewAct.id.desc())
        .limit(1)
    ).first()
    return newest or 0


def read_codebook(
    session: Session,
    engagement_id: int,
    run_id: int | None = None,
    last_act_id: int | None = None,
) -> CodebookState:
    """Replay the acts up to `last_act_id` (None: all) over a run (None: the newest done)."""
    run_id = latest_run_id(session, engagement_id) if run_id is None else run_id
    cutoff = latest_act_id(session, engagement_id) if last_act_id is None else last_act_id
    acts = effective_acts(session, engagement_id, cutoff)
    decided = {
        act.segment_id: (act.id, act.into_theme_id if act.kind == "move" else None)
        for act in acts
        if act.kind in ("move", "set_aside_segment") and act.segment_id is not None
    }
    return CodebookState(
        engagement_id=engagement_id,
        run_id=run_id,
        last_act_id=cutoff,
        themes=_themes(session, engagement_id, run_id, acts),
        decided=decided,
        covered=_covered(session, decided),
    )


def effective_acts(session: Session, engagement_id: int, cutoff: int) -> list[ReviewAct]:
    """Return the acts that count at a cutoff, in order: made by then, and not yet undone."""
    undone = ReviewAct.undone_by_id
    return list(
        session.scalars(
            select(ReviewAct)
            .where(
                ReviewAct.engagement_id == engagement_id,
                ReviewAct.id <= cutoff,
                ReviewAct.kind != "undo",
                or_(undone.is_(None), undone > cutoff),
            )
            .order_by(ReviewAct.id)
        )
    )


def effective_codings(state: CodebookState, within: int | None = None) -> Subquery:
    """Return `segment_id, theme_id, score, primary, by` as a query: what counts now.

    The run's codings, except of segments that a person decided about; then people's. Themes
    are those after merges; what was set aside is left out; each pair comes once. `within` asks
    for one theme alone, which is quicker.
    """
    roots = {key: state.root(key) for key in state.themes if state.root(key) != key}
    root = case(roots, value=Coding.theme_id, else_=Coding.theme_id) if roots else Coding.theme_id
    aside = [key for key, theme in state.themes.items() if theme.set_aside]
    deciding = [act for act, theme in state.decided.values() if theme is not None]
    silent = sorted({*state.decided, *state.covered})
    by_run = and_(Coding.run_id == state.run_id, Coding.segment_id.not_in(silent))
    counted = select(
        Coding.segment_id,
        root.label("theme_id"),
        Coding.score,
        case((Coding.primary, 1), else_=0).label("main"),
        case((Coding.act_id.is_not(None), "person"), else_="run").label("by"),
    ).where(
        or_(false() if state.run_id is None else by_run, Coding.act_id.in_(deciding)),
        Coding.theme_id.is_not(None),
    )
    if within is not None:
        members = [within, *(key for key, into in roots.items() if into == within)]
        counted = counted.where(Coding.theme_id.in_(members))
    found = counted.subquery()
    # A merge can bring a segment's first and second theme together: they count once.
    return (
        select(
            found.c.segment_id,
            found.c.theme_id,
            func.max(found.c.score).label("score"),
            (func.max(found.c.main) == 1).label("primary"),
            func.max(found.c.by).label("by"),
        )
        .where(found.c.theme_id.not_in(aside))
        .group_by(found.c.segment_id, found.c.theme_id)
        .subquery("effective")
    )


def _themes(
    session: Session, engagement_id: int, run_id: int | None, acts: list[ReviewAct]
) -> dict[int, ThemeState]:
    proposals = _proposals(session, run_id)
    adopted = _adopted(session, engagement_id)
    names = _latest_text(acts, "rename")
    descriptions = _latest_text(acts, "describe")
    aside = {act.theme_id for act in acts if act.kind == "set_aside_theme"}
    merged = {act.theme_id: act.into_theme_id for act in acts if act.kind == "merge"}
    touched = {act.theme_id for act in acts if act.kind in ("rename", "describe")}
    touched |= {act.into_theme_id for act in acts if act.kind in ("merge", "move")}
    rows = session.scalars(
        select(Theme)
        .join(Codebook, Codebook.id == Theme.codebook_id)
        .where(Codebook.engagement_id == engagement_id)
        .order_by(Theme.id)
    )
    themes = {}
    for row in rows:
        proposal = proposals.get(row.id, {})
        themes[row.id] = ThemeState(
            id=row.id,
            # What people took into the codebook has a name that people chose.
            name=names.get(row.id, row.label if row.id in adopted else ""),
            description=descriptions.get(row.id, row.description),
            label=proposal.get("label", row.label),
            keywords=proposal.get("keywords", row.keywords),
            central=proposal.get("central", row.central),
            set_aside=row.id in aside,
            merged_into=_end_of_chain(row.id, merged),
            touched=row.id in touched,
            proposed=row.id in proposals,
            stability=proposal.get("stability"),
            subthemes=tuple(proposal.get("subthemes", ())),
            **adopted.get(row.id, {}),
        )
    return themes


def _adopted(session: Session, engagement_id: int) -> dict[int, dict[str, Any]]:
    """Return slug and marks of the themes that people code with."""
    rows = session.scalars(
        select(AdoptedTheme)
        .join(Codebook, Codebook.id == AdoptedTheme.codebook_id)
        .where(Codebook.engagement_id == engagement_id)
    )
    names = ("slug", "serious", "sensitive", "doubt")
    return {row.theme_id: {name: getattr(row, name) for name in names} for row in rows}


def _proposals(session: Session, run_id: int | None) -> dict[int, dict[str, Any]]:
    """Return what a run's own report says of each theme.

    It is read from the run and not from the theme's row, which keeps the first proposal: two
    runs can propose one theme with other words.
    """
    run = session.get(AnalysisRun, run_id) if run_id is not None else None
    return {int(entry["theme"]): entry for entry in run.results.get("themes", [])} if run else {}


def _latest_text(acts: Iterable[ReviewAct], kind: str) -> dict[int | None, str]:
    return {act.theme_id: act.text for act in acts if act.kind == kind}


def _end_of_chain(theme_id: int, merged: dict[int | None, int | None]) -> int | None:
    """Follow merges to the last theme; None for one that was not merged."""
    seen = {theme_id}
    last: int = theme_id
    while (following := merged.get(last)) is not None and following not in seen:
        seen.add(following)
        last = following
    return None if last == theme_id else last


def _covered(session: Session, decided: Iterable[int]) -> frozenset[int]:
    """Return segments of another cut whose characters a decided segment mostly holds."""
    own, other = aliased(Segment), aliased(Segment)
    decided = list(decided)
    rows = session.execute(
        select(own.start, own.end, other.id, other.start, other.end)
        .join(other, and_(other.testimony_id == own.testimony_id, other.id != own.id))
        .where(own.id.in_(decided), other.start < own.end, own.start < other.end)
    )
    covered = set()
    for start, end, segment, its_start, its_end in rows:
        shared = min(end, its_end) - max(start, its_start)
        if shared * MOSTLY > its_end - its_start:
            covered.add(segment)
    return frozenset(covered - set(decided))
