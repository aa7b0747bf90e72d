"""From the form of a question to the question: what is wrong, by field, and what is kept."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from flask_babel import gettext as _

from community_voice.collect.builder.codes import is_code, proposed_code
from community_voice.collect.builder.editing import questions_of, with_question
from community_voice.collect.builder.map_shapes import read_shapes
from community_voice.collect.builder.question_form import (
    MOST_CHOICES,
    TEXTS,
    ChoiceRow,
    QuestionForm,
)
from community_voice.collect.builder.rule_form import FORMULA, RuleForm, check_rule
from community_voice.collect.builder.type_fields import (
    CLOCK,
    DAY,
    DECIMAL,
    FLAG,
    NEEDS_CHOICES,
    WHOLE,
    WITH_CHOICES,
    WITH_EXCLUSIVE,
    WITH_FILTER,
    WITHOUT_LIMITS,
    Field,
    fields_of,
)
from community_voice.errors import DomainError
from community_voice.instruments.definition import (
    ChoiceDict,
    ColumnDict,
    Definition,
    QuestionDict,
    Texts,
)
from community_voice.instruments.logic import known_of
from community_voice.questions import QUESTION_TYPES
from community_voice.questions.fixed_choices import with_fixed_choices
from community_voice.store.columns import CONSENTS, storable

Problems = dict[str, str]
# Question code -> the codes of its choices: what a published version of the survey holds.
Locked = dict[str, set[str]]
LONGEST_TEXT = 10_000


def question_of_form(
    form: QuestionForm, stored: QuestionDict | None, definition: Definition, locked: Locked
) -> tuple[QuestionDict, Problems]:
    """Return the question that a form says, and what is wrong with it by field.

    What the form does not ask for (other languages, settings of an import) stays as it was stored.
    """
    problems: Problems = {}
    source, base = definition["source_language"], cast(Mapping[str, Any], stored or {})
    _check_texts(form, problems)
    _name_question(form, definition, locked, problems)
    made = cast(QuestionDict, {**base, "code": form.code, "type": form.kind})
    for name in TEXTS:
        _put_text(cast(dict[str, Any], made), name, form.texts.get(name, ""), source)
    made.setdefault("label", {})
    settings = {k: v for k, v in base.get("settings", {}).items() if k != "host_fills_in"}
    settings |= _settings_of(form, settings, problems)
    for field in fields_of(form.kind):
        if settings.get(field.name) is None:
            settings.pop(field.name, None)
    made["settings"] = settings
    _put_choices(made, form, base, source, locked.get(form.old, set()), problems)
    _put_columns(made, form, base, source, problems)
    made = with_fixed_choices(made)
    _put_rules(made, form, base, definition, problems)
    return _without_empty(made), problems


def _check_texts(form: QuestionForm, problems: Problems) -> None:
    if form.kind not in QUESTION_TYPES:
        problems["type"] = str(_("There is no such type of question."))
    if not form.texts.get("label", "").strip() and form.kind != "calculated":
        problems["text:label"] = str(_("Write what people are asked."))
    for name, text in form.texts.items():
        if told := _text_problem(text):
            problems[f"text:{name}"] = told


def _text_problem(text: str) -> str:
    if not storable(text):
        return str(_("There is a character here that we cannot keep. Type it again."))
    if len(text) > LONGEST_TEXT:
        return str(_("This text is too long."))
    return ""


def _name_question(
    form: QuestionForm, definition: Definition, locked: Locked, problems: Problems
) -> None:
    taken = {question["code"] for question in questions_of(definition)} - {form.old}
    if not form.code:
        form.code = proposed_code(form.texts.get("label", ""), taken, "question")
    if not is_code(form.code):
        problems["code"] = str(
            _("A code has small letters, digits and underscores, at most 60, such as age_group.")
        )
    elif form.code in taken:
        problems["code"] = str(_("There is a question with this code already."))
    elif form.old in locked and form.code != form.old:
        problems["code"] = str(
            _("Answers were given under this code in a published version, so it stays.")
        )


def _put_text(holder: dict[str, Any], name: str, text: str, source: str) -> None:
    """Put a text in the source language; without one its translations go too."""
    text = text.strip("\n") if text.strip() else ""
    if text:
        holder[name] = {**(holder.get(name) or {}), source: text}
    else:
        holder.pop(name, None)


def _settings_of(form: QuestionForm, before: dict[str, Any], problems: Problems) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for field in fields_of(form.kind):
        typed = form.settings.get(field.name, "")
        if field.kind == FLAG:
            chosen = bool(typed)
            made[field.name] = chosen if chosen != field.default or field.name in before else None
            continue
        value, told = read_setting(field, typed)
        made[field.name] = value
        if told:
            problems[f"set:{field.name}"] = told
    _check_ends(made, problems)
    if form.kind == "place":
        made["map"] = _map_of(form, problems)
    return made


def read_setting(field: Field, typed: str) -> tuple[Any, str]:
    """Return what was typed for a setting as it is kept, and what is wrong with it."""
    if not typed:
        return None, ""
    if field.kind == WHOLE:
        if not typed.isascii() or not typed.removeprefix("-").isdigit() or len(typed) > 9:
            return None, str(_("Write a whole number in digits."))
        low, high = field.least or 0, field.most or 10**9
        if not low <= int(typed) <= high:
            return None, str(_("Write a number from %(low)s to %(high)s.", low=low, high=high))
        return int(typed), ""
    if field.kind == DECIMAL:
        return _read_decimal(typed)
    if field.kind == DAY:
        return _read_iso(typed, dt.date.fromisoformat, str(_("Write a day such as 2026-12-31.")))
    if field.kind == CLOCK:
        return _read_iso(typed, dt.time.fromisoformat, str(_("Write a time such as 08:00.")))
    if typed not in {value for value, _label in field.options}:
        return None, str(_("Choose one of the list."))
    return typed, ""


def _read_decimal(typed: str) -> tuple[Any, str]:
    told = str(_("Write a number with a point for decimals, such as 2.5."))
    if len(typed) > 20 or not typed.isascii() or set(typed) - set("-.0123456789"):
        return None, told
    try:
        number = Decimal(typed)
    except InvalidOperation:
        return None, told
    return int(number) if number == number.to_integral_value() else float(number), ""


def _read_iso(typed: str, read: Any, told: str) -> tuple[Any, str]:
    if typed == "today":
        return typed, ""
    try:
        read(typed)
    except ValueError:
        return None, told
    return typed, ""


def _check_ends(made: dict[str, Any], problems: Problems) -> None:
    for low, high in (("min", "max"), ("low", "high")):
        first, last = made.get(low), made.get(high)
        if "today" in (first, last) or first is None or last is None:
            continue
        if first > last:
            problems[f"set:{high}"] = str(_("This is below the other end."))
    if made.get("low") is not None or made.get("high") is not None:
        lowest = 1 if made.get("low") is None else made["low"]
        if lowest >= (5 if made.get("high") is None else made["high"]):
            problems["set:high"] = str(_("This is below the other end."))


def _map_of(form: QuestionForm, problems: Problems) -> Any:
    """Read the map; where there are no choices yet, its areas become the choices."""
    if not form.map.strip():
        return None
    try:
        found, names = read_shapes(form.map)
    except ValueError as wrong:
        problems["map"] = str(wrong)
        return None
    if all(row.is_empty for row in form.choices):
        form.choices = [ChoiceRow(code=code, label=name) for code, name in names.items()]
    codes = {row.code for row in form.choices if row.code}
    unknown = [code for code in found["shapes"] if code not in codes]
    if unknown and not form.pasted.strip():
        told = _("No choice has the code of this area: %(codes)s", codes=", ".join(unknown[:10]))
        problems["map"] = str(told)
    return found


def _put_choices(
    made: QuestionDict,
    form: QuestionForm,
    base: Mapping[str, Any],
    source: str,
    locked: set[str],
    problems: Problems,
) -> None:
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
    _put_text(holder, "label", row.label, source)
    holder.setdefault("label", {})
    settings = dict(cast(Any, before or {}).get("settings", {}))
    if not form.as_list:
        _put_text(holder, "help", row.help, source)
        settings.pop("exclusive", None)
        if row.exclusive and form.kind in WITH_EXCLUSIVE:
            settings["exclusive"] = True
        settings.pop("filter", None)
        columns = {name: text for name, text in row.filter.items() if text}
        if columns and form.kind in WITH_FILTER:
            settings["filter"] = columns
    holder["settings"] = settings
    return cast(ChoiceDict, _dropped(holder, "settings", "help"))


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
        elif told := _text_problem(row.label + row.help + "".join(row.filter.values())):
            problems[at] = told
        seen.add(row.code)


def _put_columns(
    made: QuestionDict,
    form: QuestionForm,
    base: Mapping[str, Any],
    source: str,
    problems: Problems,
) -> None:
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


def _put_rules(
    made: QuestionDict,
    form: QuestionForm,
    base: Mapping[str, Any],
    definition: Definition,
    problems: Problems,
) -> None:
    settings, source = made["settings"], definition["source_language"]
    with_it = _with_itself(definition, made, form)
    known = known_of(with_it)
    for name in ("show_if", "require_if", "choice_filter"):
        settings.pop(name, None)
        if name == "choice_filter" and form.kind not in WITH_FILTER:
            continue
        if name == "require_if" and form.required != "if":
            continue
        tree, told = check_rule(form.rules[name], known, choice=name == "choice_filter")
        if told:
            problems[f"rule:{name}"] = told
        elif tree is not None:
            settings[name] = tree
        elif name == "require_if":
            problems["rule:require_if"] = str(_("Add the condition on which it must be answered."))
    made["required"] = form.required == "yes"
    _put_limits(made, form, base, known, source, problems)
    _put_calculation(made, form, known, problems)


def _with_itself(definition: Definition, made: QuestionDict, form: QuestionForm) -> Definition:
    """Return the definition with this question in it, so that its rules may speak of it."""
    try:
        section = form.section or definition["sections"][0]["code"]
        return with_question(definition, made, form.old, section)
    except (DomainError, IndexError):
        return definition


def _put_limits(
    made: QuestionDict,
    form: QuestionForm,
    base: Mapping[str, Any],
    known: Any,
    source: str,
    problems: Problems,
) -> None:
    before = base.get("limit_messages", [])
    settings = made["settings"]
    settings.pop("limits", None)
    made.pop("limit_messages", None)
    if form.kind in WITHOUT_LIMITS:
        return
    limits, messages = [], []
    for number, row in enumerate(form.limits):
        tree, told = check_rule(row.rule, known, own=True)
        if told or _text_problem(row.message):
            problems[f"rule:limit-{number}"] = told or _text_problem(row.message)
            continue
        if tree is None:
            continue
        old = int(row.old) if row.old.isascii() and row.old.isdigit() else len(before)
        holder: dict[str, Any] = {"message": dict(before[old]) if old < len(before) else {}}
        _put_text(holder, "message", row.message, source)
        limits.append(tree)
        messages.append(holder.get("message", {}))
    if limits:
        settings["limits"] = limits
        if any(messages):
            made["limit_messages"] = messages


def _put_calculation(
    made: QuestionDict, form: QuestionForm, known: Any, problems: Problems
) -> None:
    made["settings"].pop("calculate", None)
    if form.kind != "calculated":
        return
    tree, told = check_rule(RuleForm(FORMULA, formula=form.calculate), known)
    if told or tree is None:
        problems["calculate"] = told or str(_("Write the formula that works it out."))
    else:
        made["settings"]["calculate"] = tree


def _without_empty(made: QuestionDict) -> QuestionDict:
    """Leave out what says nothing, so that a question reads back as it was written."""
    holder = cast(dict[str, Any], made)
    if not holder.get("required"):
        holder.pop("required", None)
    return cast(QuestionDict, _dropped(holder, "settings", "choices", "columns"))


def _dropped(holder: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in holder.items() if value or name not in names}
