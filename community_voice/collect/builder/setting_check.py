"""The settings of a question's own type: read from their fields, and what is wrong with them."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _

from community_voice.collect.builder.map_shapes import read_shapes
from community_voice.collect.builder.question_form import ChoiceRow, QuestionForm
from community_voice.collect.builder.type_fields import (
    CLOCK,
    DAY,
    DECIMAL,
    FLAG,
    WHOLE,
    Field,
    fields_of,
)

Problems = dict[str, str]


def settings_of(form: QuestionForm, before: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """Return the settings that a form says; None takes one away."""
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
        made["map"] = map_of(form, problems)
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


def map_of(form: QuestionForm, problems: Problems) -> Any:
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
