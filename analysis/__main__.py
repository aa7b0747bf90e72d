"""The command line: `python -m analysis COMMAND ...`, with no web application."""

import argparse
import sys
from collections.abc import Callable, Sequence

from analysis.commands import (
    agree,
    code,
    compare,
    consensus,
    language,
    parity,
    redact,
    summarize,
    themes,
    verify,
)
from analysis.commands.reading import UnreadableTable
from analysis.distribute import ClusterDiffers, ClusterFailed, ClusterMissing
from analysis.encoders import EncoderMissing
from analysis.large import ParquetMissing

# A command is a module with these two functions; to add one, write it and name it here.
COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "themes": themes.run,
    "code": code.run,
    "summarize": summarize.run,
    "verify": verify.run,
    "agree": agree.run,
    "parity": parity.run,
    "compare": compare.run,
    "consensus": consensus.run,
    "language": language.run,
    "redact": redact.run,
}
ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "themes": themes.add_arguments,
    "code": code.add_arguments,
    "summarize": summarize.add_arguments,
    "verify": verify.add_arguments,
    "agree": agree.add_arguments,
    "parity": parity.add_arguments,
    "compare": compare.add_arguments,
    "consensus": consensus.add_arguments,
    "language": language.add_arguments,
    "redact": redact.add_arguments,
}

# What whoever typed the command can mend: one line and exit status 2.
MISTAKES = (
    UnreadableTable,
    EncoderMissing,
    ParquetMissing,
    ClusterMissing,
    ClusterDiffers,
    ClusterFailed,
    OSError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a mistake in the input is one clear line and exit status 2."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, add_arguments in ARGUMENTS.items():
        add_arguments(
            commands.add_parser(
                name,
                help=purpose(add_arguments),
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
        )
    chosen = parser.parse_args(arguments)
    try:
        require_usable(chosen)
        return COMMANDS[chosen.command](chosen)
    except MISTAKES as mistake:
        print(f"{parser.prog} {chosen.command}: {mistake}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; what was embedded so far is in the cache, if you gave one", file=sys.stderr)
        return 130


def require_usable(chosen: argparse.Namespace) -> None:
    """Raise UnreadableTable before the work where its results could not be written."""
    out = getattr(chosen, "out", None)
    for path in [out, *out.parents] if out is not None else ():
        if path.exists() and not path.is_dir():
            raise UnreadableTable(f"--out: {path} is a file, not a folder")
    for name, least in (("seed", 0), ("samples", 1)):
        if getattr(chosen, name, least) < least:
            raise UnreadableTable(f"--{name} must be {least} or more")


def purpose(add_arguments: Callable[[argparse.ArgumentParser], None]) -> str:
    """Return what a command is for: the first line of its module, after its name."""
    told = (sys.modules[add_arguments.__module__].__doc__ or "").strip().splitlines()[0]
    return told.partition(": ")[2].rstrip(".")


if __name__ == "__main__":
    sys.exit(main())
