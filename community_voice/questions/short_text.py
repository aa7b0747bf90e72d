"""Short text: a few words, on one line."""

from community_voice.questions.long_text import LongText


class ShortText(LongText):
    """A line of words; not themed unless `themed` is set."""

    name = "short_text"
    default_limit = 300
    themed_by_default = False
