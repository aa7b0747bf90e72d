"""Votes as a table: people by statements, 1 agree, -1 disagree, 0 pass, missing where not asked."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

AGREE, PASS, DISAGREE = 1, 0, -1
# How a cell of a file says that a moderator took a statement out, or did not.
YES, NO = frozenset({"true", "yes", "1", "1.0"}), frozenset({"", "false", "no", "0", "0.0"})
WORDS = {"agree": AGREE, "pass": PASS, "unsure": PASS, "disagree": DISAGREE}
REJECTED = -1


class UnreadableVotes(ValueError):
    """The votes cannot be read; says what is wrong and where."""


@dataclass(frozen=True)
class Ballots:
    """Votes on statements.

    votes: one row a person, one column a statement; 1, 0, -1 or missing (never asked).
    statements: indexed like the columns: `text`, and `rejected` (True: a moderator took it out).
    groups: each person's opinion group as somebody else computed it, None where it is not known.
    """

    votes: pd.DataFrame = field(repr=False)
    statements: pd.DataFrame = field(repr=False)
    groups: pd.Series | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        """Show the counts."""
        people, statements = self.votes.shape
        return f"Ballots({people} people, {statements} statements)"


def ballots_of(lines: pd.DataFrame, statements: pd.DataFrame | None = None) -> Ballots:
    """Return ballots from one line a vote: `person`, `statement`, `vote`.

    A vote is 1, 0, -1 or one of the words agree, pass, unsure, disagree. `statements` has
    `statement`, and where known `text` and `rejected`. Raises UnreadableVotes on another vote, on
    a person who votes twice on one statement, on a vote about no statement, or on no votes at all.
    """
    absent = [name for name in ("person", "statement", "vote") if name not in lines]
    if absent:
        raise UnreadableVotes(f"the votes lack the columns {', '.join(absent)}")
    if not len(lines):
        raise UnreadableVotes("there are no votes")
    lines = lines.assign(vote=[vote_of(value) for value in lines["vote"]])
    twice = lines.duplicated(["person", "statement"])
    if twice.any():
        again = lines[twice].iloc[0]
        raise UnreadableVotes(f"somebody votes twice on statement {again['statement']}")
    votes = lines.pivot(index="person", columns="statement", values="vote").astype(float)
    if statements is None:
        statements = pd.DataFrame({"statement": votes.columns})
    about = described(statements)
    unknown = set(votes.columns) - set(about.index)
    if unknown:
        raise UnreadableVotes(f"there are votes on statement {min(unknown)}, which is not listed")
    return Ballots(votes.reindex(columns=about.index), about)


def vote_of(value: object) -> int:
    """Return a vote as a number."""
    said = str(value).strip().lower()
    if said in WORDS:
        return WORDS[said]
    try:
        number = float(said)
    except ValueError:
        number = np.nan
    if number not in (AGREE, PASS, DISAGREE):
        raise UnreadableVotes(f"{value!r} is no vote: write agree, disagree or pass (1, -1 or 0)")
    return int(number)


def described(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the statements by id, with `text` and `rejected` in place.

    Raises UnreadableVotes without ids, on the same id twice, or on an unclear `rejected`.
    """
    if "statement" not in statements:
        raise UnreadableVotes("the statements lack the column statement")
    if statements["statement"].duplicated().any():
        raise UnreadableVotes("two statements have the same id")
    about = statements.set_index("statement")
    text = about["text"] if "text" in about else pd.Series("", index=about.index)
    rejected = about["rejected"] if "rejected" in about else pd.Series(False, index=about.index)
    flags = [was_rejected(value) for value in rejected]
    return pd.DataFrame({"text": text.fillna("").astype(str), "rejected": flags}, about.index)


def was_rejected(value: Any) -> bool:
    """Return whether a statement was taken out; a cell of a file says it in a word."""
    said = "" if pd.isna(value) else str(value).strip().lower()
    if said not in YES | NO:
        raise UnreadableVotes(f"rejected is {value!r}: write true or false")
    return said in YES


def read_polis(folder: Path) -> Ballots:
    """Read an export of Polis: `comments.csv` and `participants-votes.csv`.

    A blank cell was not asked; 0 is a pass; `moderated` -1 was rejected. The export's own groups
    come with it (`group-id`; blank where Polis put nobody in one).
    """
    try:
        comments = pd.read_csv(folder / "comments.csv")
        table = pd.read_csv(folder / "participants-votes.csv")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UnreadableVotes(
            f"{folder} is no Polis export: comments.csv and participants-votes.csv must be there"
        ) from error
    if not {"comment-id", "comment-body"} <= set(comments) or "participant" not in table:
        raise UnreadableVotes(f"{folder} is no Polis export: columns are missing")
    asked = [name for name in table.columns if str(name).isdigit()]
    votes = table.set_index("participant")[asked].astype(float)
    votes.columns = pd.Index([int(name) for name in asked], name="statement")
    if not np.isin(votes.to_numpy()[votes.notna().to_numpy()], (AGREE, PASS, DISAGREE)).all():
        raise UnreadableVotes("participants-votes.csv holds votes other than 1, 0 and -1")
    moderated = comments.get("moderated", 0)
    about = described(
        pd.DataFrame(
            {
                "statement": comments["comment-id"],
                "text": comments["comment-body"],
                "rejected": moderated == REJECTED,
            }
        )
    )
    groups = table.set_index("participant")["group-id"] if "group-id" in table else None
    return Ballots(votes.reindex(columns=about.index), about, groups)
