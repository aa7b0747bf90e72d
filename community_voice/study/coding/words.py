"""What the coding pages call things."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.study.coding.starter import attribute_words

TASK_STAGES = {
    "": _l("Starting"),
    "reading": _l("Reading what people said"),
    "encoding": _l("Comparing meanings across languages"),
    "learning": _l("Learning from people's codings"),
    "suggesting": _l("Making suggestions"),
    "comparing": _l("Comparing the codings"),
    "storing": _l("Storing what was found"),
}
MODES = {
    "web": _l("on the web"),
    "kiosk": _l("at a kiosk"),
    "paper": _l("on paper"),
    "phone": _l("by phone"),
    "session": _l("in a listening session"),
    "import": _l("from a file"),
}


def attribute_title(attribute: str) -> str:
    """Return what an attribute is called."""
    titles = {
        "stance": _("Stance toward what is proposed"),
        "voice": _("Who speaks"),
        "safety": _("Take care: safety"),
    }
    return str(titles[attribute])


def attribute_names(tag: str) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Return attribute -> value -> (name, definition) in the reader's language."""
    return attribute_words(tag)


def round_state(state: str) -> str:
    """Return how far a round is."""
    words = {
        "open": _("being coded"),
        "closed": _("closed, being compared"),
        "compared": _("compared"),
    }
    return str(words[state])


def how_close(alpha: float | None) -> str:
    """Return what an alpha is usually taken to mean (Krippendorff's own advice)."""
    if alpha is None:
        return ""
    if alpha >= 0.8:
        return str(_("good"))
    return str(_("careful use")) if alpha >= 0.667 else str(_("weak"))


def note_words(note: str) -> str:
    """Return why a number is not there, or is to be read with care."""
    words = {
        "too_few": _("too few"),
        "nobody": _("given by nobody"),
        "everybody": _("given by everybody"),
    }
    return str(words.get(note, ""))


def learning_state(state: str) -> str:
    """Return how far the learned coder is with a theme."""
    words = {
        "definitions only": _("from its definition alone"),
        "learning": _("learning"),
        "ready": _("ready"),
    }
    return str(words.get(state, state))


def measured(row: Mapping[str, Any], name: str) -> bool:
    """Say whether a row has this number."""
    return row.get(name) is not None
