"""Words that a person writes: limits that lose nothing, and characters that cannot be kept."""

from flask_babel import gettext as _
from flask_babel import ngettext

from community_voice.questions.answers import Problem
from community_voice.questions.typed import MAIN
from community_voice.store.columns import storable

OTHER_LIMIT = 500
# Shown in place of what no page can show; HTML readers use the same mark.
UNSHOWABLE = "\ufffd"


def word_problems(text: str, limit: int, part: str = MAIN) -> list[Problem]:
    """Say what is wrong with a text; the text itself is never shortened."""
    problems = []
    if len(text) > limit:
        over = len(text) - limit
        problems.append(
            Problem(
                ngettext(
                    "This is %(num)s character too long. Please shorten it a little.",
                    "This is %(num)s characters too long. Please shorten it.",
                    over,
                ),
                part,
            )
        )
    if not storable(text):
        message = _(
            "There is a mark in this text that we cannot keep. It is shown as %(mark)s. "
            "Delete it or write something else there.",
            mark=UNSHOWABLE,
        )
        problems.append(Problem(message, part))
    return problems


def written(text: str) -> bool:
    """Say whether somebody wrote something: spaces and line ends alone are nothing."""
    return bool(text.strip())


def showable(text: str) -> str:
    """Return the text with a visible mark for each character that no page can show."""
    if storable(text):
        return text
    return "".join(mark if storable(mark) else UNSHOWABLE for mark in text)
