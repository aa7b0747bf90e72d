"""Votes are read as they were cast, and what cannot be read is named."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.consensus import Ballots, UnreadableVotes, ballots_of, read_polis


def lines(*votes: tuple[str, int, object]) -> pd.DataFrame:
    return pd.DataFrame(votes, columns=["person", "statement", "vote"])


def test_a_vote_that_was_not_cast_is_missing_and_a_pass_is_nought() -> None:
    ballots = ballots_of(lines(("ana", 1, "agree"), ("ana", 2, 0), ("bo", 1, "Disagree")))
    assert ballots.votes.fillna(9).to_numpy().tolist() == [[1, 0], [-1, 9]]


@pytest.mark.parametrize(
    ("votes", "named"),
    [
        ((("ana", 1, "agree"), ("ana", 1, "pass")), "twice on statement"),
        ((("ana", 1, "maybe"),), "'maybe' is no vote"),
        ((("ana", 1, 2),), "2 is no vote"),
        ((("ana", 1, None),), "None is no vote"),
        ((("ana", 9, 1),), "statement 9, which is not listed"),
    ],
)
def test_what_cannot_be_counted_is_named(
    votes: tuple[tuple[str, int, object], ...], named: str
) -> None:
    with pytest.raises(UnreadableVotes, match=named):
        ballots_of(lines(*votes), pd.DataFrame({"statement": [1, 2]}))


def test_a_statement_that_nobody_voted_on_keeps_its_column() -> None:
    ballots = ballots_of(lines(("ana", 1, 1)), pd.DataFrame({"statement": [1, 2], "text": "x"}))
    assert ballots.votes.columns.tolist() == ballots.statements.index.tolist()
    assert ballots.votes.isna().to_numpy().tolist() == [[False, True]]


@pytest.mark.parametrize(
    ("said", "rejected"),
    [
        (["true", "false"], [True, False]),
        (["1", "0"], [True, False]),
        (["", "Yes"], [False, True]),
        ([None, True], [False, True]),
    ],
)
def test_a_file_may_say_in_words_which_statements_were_taken_out(
    said: list[object], rejected: list[bool]
) -> None:
    about = pd.DataFrame({"statement": [1, 2], "rejected": said})
    ballots = ballots_of(lines(("ana", 1, 1), ("bo", 2, 0)), about)
    assert ballots.statements["rejected"].tolist() == rejected


def test_a_word_that_neither_takes_a_statement_out_nor_leaves_it_is_named() -> None:
    about = pd.DataFrame({"statement": [1], "rejected": ["perhaps"]})
    with pytest.raises(UnreadableVotes, match="'perhaps'"):
        ballots_of(lines(("ana", 1, 1)), about)


def polis_folder(folder: Path, votes: str = "0,,0,1,2,1,1,-1,\n1,,,1,1,0,1,,0\n") -> Path:
    (folder / "comments.csv").write_text(
        "comment-id,moderated,comment-body\n2,1,Stay open at night\n5,-1,Buy now\n7,0,More vans\n"
    )
    head = "participant,xid,group-id,n-comments,n-votes,n-agree,2,5,7\n"
    (folder / "participants-votes.csv").write_text(head + votes)
    return folder


def test_an_export_of_polis_keeps_groups_rejections_and_blanks(tmp_path: Path) -> None:
    ballots = read_polis(polis_folder(tmp_path))
    assert repr(ballots) == "Ballots(2 people, 3 statements)"
    assert ballots.statements["rejected"].tolist() == [False, True, False]
    assert ballots.votes.fillna(9).to_numpy().tolist() == [[1, -1, 9], [1, 9, 0]]
    assert ballots.groups is not None and ballots.groups.isna().tolist() == [False, True]


def test_a_folder_that_is_no_export_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(UnreadableVotes, match="is no Polis export"):
        read_polis(tmp_path)
    with pytest.raises(UnreadableVotes, match="other than 1, 0 and -1"):
        read_polis(polis_folder(tmp_path, votes="0,,0,1,2,1,3,,\n"))


def test_no_ballot_shows_a_statement_in_its_name() -> None:
    ballots = ballots_of(
        lines(("ana", 1, 1)), pd.DataFrame({"statement": [1], "text": ["My brother was held"]})
    )
    assert isinstance(ballots, Ballots)
    assert "brother" not in repr(ballots)


def test_a_table_without_votes_is_refused() -> None:
    with pytest.raises(UnreadableVotes, match="no votes"):
        ballots_of(pd.DataFrame(columns=["person", "statement", "vote"], dtype=object))
