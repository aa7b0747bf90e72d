"""What a translator's page sends: texts as they were typed, and which were read."""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from community_voice.collect.translate.desk import FILTERS, Question
from community_voice.collect.translate.service import Change, plain_lines
from community_voice.store.columns import storable

TEXT, SEEN, SOURCE = "text:", "was:", "of:"
DIGEST = re.compile(r"[0-9a-f]{64}")
Form = MultiDict[str, str]


@dataclass(frozen=True)
class Sent:
    """The texts of a page, and those of them that somebody says they read."""

    changes: list[Change]
    read: list[Change]


def read_sent(form: Form) -> Sent:
    """Read a page of texts; the button for all says that every text shown was read."""
    changes = [
        Change(
            path,
            plain_lines(form[name]),
            _digest(form.get(f"{SOURCE}{path}", "")),
            form.get(f"{SEEN}{path}", ""),
        )
        for name in form
        if name.startswith(TEXT)
        for path in [name.removeprefix(TEXT)]
    ]
    ticked = set(form.getlist("read"))
    all_read = form.get("do") == "review"
    read = [change for change in changes if change.text and (all_read or change.path in ticked)]
    return Sent(changes, read)


def read_question(arguments: Form) -> Question:
    """Read what a page is asked to show; what makes no sense asks for nothing."""
    state, words = arguments.get("state", ""), arguments.get("q", "").strip()[:200]
    page = arguments.get("page", "1")
    return Question(
        state if state in FILTERS else "",
        words if storable(words) else "",
        int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def _digest(text: str) -> str:
    # A digest of no source: whoever sends none says nothing of what they translated.
    return text if DIGEST.fullmatch(text) else "0" * 64
