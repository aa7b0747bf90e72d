"""Every command says what it is for, and gives an example."""

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
