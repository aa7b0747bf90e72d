"""What is held of people's codings: once a person, fixed when closed, gone with the words."""

import datetime as dt

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from community_voice.store import (
    Account,
    AnalysisRun,
    CodingRound,
    CodingTask,
    JudgedTheme,
    Judgement,
    RoundSegment,
    Segment,
    Suggestion,
    Testimony,
    Theme,
)
from community_voice.store.agreement import agreement_of, latest_round_id
from community_voice.store.columns import now
from community_voice.store.frames.judgements import judgements_frame
from community_voice.store.theme import codebook_of
from tests.study.speaking import Speaking, start_engagement


@pytest.fixture
def town(session: Session) -> Speaking:
    speaking = start_engagement(session)
    speaking.say("They came late.")
    speaking.say("Nobody spoke Spanish.")
    return speaking


@pytest.fixture
def segments(session: Session, town: Speaking) -> list[int]:
    testimonies = session.scalars(select(Testimony).order_by(Testimony.text))
    made = [Segment(testimony_id=t.id, start=0, end=5, text_key="k") for t in testimonies]
    session.add_all(made)
    session.flush()
    return [segment.id for segment in made]


@pytest.fixture
def theme(session: Session, town: Speaking) -> int:
    row = Theme(codebook_id=codebook_of(session, town.engagement.id).id, label="Waiting")
    session.add(row)
    session.flush()
    return row.id


def make_round(
    session: Session, town: Speaking, theme: int, analyst: Account, administrator: Account
) -> CodingRound:
    run = session.scalars(select(AnalysisRun)).first() or town.ask_for_run()
    made = CodingRound(
        engagement_id=town.engagement.id,
        run_id=run.id,
        seed=1,
        size=2,
        themes=[theme],
        first_coder_id=analyst.id,
        second_coder_id=administrator.id,
    )
    session.add(made)
    session.flush()
    return made


def judge(
    session: Session, segment: int, account: Account, its_round: CodingRound | None = None
) -> Judgement:
    row = Judgement(
        segment_id=segment,
        coder_id=account.id,
        round_id=its_round.id if its_round else None,
        offered=[1],
    )
    session.add(row)
    session.flush()
    return row


@pytest.mark.parametrize("in_round", [True, False])
def test_a_person_judges_a_segment_once_a_round_and_once_outside(
    session: Session,
    town: Speaking,
    segments: list[int],
    theme: int,
    analyst: Account,
    administrator: Account,
    in_round: bool,
) -> None:
    made = make_round(session, town, theme, analyst, administrator)
    judge(session, segments[0], analyst, made)
    judge(session, segments[0], analyst)
    judge(session, segments[0], administrator, made)
    judge(session, segments[0], administrator)
    judge(session, segments[1], analyst)
    with pytest.raises(DBAPIError):
        judge(session, segments[0], analyst, made if in_round else None)


def test_a_round_wants_two_people(
    session: Session, town: Speaking, theme: int, analyst: Account
) -> None:
    with pytest.raises(DBAPIError):
        make_round(session, town, theme, analyst, analyst)


@pytest.mark.parametrize("act", ["insert", "update", "theme"])
def test_a_closed_round_takes_no_judgement(
    session: Session,
    town: Speaking,
    segments: list[int],
    theme: int,
    analyst: Account,
    administrator: Account,
    act: str,
) -> None:
    made = make_round(session, town, theme, analyst, administrator)
    other = make_round(session, town, theme, analyst, administrator)
    row = judge(session, segments[0], analyst, made)
    made.state, made.closed_at = "closed", now()
    session.flush()
    judge(session, segments[0], analyst, other)
    with pytest.raises(DBAPIError, match="closed round takes no judgement"):
        if act == "insert":
            judge(session, segments[1], analyst, made)
        elif act == "update":
            session.execute(update(Judgement).where(Judgement.id == row.id).values(stance="oppose"))
        else:
            session.add(JudgedTheme(judgement_id=row.id, theme_id=theme))
            session.flush()


