"""A coder's desk: the segments one person has before them, in order, and how far they are.

In a round they are its sample. Outside of rounds they come in the order in which they teach the
learned coder most; before it has learned, as drawn by the run's number. Segments of rounds are
never among them, so that a round can test what was learned.
"""

import random
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from community_voice.errors import DomainError, NotFound
from community_voice.store import (
    Account,
    AnalysisRun,
    CodingRound,
    CodingTask,
    Engagement,
    Judgement,
    RoundSegment,
    Segment,
    Suggestion,
    Testimony,
)
from community_voice.store.review_state import CodebookState, read_codebook
from community_voice.study.coding.judging import Hints
from community_voice.study.coding.sources import newest_run, segments_of_run

# As many as anybody should have before them at once.
QUEUE = 200
# As many themes are named that the coder is not sure of.
PERHAPS = 3


@dataclass(frozen=True)
class Desk:
    """`order` are the segments; `done` those that this person judged; `themes` the choice."""

    run: AnalysisRun
    state: CodebookState
    round: CodingRound | None
    order: tuple[int, ...]
    done: frozenset[int]
    themes: tuple[int, ...]
    learned: CodingTask | None = None

    @property
    def left(self) -> int:
        """Count what is not judged yet."""
        return len(set(self.order) - self.done)

    @property
    def is_closed(self) -> bool:
        """Say whether this is a round in which nothing can be coded any more."""
        return self.round is not None and self.round.state != "open"

    def place(self, segment_id: int) -> int:
        """Return which one of the segments this is, from 1."""
        return self.order.index(segment_id) + 1

    def next_after(self, segment_id: int | None = None) -> int | None:
        """Return the next segment without a judgement after this one, then from the start."""
        start = self.order.index(segment_id) + 1 if segment_id in self.order else 0
        turned = self.order[start:] + self.order[:start]
        return next((k for k in turned if k not in self.done and k != segment_id), None)

    def offered_by(self, form: MultiDict[str, str]) -> list[int]:
        """Return the themes that a page offered when it was served.

        A theme that came into the codebook since was not judged; one set aside since was. In a
        round they are fixed.
        """
        sent = set() if self.round else set(form.get("offered", "").split())
        coded_with = [key for key, theme in self.state.themes.items() if theme.slug]
        return [key for key in coded_with if str(key) in sent] or list(self.themes)

    def before(self, segment_id: int) -> int | None:
        """Return the segment before this one."""
        place = self.order.index(segment_id)
        return self.order[place - 1] if place else None


def desk_of(
    session: Session, engagement: Engagement, account: Account, round_id: int | None
) -> Desk:
    """Return this person's desk in a round, or outside of rounds."""
    if round_id is not None:
        return _round_desk(session, engagement, account, round_id)
    run = newest_run(session, engagement.id)
    if run is None:
        raise DomainError(_("Find themes first: a run cuts what people said into passages."))
    state = read_codebook(session, engagement.id, run.id)
    if not state.adopted:
        raise DomainError(_("There is no codebook yet. Adopt one first."))
    mine, others, in_rounds, turn = _taken(session, engagement, account)
    learned = newest_learning(session, engagement.id)
    asked = learned.results.get("queue", []) if learned else []
    pool = segments_of_run(session, run)
    there = set(pool)
    drawn = random.Random(run.id).sample(pool, len(pool))  # noqa: S311  no secret hangs on it
    fresh = [key for key in dict.fromkeys([*asked, *drawn]) if key in there]
    wanted = dict.fromkeys([*(key for key in mine if key in there), *dealt(fresh, turn)])
    free = [key for key in wanted if key not in others and key not in in_rounds]
    order = tuple(free[: len(set(mine) & set(free)) + QUEUE])
    themes = tuple(state.adopted)
    return Desk(run, state, None, order, frozenset(mine), themes, learned)


