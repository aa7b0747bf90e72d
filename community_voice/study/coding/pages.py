"""What the coding pages show, read in one place."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import DomainError
from community_voice.locale import current_language
from community_voice.store import Account, AdoptedTheme, CodingRound, Engagement
from community_voice.store.review_state import read_codebook
from community_voice.study.coding import rounds, tasks
from community_voice.study.coding.codebook import line_of
from community_voice.study.coding.desk import Desk, desk_of, hints_of, newest_learning, round_of
from community_voice.study.coding.drawing import FLOOR
from community_voice.study.coding.judging import Hints, Said, judgement_of
from community_voice.study.coding.sources import languages_of_run, newest_run, passage_of
from community_voice.study.coding.words import attribute_names, attribute_title

SAFETY = "safety"


def room_page(session: Session, engagement: Engagement, account: Account) -> dict[str, Any]:
    """Return how far coding is, what was learned, and this person's open rounds."""
    last = tasks.last_learning(session, engagement.id)
    try:
        desk, hindrance = desk_of(session, engagement, account, None), ""
    except DomainError as problem:
        desk, hindrance = None, str(problem)
    learned = newest_learning(session, engagement.id)
    names = _names(session, engagement.id) if learned else {}
    mine = [
        (each, rounds.progress_of(session, each))
        for each in rounds.rounds_of(session, engagement.id)
        if each.state == "open" and account.id in each.coders
    ]
    return {
        "engagement": engagement,
        "desk": desk,
        "hindrance": hindrance,
        "judged": tasks.judged_outside_rounds(session, engagement.id),
        "task": last,
        "working": last is not None and last.state in tasks.UNFINISHED,
        "learned": learned,
        "names": names,
        "my_rounds": [(each, done.by_coder[account.id], done.total) for each, done in mine],
    }


def passage_page(
    session: Session,
    engagement: Engagement,
    account: Account,
    desk: Desk,
    segment_id: int,
    said: Said | None,
) -> dict[str, Any]:
    """Return one passage, the themes to choose from, and what was said or is suggested."""
    tag = current_language().tag
    round_id = desk.round.id if desk.round else None
    before = judgement_of(session, account, segment_id, round_id)
    hints = hints_of(session, desk, segment_id)
    lines = [line_of(desk.state.themes[key], tag) for key in desk.themes]
    return {
        "engagement": engagement,
        "desk": desk,
        "round_id": round_id,
        "passage": passage_of(session, engagement.id, desk.run, segment_id),
        "place": desk.place(segment_id),
        "back": desk.before(segment_id),
        "lines": sorted(lines, key=lambda line: _likely(hints, line.id)),
        "hints": hints,
        "said": said or before or Said(),
        "problem": said.problem if said else "",
        "attributes": {
            name: (attribute_title(name), values) for name, values in attribute_names(tag).items()
        },
        "flagged": is_flagged(hints, before),
    }


def _likely(hints: Hints, theme_id: int) -> tuple[float, float]:
    """Return what themes are ordered by: suggested ones first, then those that may be."""
    return -hints.themes.get(theme_id, 0), -hints.perhaps.get(theme_id, 0)


def is_flagged(hints: Hints, said: Said | None) -> bool:
    """Say whether a passage is covered at first: a person or the machine found it hard to read.

    In a round there are no hints, so that covering does not tell what the machine thinks.
    """
    return bool(said and said.safety) or any(name == SAFETY for name, _value in hints.attributes)


def rounds_page(session: Session, engagement: Engagement) -> dict[str, Any]:
    """Return all rounds, and what a new one can be made of."""
    run = newest_run(session, engagement.id)
    state = read_codebook(session, engagement.id, run.id) if run else None
    every = rounds.rounds_of(session, engagement.id)
    return {
        "engagement": engagement,
        "rounds": [(each, rounds.progress_of(session, each)) for each in every],
        "coders": rounds.coders_of(session),
        "choices": {
            kind: len(rounds.themes_for(state, kind)) if state else 0
            for kind in (rounds.NAMED, rounds.CODEBOOK)
        },
        "languages": languages_of_run(run) if run else [],
        "floor": FLOOR,
        "usual": rounds.usual_size(run),
        "smallest": rounds.SMALLEST,
        "largest": rounds.LARGEST,
    }


def round_page(
    session: Session, engagement: Engagement, account: Account, round_id: int
) -> dict[str, Any]:
    """Return one round: how far it is while open, and what was measured once compared."""
    coding_round = round_of(session, engagement, round_id)
    task = rounds.task_of_round(session, round_id)
    return {
        "engagement": engagement,
        "round": coding_round,
        "progress": rounds.progress_of(session, coding_round),
        "coders": {key: session.get_one(Account, key) for key in coding_round.coders},
        "mine": account.id in coding_round.coders and coding_round.state == "open",
        "task": task,
        "working": task is not None and task.state in tasks.UNFINISHED,
        "unlearned": _is_unlearned(session, coding_round),
        "names": _names(session, engagement.id, coding_round),
        "groups": _by_language(coding_round),
        "overall": _overall(coding_round),
    }


def _is_unlearned(session: Session, coding_round: CodingRound) -> bool:
    """Say whether a round is about the codebook, and no machine has learned it yet."""
    about = session.scalar(
        select(AdoptedTheme.theme_id).where(AdoptedTheme.theme_id.in_(coding_round.themes))
    )
    return about is not None and newest_learning(session, coding_round.engagement_id) is None


def _names(
    session: Session, engagement_id: int, coding_round: CodingRound | None = None
) -> dict[str, str]:
    """Return theme code -> name, for every theme there is."""
    run_id = coding_round.run_id if coding_round else None
    state = read_codebook(session, engagement_id, run_id)
    tag = current_language().tag
    return {theme.code: line_of(theme, tag).name for theme in state.themes.values()}


def _by_language(coding_round: CodingRound) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a round by language, all languages together ("") first.

    Each has what was measured of the machine under "machine", None where it did not look.
    """
    results = coding_round.results
    beside = {(row["theme"], row["language"]): row for row in results.get("machine", [])}
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in results.get("people", []):
        machine = beside.get((row["theme"], row["language"]))
        given = row["a_yes"] or row["b_yes"] or (machine and machine["machine_yes"])
        its = {**row, "machine": machine, "given": bool(given)}
        groups.setdefault(row["language"], []).append(its)
    return dict(sorted(groups.items()))


def _overall(coding_round: CodingRound) -> dict[str, dict[str, Any]]:
    """Return language -> what all themes come to, of people and of the machine beside them."""
    found: dict[str, dict[str, Any]] = {}
    for kind in ("people", "machine"):
        for row in coding_round.results.get(f"{kind}_overall", []):
            found.setdefault(row["language"], {})[kind] = row
    return found
