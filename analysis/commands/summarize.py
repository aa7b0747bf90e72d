"""`python -m analysis summarize`: not written yet."""

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Write a summary for a working group (not there yet)."


def run(arguments: argparse.Namespace) -> int:
    """Say that the command is not there yet."""
    print("the summary is not written yet; `themes` is", file=sys.stderr)
    return 2
