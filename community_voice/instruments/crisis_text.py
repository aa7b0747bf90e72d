"""What every resident page says of a crisis, by path, in any language of the interface.

These words decide whether somebody calls a line that can bring police: a language is opened only
when somebody who knows it has read them. The list holds the messages of
`templates/survey/help.html` and of its macro `local_police` (a test compares them); a path is
`interface.` and its place.
"""

from functools import cache
from gettext import NullTranslations

from babel.support import Translations
from flask import current_app

from community_voice.instruments.catalogs import CODE_LANGUAGE
from community_voice.locale import language

CRISIS_MESSAGES = (
    "Need help now?",
    "Call 988",
    "Text 988",
    "Call 911",
    "Local line",
    "In the United States, 988 and 911 can both bring police.",
    "Local line:",
    "We do not know whether the local line can bring police.",
    "The local line can bring police too.",
    "The host says that the local line does not bring police.",
    "Nobody is alerted by what you type here.",
)
CRISIS_PATHS = {f"interface.{place}": text for place, text in enumerate(CRISIS_MESSAGES)}


def crisis_texts(tag: str) -> dict[str, str]:
    """Return each crisis message in a language by path; what the catalog lacks is left out."""
    if tag == CODE_LANGUAGE:
        return dict(CRISIS_PATHS)
    folder = str(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])
    catalog = _catalog(folder, language(tag).locale)
    found = {path: catalog.gettext(text) for path, text in CRISIS_PATHS.items()}
    return {path: text for path, text in found.items() if text}


class _Silent(NullTranslations):
    """Says nothing, where a catalog would repeat the English."""

    def gettext(self, message: str) -> str:
        """Return no words."""
        return ""


@cache
def _catalog(folder: str, locale: str) -> NullTranslations:
    found: NullTranslations = Translations.load(folder, [locale])
    found.add_fallback(_Silent())
    return found
