"""Rounds of blind double coding: start one, see how far it is, close it."""

import secrets
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError
from community_voice.staff.audit import record_act
from community_voice.store import (
    Account,
    AnalysisRun,
    CodingRound,
    CodingTask,
    Engagement,
    Judgement,
    RoundSegment,
)
from community_voice.store.columns import now
from community_voice.store.review_state import CodebookState, read_codebook
from community_voice.study.coding.desk import drawn_for_rounds, round_of, sample_of
from community_voice.study.coding.drawing import draw, size_for
from community_voice.study.coding.sources import candidates_of_run, newest_run

SMALLEST, LARGEST, USUAL = 10, 1000, 60
CODEBOOK, NAMED = "codebook", "named"


@dataclass(frozen=True)
class Wanted:
    """What a form asks of a new round."""

    size: int
    coders: tuple[int, int]
    themes: str = CODEBOOK
    language: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a round is: what each coder judged, and what both did."""

    total: int
    by_coder: dict[int, int]
    both: int

    @property
    def whole(self) -> bool:
        """Say whether both have judged everything."""
        return self.both == self.total


def themes_for(state: CodebookState, kind: str) -> list[int]:
    """Return the themes that a round can be about: the codebook's, or a run's named ones."""
    if kind == NAMED:
        return [key for key, theme in state.shown.items() if theme.name.strip()]
    return list(state.adopted)


def coders_of(session: Session) -> list[Account]:
    """Return the accounts that may code, by name."""
    rows = session.scalars(select(Account).where(Account.active).order_by(Account.id))
    return sorted(rows, key=lambda account: (account.name or account.email).casefold())


def usual_size(run: AnalysisRun | None) -> int:
    """Return how many segments to offer: enough that each language of a run has its floor."""
    languages = run.results.get("languages", {}) if run else {}
    enough = size_for([int(its["rows"]) for its in languages.values()])
    return min(max(USUAL, enough), LARGEST)


def start_round(
    session: Session, engagement: Engagement, account: Account, wanted: Wanted, seed: int
) -> CodingRound:
    """Draw a sample for two coders, of segments that nobody has coded yet.

    With a floor for every language, and people in turn: see `drawing.draw`.
    """
    run = newest_run(session, engagement.id)
    if run is None:
        raise Conflict(_("Find themes first: a run cuts what people said into passages."))
    there = {coder.id for coder in coders_of(session)}
    if wanted.coders[0] == wanted.coders[1] or not set(wanted.coders) <= there:
        raise DomainError(_("Choose two different people."))
    themes = themes_for(read_codebook(session, engagement.id, run.id), wanted.themes)
    if not themes:
        raise DomainError(_("There are no themes of this kind yet."))
    asked_before = untouched(session, engagement, run.id, wanted, themes)
    if asked_before is not None:
        return asked_before
    known = set(session.scalars(select(Judgement.segment_id).where(Judgement.round_id.is_(None))))
    known |= drawn_for_rounds(session, engagement.id)
    every = candidates_of_run(session, run, wanted.language)
    pool = [each for each in every if each.segment not in known]
    if not pool:
        raise DomainError(_("There is no passage that nobody has coded yet."))
    drawn = draw(pool, wanted.size, seed)
    made = CodingRound(
        engagement_id=engagement.id,
        run_id=run.id,
        seed=seed,
        size=len(drawn),
        language=wanted.language,
        themes=themes,
        first_coder_id=wanted.coders[0],
        second_coder_id=wanted.coders[1],
    )
    session.add(made)
    session.flush()
    session.add_all(
        RoundSegment(round_id=made.id, segment_id=key, position=place)
        for place, key in enumerate(drawn)
    )
    session.flush()
    _record(session, "round.start", engagement, account, made, size=made.size, seed=seed)
    return made


def untouched(
    session: Session, engagement: Engagement, run_id: int, wanted: Wanted, themes: list[int]
) -> CodingRound | None:
    """Return the same round where it was just drawn and nobody has coded in it.

    Who clicks twice gets one: a round's passages are kept out of every queue.
    """
    judged = select(Judgement.id).where(Judgement.round_id == CodingRound.id).exists()
    rows = session.scalars(
        select(CodingRound)
        .where(
            CodingRound.engagement_id == engagement.id,
            CodingRound.run_id == run_id,
            CodingRound.state == "open",
            CodingRound.language == wanted.language,
            ~judged,
        )
        .order_by(CodingRound.id)
    )
    return next(
        (
            each
            for each in rows
            if set(each.coders) == set(wanted.coders)
            and each.themes == themes
            and each.size == wanted.size
        ),
        None,
    )


def new_seed() -> int:
    """Return a seed that nobody chose."""
    return secrets.randbelow(2**31)


def close_round(
    session: Session, engagement: Engagement, account: Account, round_id: int
) -> CodingTask:
    """End a round: its judgements stand, and a worker compares them."""
    coding_round = round_of(session, engagement, round_id)
    session.refresh(coding_round, with_for_update=True)
    if coding_round.state != "open":
        raise Conflict(_("This round is closed: its codings stay as they are."))
    if not progress_of(session, coding_round).both:
        raise Conflict(_("Nothing has been coded by both yet."))
    coding_round.state, coding_round.closed_at = "closed", now()
    session.flush()
    _record(session, "round.close", engagement, account, coding_round)
    return compare_again(session, engagement, account, coding_round)


def compare_again(
    session: Session, engagement: Engagement, account: Account, coding_round: CodingRound
) -> CodingTask:
    """Queue the comparison of a closed round; one at a time."""
    task = task_of_round(session, coding_round.id)
    if coding_round.state != "closed" or (task and task.state in ("queued", "running", "done")):
        raise Conflict(_("This round is being compared already."))
    made = CodingTask(
        engagement_id=engagement.id,
        kind="agree",
        run_id=coding_round.run_id,
        round_id=coding_round.id,
        asked_by_id=account.id,
    )
    session.add(made)
    session.flush()
    return made


def task_of_round(session: Session, round_id: int) -> CodingTask | None:
    """Return the newest comparison of a round."""
    return session.scalars(
        select(CodingTask)
        .where(CodingTask.round_id == round_id)
        .order_by(CodingTask.id.desc())
        .limit(1)
    ).first()


def rounds_of(session: Session, engagement_id: int) -> list[CodingRound]:
    """Return an engagement's rounds, newest first."""
    return list(
        session.scalars(
            select(CodingRound)
            .where(CodingRound.engagement_id == engagement_id)
            .order_by(CodingRound.id.desc())
        )
    )


def progress_of(session: Session, coding_round: CodingRound) -> Progress:
    """Count what each coder judged: numbers alone, so that a round stays blind."""
    rows = session.execute(
        select(Judgement.coder_id, func.count())
        .where(Judgement.round_id == coding_round.id)
        .group_by(Judgement.coder_id)
    )
    counts = dict(rows.tuples().all())
    both = session.scalar(
        select(func.count()).select_from(
            select(Judgement.segment_id)
            .where(Judgement.round_id == coding_round.id)
            .group_by(Judgement.segment_id)
            .having(func.count() == len(coding_round.coders))
            .subquery()
        )
    )
    total = len(sample_of(session, coding_round.id))
    by_coder = {coder: counts.get(coder, 0) for coder in coding_round.coders}
    return Progress(total, by_coder, both or 0)


def _record(
    session: Session,
    act: str,
    engagement: Engagement,
    account: Account,
    coding_round: CodingRound,
    **detail: int,
) -> None:
    told = {"round": coding_round.id, **detail}
    record_act(session, act, engagement.slug, actor=account, detail=told)
