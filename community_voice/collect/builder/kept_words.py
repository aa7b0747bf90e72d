"""Texts of a form as they are kept: in the source language, beside their translations."""

from typing import Any

from flask_babel import gettext as _

from community_voice.store.columns import storable

LONGEST_TEXT = 10_000


def text_problem(text: str) -> str:
    """Return what keeps a text from being kept, if anything."""
    if not storable(text):
        return str(_("There is a character here that we cannot keep. Type it again."))
    if len(text) > LONGEST_TEXT:
        return str(_("This text is too long."))
    return ""


def put_text(holder: dict[str, Any], name: str, text: str, source: str) -> None:
    """Put a text in the source language; without one its translations go too."""
    text = text.strip("\n") if text.strip() else ""
    if text:
        holder[name] = {**(holder.get(name) or {}), source: text}
    else:
        holder.pop(name, None)


def without_empty(holder: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a holder without those of these names that hold nothing."""
    return {name: value for name, value in holder.items() if value or name not in names}
