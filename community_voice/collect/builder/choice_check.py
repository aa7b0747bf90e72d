"""Choices, rows and columns of a question: their codes, their words, and what is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from flask_babel import gettext as _

from community_voice.collect.builder.codes import is_code, proposed_code
from community_voice.collect.builder.kept_words import put_text, text_problem, without_empty
from community_voice.collect.builder.question_form import MOST_CHOICES, ChoiceRow, QuestionForm
from community_voice.collect.builder.type_fields import (
    NEEDS_CHOICES,
    WITH_CHOICES,
    WITH_EXCLUSIVE,
    WITH_FILTER,
)
from community_voice.instruments.definition import ChoiceDict, ColumnDict, QuestionDict, Texts
from community_voice.store.columns import CONSENTS

Problems = dict[str, str]


def put_choices(
    made: QuestionDict,
    form: QuestionForm,
    base: Mapping[str, Any],
    source: str,
    locked: set[str],
    problems: Problems,
) -> None:
    """Put the choices of a form into the question."""
    if form.kind not in WITH_CHOICES:
        made.pop("choices", None)
        return
    rows = [row for row in form.choices if not row.is_empty]
    if len([*form.choices, *filter(str.strip, form.pasted.split("\n"))]) > MOST_CHOICES:
        told = _("These are too many: a question can have %(most)s choices.", most=MOST_CHOICES)
        problems["listed" if form.as_list else "pasted"] = str(told)
    elif form.pasted.strip():
        problems["pasted"] = str(_("Press “Add these lines” first, or empty this field."))
    if not rows and form.kind in NEEDS_CHOICES:
        problems["choices"] = str(_("Add at least one."))
    kept = {choice["code"]: choice for choice in base.get("choices", ())}
    _name_rows(rows, "choice", form, locked, problems)
    if form.kind == "consent" and any(row.code not in CONSENTS for row in rows):
        allowed = ", ".join(CONSENTS)
        problems["choices"] = str(_("Consent knows these codes only: %(codes)s", codes=allowed))
    made["choices"] = [_choice_of(row, kept.get(row.old), form, source) for row in rows]


def _choice_of(
    row: ChoiceRow, before: ChoiceDict | None, form: QuestionForm, source: str
) -> ChoiceDict:
    holder: dict[str, Any] = {**(before or {}), "code": row.code}
    put_text(holder, "label", row.label, source)
    holder.setdefault("label", {})
    settings = dict(cast(Any, before or {}).get("settings", {}))
    if not form.as_list:
        put_text(holder, "help", row.help, source)
        settings.pop("exclusive", None)
        if row.exclusive and form.kind in WITH_EXCLUSIVE:
            settings["exclusive"] = True
        settings.pop("filter", None)
        columns = {name: text for name, text in row.filter.items() if text}
        if columns and form.kind in WITH_FILTER:
            settings["filter"] = columns
    holder["settings"] = settings
    return cast(ChoiceDict, without_empty(holder, "settings", "help"))


def _name_rows(
    rows: Iterable[ChoiceRow], which: str, form: QuestionForm, locked: set[str], problems: Problems
) -> None:
    """Give rows without a code one, and say of each what is wrong beside it."""
    all_rows = form.columns if which == "column" else form.choices
    named = list(rows)
    taken = {row.code for row in named if row.code}
    seen: set[str] = set()
    for row in named:
        at = "listed" if form.as_list and which == "choice" else f"{which}:{all_rows.index(row)}"
        if not row.code:
            row.code = proposed_code(row.label, taken, which)
            taken.add(row.code)
        if not is_code(row.code):
            problems[at] = str(_("“%(code)s” is no code: use a to z, 0 to 9 and _.", code=row.code))
        elif row.code in seen:
            problems[at] = str(_("The code “%(code)s” stands here twice.", code=row.code))
        elif row.old in locked and row.code != row.old:
            problems[at] = str(
                _("“%(code)s” is in a published version, so it stays.", code=row.old)
            )
        elif not row.label.strip() and form.kind not in ("yes_no",):
            problems[at] = str(_("Write the words of “%(code)s”.", code=row.code))
        elif told := text_problem(row.label + row.help + "".join(row.filter.values())):
            problems[at] = told
        seen.add(row.code)


def put_columns(
    made: QuestionDict,
    form: QuestionForm,
    base: Mapping[str, Any],
    source: str,
    problems: Problems,
) -> None:
    """Put the columns of a grid into the question."""
    if form.kind != "grid":
        made.pop("columns", None)
        made.get("settings", {}).pop("columns", None)
        return
    rows = [row for row in form.columns if not row.is_empty]
    if len(rows) < 2:
        problems["columns"] = str(_("Add at least two answers."))
    kept = {column["code"]: column for column in base.get("columns", ())}
    _name_rows(rows, "column", form, set(), problems)
    columns: list[ColumnDict] = []
    for row in rows:
        labels: Texts = dict(kept[row.old]["label"]) if row.old in kept else {}
        columns.append({"code": row.code, "label": {**labels, source: row.label.strip()}})
    made["columns"] = columns
    made["settings"]["columns"] = [row.code for row in rows]
