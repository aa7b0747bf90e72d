"""What staff send in from the release room, read into plain values."""

from werkzeug.datastructures import MultiDict

from community_voice.release.rewording import Written
from community_voice.release.service import Wanted
from community_voice.store.frames.labels import PARTNER

ANSWERS = {"nobody": True, "somebody": False}
PREFIX = "quote-"


def read_reviews(form: MultiDict[str, str]) -> dict[int, bool]:
    """Return segment -> "points at nobody", for the quotes that were answered."""
    return {
        int(name.removeprefix(PREFIX)): ANSWERS[answer]
        for name, answer in form.items()
        if name.startswith(PREFIX)
        and name.removeprefix(PREFIX).isdecimal()
        and len(name) < len(PREFIX) + 10
        and answer in ANSWERS
    }


def read_wanted(form: MultiDict[str, str]) -> Wanted:
    """Return what is to be frozen, as the page that asked showed it."""
    return Wanted(
        question=" ".join(form.get("question", "").split()),
        dimensions=sorted(_dimensions(form)),
        run_id=_number(form.get("run_id", "")),
        last_act_id=_number(form.get("last_act_id", "")),
    )


def read_written(form: MultiDict[str, str]) -> Written:
    """Return what a reviewer wrote for one passage, with plain spaces between words."""
    return Written(
        segment_id=_number(form.get("passage", "")),
        text=" ".join(form.get("words", "").split()),
        author_name=" ".join(form.get("name", "").split()),
    )


def _dimensions(form: MultiDict[str, str]) -> set[str]:
    """Return what to compare by; who hosted a session is a part of how people answered."""
    asked = set(form.getlist("dimension"))
    return asked | {"mode"} if PARTNER in asked else asked


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
