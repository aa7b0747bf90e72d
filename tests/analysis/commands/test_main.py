"""Every command says what it is for, gives an example, and tells a mistake in one line."""

from pathlib import Path

import pytest

from analysis.__main__ import ARGUMENTS, COMMANDS, main

NAMED = ["themes", "code", "summarize", "verify", "agree", "parity", "compare"]
NAMED += ["consensus", "language", "redact"]


def test_the_commands_are_those_that_the_documents_name() -> None:
    assert list(COMMANDS) == list(ARGUMENTS) == NAMED


@pytest.mark.parametrize("name", NAMED)
def test_help_holds_an_example_that_begins_as_it_is_typed(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "example" in shown and f"python -m analysis {name}" in shown


def test_the_list_of_commands_says_what_each_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    lines = capsys.readouterr().out
    for name in NAMED:
        after = lines.split(f"\n    {name}", 1)[1].split("\n    ")
        assert len(" ".join(after[:2]).split()) > 3, name


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--out", "{file}"], "is a file, not a folder"),
        (["--out", "{file}/deeper"], "is a file, not a folder"),
        (["--out", "{folder}", "--seed", "-1"], "--seed must be 0 or more"),
        (["--out", "{folder}", "--samples", "0"], "--samples must be 1 or more"),
    ],
)
def test_what_could_not_be_written_is_said_before_the_work(
    words: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "codings.csv"
    file.write_text("segment,coder,theme\n1,a,x\n", encoding="utf-8")
    said = [word.format(file=file, folder=tmp_path / "out") for word in words]
    assert main(["agree", str(file), *said]) == 2
    told = capsys.readouterr()
    assert complaint in told.err and told.err.count("\n") == 1
    assert not (tmp_path / "out").exists()