def test_a_compared_round_never_changes(
    session: Session, town: Speaking, theme: int, analyst: Account, administrator: Account
) -> None:
    made = make_round(session, town, theme, analyst, administrator)
    made.state, made.closed_at, made.results = "compared", now(), {"people": []}
    session.flush()
    made.results = {"people": [{"alpha": 1.0}]}
    with pytest.raises(DBAPIError, match="compared round never changes"):
        session.flush()


def test_withdrawn_words_take_every_coding_along_also_out_of_a_closed_round(
    session: Session,
    town: Speaking,
    segments: list[int],
    theme: int,
    analyst: Account,
    administrator: Account,
) -> None:
    made = make_round(session, town, theme, analyst, administrator)
    task = CodingTask(engagement_id=town.engagement.id, kind="learn", run_id=made.run_id)
    session.add(task)
    session.flush()
    for place, segment in enumerate(segments):
        session.add(RoundSegment(round_id=made.id, segment_id=segment, position=place))
        row = judge(session, segment, analyst, made)
        session.add(JudgedTheme(judgement_id=row.id, theme_id=theme))
        session.add(
            Suggestion(
                task_id=task.id,
                segment_id=segment,
                theme_id=theme,
                score=0.5,
                suggested=True,
                sure=True,
            )
        )
    session.flush()
    made.state, made.closed_at = "closed", dt.datetime.now(dt.UTC)
    session.flush()
    testimony = session.get_one(Testimony, session.get_one(Segment, segments[0]).testimony_id)
    session.delete(testimony)
    session.flush()
    for table in (RoundSegment, Judgement, JudgedTheme, Suggestion):
        assert session.scalar(select(func.count()).select_from(table)) == 1, table
    left = judgements_frame(session, town.engagement.id, made.id)
    assert left["segment"].tolist() == [segments[1]]
    assert left["chosen"].tolist() == [(theme,)]


def test_agreement_is_told_of_each_compared_round_the_newest_first(
    session: Session, town: Speaking, theme: int, analyst: Account, administrator: Account
) -> None:
    rounds = [make_round(session, town, theme, analyst, administrator) for _each in range(4)]
    told = [("t1", 0.5), ("t2", 0.6)], [("t2", 0.7)], [("t1", 0.9)]
    for made, rows in zip(rounds, told, strict=False):
        people = [{"theme": name, "language": "", "alpha": alpha} for name, alpha in rows]
        machine = [{"theme": "t1", "language": "", "precision": 0.25, "note": ""}]
        made.results = {"people": people, "machine": machine}
        made.state, made.closed_at = "compared", now()
    session.flush()
    first, second, third, unfinished = (made.id for made in rounds)
    run, engagement = rounds[0].run_id, town.engagement.id

    def alphas(up_to: int | None, of_run: int | None = None) -> list[list[tuple[str, float]]]:
        found = agreement_of(session, engagement, up_to, of_run)
        return [[(row["theme"], row["alpha"]) for row in rows] for rows in found]

    assert alphas(None) == [told[2], told[1], told[0]] == alphas(unfinished) == alphas(None, run)
    assert alphas(second) == [told[1], told[0]]
    assert alphas(first) == [told[0]]
    assert alphas(None, run + 1) == []
    assert latest_round_id(session, engagement) == third
    ((newest,), (without,), _) = agreement_of(session, engagement)
    assert (newest["precision"], newest["round"]) == (0.25, third)
    assert without["precision"] is None
    assert agreement_of(session, engagement + 1) == []


def test_a_round_in_one_language_says_nothing_of_all_languages(
    session: Session, town: Speaking, theme: int, analyst: Account, administrator: Account
) -> None:
    rounds = [make_round(session, town, theme, analyst, administrator) for _each in range(2)]
    rounds[1].language = "es"
    for made, alpha in zip(rounds, (0.5, 0.9), strict=True):
        made.results = {"people": [{"theme": "t1", "language": "", "alpha": alpha}]}
        made.state, made.closed_at = "compared", now()
    session.flush()
    ((row,),) = agreement_of(session, town.engagement.id)
    assert (row["alpha"], row["round"]) == (0.5, rounds[0].id)
