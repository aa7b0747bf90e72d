"""What the columns of an XLSForm's sheets are called, in every spelling that is in use."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Our own column: what XLSForm has no word for, so that an export comes back whole. It has no
# colon, because one double colon changes how every other header of the sheet is read.
OWN = "community_voice"

SURVEY = {
    "type": "type",
    "command": "type",
    "name": "name",
    "tag": "name",
    "value": "name",
    "label": "label",
    "caption": "label",
    "hint": "hint",
    "guidance_hint": "guidance_hint",
    "required": "required",
    "required_message": "required_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "relevant": "relevant",
    "relevance": "relevant",
    "constraint": "constraint",
    "constraint_message": "constraint_message",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "calculation": "calculation",
    "calculate": "calculation",
    "default": "default",
    "appearance": "appearance",
    "choice_filter": "choice_filter",
    "repeat_count": "repeat_count",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "parameters": "parameters",
    "read_only": "read_only",
    "readonly": "read_only",
    "trigger": "trigger",
    "save_to": "save_to",
    "entities:saveto": "save_to",
    "disabled": "disabled",
    "image": "image",
    "big-image": "image",
    "audio": "audio",
    "video": "video",
    "autoplay": "autoplay",
}
CHOICES = {
    "list_name": "list_name",
    "name": "name",
    "value": "name",
    "label": "label",
    "caption": "label",
    "image": "image",
    "big-image": "image",
    "audio": "audio",
    "video": "video",
}
# Names that the title of a form has in its settings.
TITLES = {"form_title", "set_form_title", "title"}
SHEETS = {"survey": SURVEY, "choices": CHOICES}
# Headers may say first where their value lands in an XForm: "bind::relevant".
PREFIXES = {"bind", "control", "body", "media", "instance"}
TRANSLATED = {
    "label",
    "hint",
    "guidance_hint",
    "required_message",
    "constraint_message",
    "image",
    "audio",
    "video",
}


@dataclass(frozen=True)
class Column:
    """One column: `key` is what it holds ("" where we do not know), `language` its name."""

    header: str
    key: str
    language: str = ""


def read_columns(sheet: str, headers: Iterable[str]) -> list[Column]:
    """Say of every header what it holds; where two hold the same, the first does."""
    headers = list(headers)
    double = any("::" in header for header in headers)
    columns, taken = [], set()
    for header in headers:
        column = read_header(header, SHEETS[sheet], double)
        if (column.key, column.language) in taken:
            column = Column(header, "")
        elif column.key:
            taken.add((column.key, column.language))
        columns.append(column)
    return columns


def read_header(header: str, names: dict[str, str], double: bool) -> Column:
    """Say what one header holds; `double` sheets split at "::" only."""
    if re.fullmatch(OWN + r"(_\d+)?", header):
        return Column(header, OWN, header)
    whole = names.get(snake(header))
    if whole:
        return Column(header, whole)
    parts = [part.strip() for part in header.split("::" if double else ":")]
    if not double and "jr" in parts[:-1]:
        at = parts.index("jr")
        parts = [*parts[:at], f"jr:{parts[at + 1]}", *parts[at + 2 :]]
    if snake(parts[0]) in PREFIXES and len(parts) > 1:
        parts = parts[1:]
    key = names.get(snake(parts[0]), "")
    if len(parts) == 1:
        return Column(header, key)
    if len(parts) == 2 and key in TRANSLATED and parts[1]:
        return Column(header, key, parts[1])
    return Column(header, "")


def snake(text: str) -> str:
    """Return a header as XLSForm compares it."""
    return "_".join(text.split()).lower()
