"""What went wrong with a row, and what was assumed of a file, in a person's words."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.collect.importing.checking import CELL_LIMIT, VALUE_LENGTH, VALUES_LIMIT
from community_voice.store.spreadsheets import harmless

WHAT_IS_WRONG = {
    "too_many_cells": _l("This row has more cells than there are columns."),
    "too_few_cells": _l(
        "This row has fewer cells than there are columns. Perhaps a line break got in."
    ),
    "broken_quotes": _l(
        "A quote mark here is not closed, or stands where none may stand."
        " The rest of the file could not be read."
    ),
    "unstorable": _l("This cell holds a character that cannot be kept, such as NUL."),
    "too_long": _l("This cell is longer than %(limit)s letters. Perhaps a quote mark is missing."),
    "value_too_long": _l("This cell is longer than %(length)s letters. Is it the right column?"),
    "sheet_error": _l(
        "The spreadsheet shows “%(value)s” here: it took someone's words for a formula."
        " Put the words back."
    ),
    "no_person": _l(
        "No person is named here. Name one in each row, or leave the column of persons out."
    ),
    "language": _l("“%(value)s” is not a language we know. Use a name or a tag such as “es”."),
    "consent": _l(
        "“%(value)s” is not a consent we know. Use: counted, paraphrased, quoted,"
        " quoted with place. Leave it empty for counted."
    ),
    "date": _l("“%(value)s” is not a day we can read, or cannot be right. Use: 2026-03-31."),
    "day_or_month": _l(
        "We cannot tell the day from the month in this column. Write dates as 2026-03-31."
    ),
    "two_groups": _l("This person is in another group in an earlier row. Here: “%(value)s”."),
    "too_many_questions": _l(
        "This column holds more than %(values)s different questions. Is it the right column?"
    ),
    "too_many_values": _l(
        "This column holds more than %(values)s different groups. Is it the right column?"
    ),
    "no_words": _l("No row has any words in this column."),
}
WHAT_WAS_ASSUMED = {
    "encoding": _l(
        "The file does not say how its letters are stored. We read it as %(value)s."
        " Look closely at accents and signs below."
    ),
    "quotes_kept": _l("Quote marks in this file are kept as they are."),
}


def explain_error(error: Sequence[Any]) -> str:
    """Return a row error in words; it is kept as (row, code, column, value)."""
    _row, code, _column, value = error
    return str(WHAT_IS_WRONG[code]) % {
        "value": value,
        "limit": f"{CELL_LIMIT:,}",
        "length": VALUE_LENGTH,
        "values": VALUES_LIMIT,
    }


def explain_note(note: Sequence[str]) -> str:
    """Return in words what was assumed."""
    code, value = note
    return str(WHAT_WAS_ASSUMED[code]) % {"value": value}


def place_of(error: Sequence[Any]) -> str:
    """Return where an error is: its row and column."""
    row, _code, column, _value = error
    if row and column:
        return str(_("Row %(row)s, column “%(column)s”", row=row, column=column))
    if row:
        return str(_("Row %(row)s", row=row))
    return str(_("Column “%(column)s”", column=column))


def errors_as_csv(errors: Iterable[Sequence[Any]]) -> str:
    """Return the errors as a CSV file that a spreadsheet opens without running anything."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([_("Row"), _("Column"), _("What is wrong")])
    for error in errors:
        writer.writerow([error[0] or "", harmless(error[2]), harmless(explain_error(error))])
    # The mark at the front tells spreadsheets that this is UTF-8.
    return "\ufeff" + file.getvalue()
