"""Short text: a few words, on one line; or an address or a number to be reached by."""

from community_voice.questions.answers import Problem
from community_voice.questions.asked import Asked
from community_voice.questions.long_text import LongText
from community_voice.questions.reachable import PROBLEM_OF_KIND
from community_voice.questions.typed import Typed, first


class ShortText(LongText):
    """A line of words; not themed unless `themed` is set.

    The setting `kind` is "link", "email" or "phone" where it must be one, `rows` above 1 gives
    it more lines.
    """

    name = "short_text"
    default_limit = 300
    themed_by_default = False
    default_rows = 1

    def kind(self, asked: Asked) -> str:
        """Return what is asked for: nothing, where it is just words."""
        kind = asked.settings.get("kind")
        return kind if isinstance(kind, str) and kind in PROBLEM_OF_KIND else ""

    def input_mode(self, asked: Asked) -> str:
        """Return the keyboard that a phone shows."""
        return {"link": "url", "email": "email", "phone": "tel"}.get(self.kind(asked), "")

    def find_problems(self, asked: Asked, typed: Typed) -> list[Problem]:
        """Say that a text is too long, cannot be kept, or is not what was asked for."""
        problems, text = super().find_problems(asked, typed), first(typed).strip()
        kind = self.kind(asked)
        if problems or not kind or not text:
            return problems
        message = PROBLEM_OF_KIND[kind](text)
        return [Problem(message)] if message else []
