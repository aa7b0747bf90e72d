"""What the page of common ground shows, read in one place. Light: the worker computes."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from community_voice.store import AnalysisRun, Engagement
from community_voice.store.frames.labels import Labels, question_labels
from community_voice.study.runs.service import runs_of, unfinished_run
from community_voice.study.votes.voters import count_voters, has_statements

# The size of a group of fewer people is not told, nor what sets so few apart.
FEWEST = 11


@dataclass(frozen=True)
class Group:
    """One opinion group: its letter, its size (None: too few), and what sets it apart."""

    letter: str
    size: int | None
    apart: tuple[dict[str, Any], ...] = ()


def common_ground_page(session: Session, engagement: Engagement) -> dict[str, Any]:
    """Return groups and statements as the newest run that counted votes found them."""
    run = newest_count(session, engagement.id)
    page: dict[str, Any] = {
        "engagement": engagement,
        "asked": has_statements(session, engagement.id),
        "voters": count_voters(session, engagement.id),
        "unfinished": unfinished_run(session, engagement.id),
        "run": run,
    }
    if run is None:
        return page
    found = run.results["consensus"]
    labels = question_labels(session, engagement.id)
    return page | {
        "people": found["people"],
        "groups": groups_of(found, labels),
        "statements": [worded(line, labels) for line in found["statements"]],
    }


def newest_count(session: Session, engagement_id: int) -> AnalysisRun | None:
    """Return the newest run that is done, if there were votes when it ran."""
    done = (run for run in runs_of(session, engagement_id) if run.state == "done")
    run = next(done, None)
    return run if run is not None and run.results.get("consensus") else None


def groups_of(found: dict[str, Any], labels: dict[str, Labels]) -> list[Group]:
    """Return the opinion groups, largest first."""
    groups = []
    for letter, size in found["groups"].items():
        if size < FEWEST:
            groups.append(Group(letter, None))
            continue
        apart = tuple(
            worded(line, labels)
            for line in found["representative"]
            # A group's first line is what it agrees on most, which others may do as much.
            if line["group"] == letter and line["ratio"] > 1
        )
        groups.append(Group(letter, size, apart))
    return groups


def worded(line: dict[str, Any], labels: dict[str, Labels]) -> dict[str, Any]:
    """Add a statement's words; one that is in no survey any more is told by its code."""
    of_question = labels.get(line["question"], Labels(""))
    return {**line, "text": of_question.choices.get(line["statement"], line["statement"])}
