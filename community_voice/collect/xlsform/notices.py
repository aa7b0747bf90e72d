"""What could not be held, or was held in another way: row by row, with the reason in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

REASONS = {
    # What is lost: rows with one of these do not count as held.
    "metadata": _l("“%(what)s” stores what nobody typed. We store only what people type."),
    "media": _l("“%(what)s” cannot be asked here: we take no files, pictures or positions."),
    "outside": _l("“%(what)s” takes its choices from another file or form."),
    "unknown_type": _l("“%(what)s” is not a question type that we know."),
    "formula": _l("This cell is a formula without a value. Write the words themselves."),
    "after_gap": _l("This row stands behind sixty empty rows, where reading ends."),
    "no_type": _l("This row has no type."),
    "one_contact": _l("A survey asks for one contact at most, and not in a repeated group."),
    "no_list": _l("There is no list of choices named “%(what)s”."),
    "no_choices": _l("The list of choices “%(what)s” is empty."),
    "no_label": _l("This question has no words."),
    "no_choice_label": _l("This choice has no words."),
    "no_name": _l("This row has no name."),
    "no_list_name": _l("This choice does not say which list it belongs to."),
    "one_settings_row": _l("Only the first row of settings counts."),
    "end_alone": _l("This ends a group that did not begin."),
    "never_ends": _l("This group never ends. We end it with the sheet."),
    "nested_repeat": _l("A repeated group within a repeated group is asked only once."),
    "loop": _l("A loop over a list of choices is asked only once."),
    "default": _l("Answers are never filled in before a person types them."),
    "read_only": _l("“%(what)s” is read only here. We ask it like any other question."),
    "filled_in": _l("The answer is not filled in by a calculation: the person types it."),
    "guidance": _l("Notes for interviewers are kept, but not shown."),
    "media_shown": _l("Pictures, sounds and films are kept by name, but not shown."),
    "not_done": _l("“%(what)s” is kept, but not done here."),
    "range_step": _l("“%(what)s” is not a range that we can ask."),
    "repeat_most": _l("The group can be filled in at most %(what)s times."),
    "repeat_open": _l("The group can be filled in at most %(what)s times."),
    "pipe": _l("The words refer to “%(what)s”, whose answer cannot be shown there."),
    "language_given": _l("This language is named twice. The second is kept under “%(what)s”."),
    "bare_word": _l("“%(what)s” is no column of choices. We read it as a word."),
    "settings_key": _l("“%(what)s” is kept, but not done here: answers are stored only here."),
    "other_sheet": _l("Sheet “%(what)s” is kept, but not used."),
    # Why a rule cannot be held.
    "expr_function": _l("Our rules do not know %(what)s."),
    "expr_name": _l("“%(what)s” is no question of this form."),
    "expr_dropped": _l("It reads “%(what)s”, which is not held."),
    "expr_never_read": _l("It reads “%(what)s”, which no rule may read."),
    "expr_group": _l("It reads “%(what)s”, which is a group and not a question."),
    "expr_path": _l("It holds a path (“%(what)s”). Our rules know questions only."),
    "expr_dates": _l("Our rules do not count with dates."),
    "expr_pattern": _l("The pattern “%(what)s” is one that we do not run."),
    "expr_renamed": _l("It reads “%(what)s”, whose choices have names that are too different."),
    "expr_earlier": _l("It reads an answer that was saved earlier (“%(what)s”)."),
    "expr_broken": _l("It cannot be read at “%(what)s”."),
    "expr_deep": _l("It is too long or too deep."),
    "own_setting": _l("The setting “%(what)s” cannot be what it is here, and is left out."),
    "own_column": _l("The column “community_voice” of this row was changed and cannot be read."),
    # What is held, but not quite as it was: for the page, not for the count.
    "appearance": _l("“%(what)s” is kept. We draw the question in our own way."),
    "unknown_column": _l("The column “%(what)s” is kept as it is."),
    "unused_list": _l("No question uses the list “%(what)s”. It is kept as it is."),
    "disabled": _l("This row is switched off. It is kept as it is."),
    "empty_group": _l("This group asks nothing. It is kept as it is."),
    "contact": _l("Telephone numbers go into the sealed store of contact details."),
    "kept_setting": _l("The setting “%(what)s” is kept as it is."),
    "language_guessed": _l("We do not know the language “%(what)s”. Give it a tag."),
    "code": _l("It is called “%(what)s” here; the export has the old name again."),
}
HELD = {
    "bare_word",
    "language_given",
    "appearance",
    "unknown_column",
    "unused_list",
    "disabled",
    "empty_group",
    "contact",
    "kept_setting",
    "language_guessed",
    "code",
    "repeat_open",
}
# Nothing of these rows is lost, and yet it is told with what is: a person may need more.
ALWAYS_TOLD = {"repeat_open"}
# Nobody reads more, and a hostile file could make any number; the count goes on.
MOST_NOTICES = 5_000


@dataclass(frozen=True)
class Notice:
    """One thing about one row; `row` is the number a spreadsheet shows (0: the whole sheet)."""

    sheet: str
    row: int
    column: str
    reason: str
    what: str = ""

    @property
    def held(self) -> bool:
        """Say whether nothing of the row is lost by this."""
        return self.reason in HELD

    @property
    def why(self) -> str:
        """Return the reason in words."""
        return str(REASONS[self.reason]) % {"what": shortened(self.what)}

    @property
    def place(self) -> str:
        """Return the sheet and row in words."""
        if not self.row:
            return self.sheet
        return str(_("%(sheet)s, row %(row)s", sheet=self.sheet, row=self.row))

    @property
    def line(self) -> str:
        """Return the whole notice as one line without its place."""
        return f"{self.column}: {self.why}" if self.column else self.why


@dataclass
class Notices:
    """What was noticed while a form was read."""

    listed: list[Notice] = field(default_factory=list)
    lost: set[tuple[str, int]] = field(default_factory=set)
    said: set[tuple[str, str, str]] = field(default_factory=set)

    def note(self, sheet: str, row: int, column: str, reason: str, what: str = "") -> None:
        """Notice one thing."""
        notice = Notice(sheet, row, column, reason, what)
        if not notice.held and row > 1:
            self.lost.add((sheet, row))
        if len(self.listed) < MOST_NOTICES:
            self.listed.append(notice)

    def note_once(self, sheet: str, row: int, column: str, reason: str, what: str = "") -> None:
        """Notice what would be the same for many rows at its first row alone."""
        if (sheet, reason, what) not in self.said:
            self.said.add((sheet, reason, what))
            self.note(sheet, row, column, reason, what)


def lines(notices: Iterable[Notice]) -> list[str]:
    """Return one line a row that is not held, or not without an end, with all its reasons."""
    rows: dict[tuple[str, int], list[Notice]] = {}
    for notice in notices:
        if not notice.held or notice.reason in ALWAYS_TOLD:
            rows.setdefault((notice.sheet, notice.row), []).append(notice)
    return [
        f"{told[0].place}: " + " ".join(dict.fromkeys(notice.line for notice in told))
        for told in rows.values()
    ]


def shortened(text: str) -> str:
    """Return the beginning of a text, on one line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= 80 else plain[:79] + "…"