def hints_of(session: Session, desk: Desk, segment_id: int) -> Hints:
    """Return what the learned coder suggests; in a round nothing: it is blind."""
    if desk.round is not None or desk.learned is None:
        return Hints()
    rows = session.scalars(
        select(Suggestion).where(
            Suggestion.task_id == desk.learned.id,
            Suggestion.segment_id == segment_id,
        )
    ).all()
    themes = [(row.theme_id, row.score, row.suggested) for row in rows if row.theme_id is not None]
    unsure = sorted(((score, key) for key, score, given in themes if not given), reverse=True)
    return Hints(
        {key: score for key, score, given in themes if given},
        {key: score for score, key in unsure[:PERHAPS]},
        {(row.attribute, row.value): row.score for row in rows if row.attribute},
    )


def newest_learning(session: Session, engagement_id: int) -> CodingTask | None:
    """Return the newest learning that is done: its suggestions are the ones that stand."""
    return session.scalars(
        select(CodingTask)
        .where(
            CodingTask.engagement_id == engagement_id,
            CodingTask.kind == "learn",
            CodingTask.state == "done",
        )
        .order_by(CodingTask.id.desc())
        .limit(1)
    ).first()


def round_of(session: Session, engagement: Engagement, round_id: int) -> CodingRound:
    """Return one round of this engagement."""
    found = session.scalar(
        select(CodingRound).where(
            CodingRound.id == round_id, CodingRound.engagement_id == engagement.id
        )
    )
    if found is None:
        raise NotFound(_("There is no such round."))
    return found


def still_codable(session: Session, engagement: Engagement, segment_id: int) -> bool:
    """Say whether words that somebody was shown can still be coded outside of rounds.

    Also those that left the queue meanwhile: somebody else was quicker, the machine learned, or
    a new run cut them otherwise. What was thought about them is not lost.
    """
    found = session.scalar(
        select(Segment.id)
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .where(Segment.id == segment_id, Testimony.engagement_id == engagement.id)
    )
    return found is not None and segment_id not in drawn_for_rounds(session, engagement.id)


def sample_of(session: Session, round_id: int) -> list[int]:
    """Return a round's segments in order."""
    return list(
        session.scalars(
            select(RoundSegment.segment_id)
            .where(RoundSegment.round_id == round_id)
            .order_by(RoundSegment.position)
        )
    )


def _round_desk(session: Session, engagement: Engagement, account: Account, round_id: int) -> Desk:
    coding_round = round_of(session, engagement, round_id)
    if account.id not in coding_round.coders:
        raise NotFound(_("This round is coded by two other people."))
    run = session.get_one(AnalysisRun, coding_round.run_id)
    done = session.scalars(
        select(Judgement.segment_id).where(
            Judgement.round_id == round_id, Judgement.coder_id == account.id
        )
    )
    return Desk(
        run=run,
        state=read_codebook(session, engagement.id, run.id),
        round=coding_round,
        order=tuple(sample_of(session, round_id)),
        done=frozenset(done),
        themes=tuple(coding_round.themes),
    )


def _taken(
    session: Session, engagement: Engagement, account: Account
) -> tuple[list[int], set[int], set[int], tuple[int, int]]:
    """Return what this person judged, oldest first, what others judged, and what rounds hold.

    And whose turn it is: which one of how many coders this person is.
    """
    rows = session.execute(
        select(Judgement.segment_id, Judgement.coder_id)
        .join(Segment, Segment.id == Judgement.segment_id)
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .where(Judgement.round_id.is_(None), Testimony.engagement_id == engagement.id)
        .order_by(Judgement.id)
    ).all()
    mine = [key for key, coder in rows if coder == account.id]
    others = {key for key, coder in rows if coder != account.id} - set(mine)
    coders = sorted({account.id, *(coder for _key, coder in rows)})
    turn = coders.index(account.id), len(coders)
    return mine, others, drawn_for_rounds(session, engagement.id), turn


def dealt(keys: list[int], turn: tuple[int, int]) -> list[int]:
    """Return one coder's share of the segments, then the rest.

    Dealt out as cards are, so that those who code at the same time do not read the same.
    """
    place, coders = turn
    share = keys[place::coders]
    return list(dict.fromkeys([*share, *keys]))


def drawn_for_rounds(session: Session, engagement_id: int) -> set[int]:
    """Return the segments of every round, which are kept apart from learning."""
    return set(
        session.scalars(
            select(RoundSegment.segment_id)
            .join(CodingRound, CodingRound.id == RoundSegment.round_id)
            .where(CodingRound.engagement_id == engagement_id)
        )
    )
