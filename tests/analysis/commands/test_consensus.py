"""Consensus from a file on the command line, as an analyst would run it."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.__main__ import main


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    lines = ["who,about,vote,noise"]
    for person in range(40):
        camp = person % 2
        for statement in range(10):
            vote = "agree" if statement == 9 or (statement + camp) % 2 else "disagree"
            lines.append(f"p{person},s{statement},{vote},x")
        lines.append(f"p{person},s10,,x")
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(votes: Path, out: Path, *more: str) -> int:
    columns = ["--person", "who", "--statement", "about", "--vote", "vote"]
    return main(["consensus", str(votes), *columns, "--out", str(out), *more])


def test_two_camps_and_what_both_agree_on_come_out(
    votes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(votes, tmp_path / "out") == 0
    assert "for staff only" in capsys.readouterr().out
    assert not list((tmp_path / "out").glob("*.part"))
    result = json.loads((tmp_path / "out" / "consensus.json").read_text())
    assert result["groups"] == {"A": 20, "B": 20}
    table = pd.read_csv(tmp_path / "out" / "statements.csv")
    assert table.iloc[0]["statement"] == "s9"
    assert table.iloc[0]["consensus"] == pytest.approx((21 / 22) ** 2)
    people = pd.read_csv(tmp_path / "out" / "groups.csv")
    assert people.groupby("group")["person"].apply(lambda who: len({p[-1] for p in who})).max() == 5


def test_words_of_statements_are_shown_and_never_run(votes: Path, tmp_path: Path) -> None:
    words = tmp_path / "statements.csv"
    rows = [f's{n},"=HYPERLINK(""x"")"' for n in range(11)]
    words.write_text("statement,text\n" + "\n".join(rows) + "\n")
    assert run(votes, tmp_path / "out", "--statements", str(words)) == 0
    table = pd.read_csv(tmp_path / "out" / "statements.csv")
    assert len(table) == 11 and table["text"].str.startswith("'=").all()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("who,about,vote\na,s1,perhaps\n", "'perhaps' is no vote"),
        ("who,about,vote\na,s1,1\na,s1,0\n", "votes twice"),
        ("who,what,vote\na,s1,1\n", "about"),
    ],
)
def test_a_mistake_is_one_line_and_status_two(
    content: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(content)
    assert run(path, tmp_path / "out") == 2
    error = capsys.readouterr().err
    assert told in error and len(error.strip().splitlines()) == 1


def test_groups_that_did_not_come_cannot_be_used(votes: Path, tmp_path: Path) -> None:
    assert run(votes, tmp_path / "out", "--given-groups") == 2
