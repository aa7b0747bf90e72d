"""Say on stderr how far long work has come."""

import sys
from typing import TextIO

from analysis.progress import Progress


def shown(what: str, stream: TextIO | None = None) -> Progress:
    """Return a progress function that prints percents: one line on a terminal, tenths in a log."""
    out = stream or sys.stderr
    last = -1

    def report(done: int, total: int) -> None:
        nonlocal last
        percent = 100 * done // total if total else 100
        step = percent if out.isatty() else percent // 10 * 10
        if step == last:
            return
        last = step
        if out.isatty():
            print(f"\r{what}: {step} %", end="\n" if step == 100 else "", file=out, flush=True)
        else:
            print(f"{what}: {step} %", file=out, flush=True)

    return report
