"""The documents are true: a command that the README names can be called as it stands there."""

import re
import shlex
from pathlib import Path

import click
import pytest
from flask import Flask
from flask.cli import ScriptInfo

README = Path(__file__).parents[1] / "README.md"


def documented_commands() -> list[str]:
    """Return every call of a flask command in the README, without what follows it."""
    text = README.read_text(encoding="utf-8").replace("\\\n", " ")
    return re.findall(r"^flask --app wsgi (.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("line", documented_commands())
def test_a_documented_command_has_all_that_it_needs(
    line: str, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line, comments=True)
    for word in words:
        if word.endswith((".csv", ".key", ".xlsx")):
            Path(word).touch()
    command: click.Command = app.cli
    name = ""
    context = click.Context(command, obj=ScriptInfo(create_app=lambda: app))
    while isinstance(command, click.Group):
        name, *words = words
        found = command.get_command(context, name)
        assert found is not None, name
        command = found
    command.make_context(name, words, parent=context)
