"""Bring in a form of a thousand rows: seconds, and beside pyxform's own conversion of it.

    python -m tests.benchmarks.bench_xlsform [ROWS]

Exit status 1 where reading and importing a thousand rows takes a second or more.
"""

import io
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from pyxform.xls2xform import convert

from community_voice.app import create_app
from community_voice.collect.xlsform.exporting import export_form
from community_voice.collect.xlsform.importing import import_form
from community_voice.collect.xlsform.raw import write_book
from community_voice.collect.xlsform.reading import Form, Sheet, read_form

ROUNDS = 3
PROMISE = 1.0
LANGUAGES = ("English (en)", "Español (es)", "العربية (ar)")


def make_form(rows: int) -> bytes:
    """Write a form of many kinds of rows, in three languages, whose rules read earlier rows."""
    labels = [f"label::{name}" for name in LANGUAGES]
    header = ["type", "name", *labels, "relevant", "constraint", "required"]
    kinds = ("integer", "select_one answers", "select_multiple answers", "text", "note")
    rules = ("", "${{q{0}}} > 3", "", "${{q{1}}} = 'a1' or selected(${{q{0}}}, 'a2')", "")
    survey = [
        {
            "type": kinds[n % 5],
            "name": f"q{n}",
            **dict.fromkeys(labels, f"Question {n} of ${{q{n - n % 5}}}"),
            "relevant": rules[n % 5].format(n - 1, n - 2),
            "constraint": ". >= 0 and . < 100" if n % 5 == 0 else "",
            "required": "yes" if n % 5 == 0 else "",
        }
        for n in range(rows)
    ]
    choices = [
        {"list_name": "answers", "name": f"a{n}", **dict.fromkeys(labels, f"Answer {n}")}
        for n in range(10)
    ]
    return write_book(
        Form(Sheet(header, survey), Sheet(["list_name", "name", *labels], choices), Sheet())
    )


def seconds(work: Callable[[], Any]) -> float:
    """Return the median time of a few rounds on one core, whatever else the machine does."""
    times = []
    for _round in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return median(times)


def main() -> int:
    """Measure, and say whether the promise is kept."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"}).app_context():
        content = make_form(rows)
        imported = import_form(read_form("form.xlsx", content))
        ours = seconds(lambda: import_form(read_form("form.xlsx", content)))
        theirs = seconds(lambda: convert(io.BytesIO(content), file_type=".xlsx"))
        out = seconds(lambda: write_book(export_form(imported.definition)))
    print(f"{rows} rows, {imported.held} of {imported.rows} held")
    print(f"import          {ours:6.2f} s")
    print(f"pyxform convert {theirs:6.2f} s, import takes {ours / theirs:.2f} of it")
    print(f"export          {out:6.2f} s")
    return 1 if rows <= 1000 and ours >= PROMISE else 0


if __name__ == "__main__":
    sys.exit(main())
