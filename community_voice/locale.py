"""The language of this request: tag, direction, own name, and formats through Babel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from flask import Flask, g, has_request_context, request
from werkzeug.exceptions import RequestEntityTooLarge

from community_voice.extensions import babel

# Languages that residents' and hosts' pages speak: each has a catalog in translations/ (English
# is the source). Staff's own pages are whole in STAFF_LANGUAGES and fall back to English elsewhere.
INTERFACE_LANGUAGES = (
    *("en", "es", "zh-Hans", "zh-Hant", "vi", "fil", "ko", "ru", "ar", "fr", "ht", "so"),
    *("pt", "am"),
)
STAFF_LANGUAGES = ("en", "es", "zh-Hans", "ar")
# Chinese is written in two scripts; a browser names a region where we need the script.
TRADITIONAL_REGIONS = {"TW", "HK", "MO"}


@dataclass(frozen=True)
class Language:
    """One language as pages need it."""

    tag: str
    direction: str
    own_name: str

    @property
    def locale(self) -> str:
        """Return Babel's name for the language."""
        return self.tag.replace("-", "_")


@cache
def language(tag: str) -> Language:
    """Return the Language for a tag; one that Babel does not know is shown by its tag."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return Language(tag, "ltr", tag)
    name = locale.get_display_name(locale) or tag
    return Language(tag, locale.text_direction, name[:1].upper() + name[1:])


def match_language(wanted: str, available: Sequence[str]) -> str | None:
    """Return the available tag that serves a wanted tag ("zh-TW" is served by "zh-Hant")."""
    parts = wanted.replace("_", "-").split("-")
    by_lower = {tag.lower(): tag for tag in available}
    if wanted.lower() in by_lower:
        return by_lower[wanted.lower()]
    primary = parts[0].lower()
    if primary == "zh":
        traditional = "hant" in wanted.lower() or TRADITIONAL_REGIONS & {p.upper() for p in parts}
        return by_lower.get("zh-hant" if traditional else "zh-hans") or by_lower.get("zh")
    if primary == "tl":
        primary = "fil" if "fil" in by_lower else "tl"
    return by_lower.get(primary) or next(
        (tag for lower, tag in by_lower.items() if lower.split("-")[0] == primary), None
    )


def choose_language(available: Sequence[str], accepted: Iterable[str], default: str) -> str:
    """Return the first acceptable language that is available, else the default."""
    for wanted in accepted:
        found = match_language(wanted, available)
        if found:
            return found
    return default


def requested_language(available: Sequence[str], default: str) -> str:
    """Return the language this request asks for: `lang` first, then Accept-Language."""
    try:
        asked = request.values.get("lang", "")
    except RequestEntityTooLarge:
        # The page that says so needs a language too, and must not read the body again.
        asked = request.args.get("lang", "")
    accepted = [tag for tag, _quality in request.accept_languages]
    return choose_language(available, [asked, *accepted] if asked else accepted, default)


def speak(tag: str) -> Language:
    """Answer this request in a language, and return it."""
    g.language = language(tag)
    return language(tag)


def current_language() -> Language:
    """Return this request's language, chosen among the interface's where no room has."""
    if not has_request_context():
        return language("en")
    if "language" not in g:
        spoken = STAFF_LANGUAGES if request.path.startswith("/staff") else INTERFACE_LANGUAGES
        g.language = language(requested_language(spoken, "en"))
    chosen: Language = g.language
    return chosen


def select_locale() -> str:
    """Tell Babel which catalog and formats to use."""
    return current_language().locale


def name_of_language(tag: str) -> str:
    """Return a language's name in the language of this request."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(current_language().locale) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def init_locale(app: Flask) -> None:
    """Bind Babel, and let every template know the language."""
    babel.init_app(app, locale_selector=select_locale)
    app.context_processor(
        lambda: {
            "language": current_language(),
            "language_of": language,
            "name_of_language": name_of_language,
            "interface_languages": [language(tag) for tag in INTERFACE_LANGUAGES],
            "staff_languages": [language(tag) for tag in STAFF_LANGUAGES],
        }
    )
