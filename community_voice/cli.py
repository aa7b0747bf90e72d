"""Flask commands, loaded by entry point only when they are called.

A web process must start light: commands import pandas and the analysis, and it does not.
"""

from importlib.metadata import EntryPoint, entry_points

import click
from flask import Flask
from flask.cli import AppGroup

GROUP = "community_voice.commands"


class CommandsByEntryPoint(AppGroup):
    """The app's commands: a name is looked up, and its module imported, when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands without importing them."""
        return sorted({*super().list_commands(ctx), *entry_points(group=GROUP).names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        own = super().get_command(ctx, cmd_name)
        found: list[EntryPoint] = list(entry_points(group=GROUP, name=cmd_name))
        if own is not None or not found:
            return own
        command: click.Command = found[0].load()
        return command


def init_commands(app: Flask) -> None:
    """Give the app its commands."""
    app.cli = CommandsByEntryPoint(app.name)
