"""What a person decides about an engagement, and what may be wrong with it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _

from community_voice.instruments.new_survey import SLUG, SLUG_LENGTH
from community_voice.store.columns import storable
from community_voice.store.engagement import RESERVED_SLUGS

# Texts of an engagement, each in every language (`local_line`: words about the local line).
PATHS = ("title", "purpose", "welcome", "local_line")
# A language, maybe a script, maybe a region. Babel also takes "root", "und" and the like.
LANGUAGE = re.compile(r"(?!und\b)[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
# Words that are addresses of their own, for residents or for staff.
RESERVED = RESERVED_SLUGS | frozenset(
    ("accounts", "api", "audit", "health", "language", "new", "password")
    + ("robots", "sign-in", "sign-out", "verify")
)


@dataclass(frozen=True)
class Setup:
    """Everything about an engagement that a person decides; `wordings` is path, language, text."""

    slug: str
    wordings: Mapping[str, Mapping[str, str]]
    languages: tuple[str, ...] = ("en",)
    source_language: str = "en"
    host: str = ""
    opens_on: dt.date | None = None
    closes_on: dt.date | None = None
    leave_url: str = ""
    local_line: str = ""
    local_line_brings_police: bool | None = None  # None: we do not know
    is_demo: bool = field(default=False)


def find_problems(setup: Setup) -> dict[str, str]:
    """Return what is wrong, by field, in words for the person who filled it in."""
    said = {
        "slug": _slug_problem(setup.slug),
        "languages": _languages_problem(setup),
        "other_languages": _unknown_languages_problem(setup),
        "title": _title_problem(setup),
        "closes_on": _dates_problem(setup),
        "leave_url": _leave_problem(setup.leave_url),
        "local_line": _local_line_problem(setup),
        "host": "" if storable(setup.host) else _unstorable(),
    }
    return {name: problem for name, problem in said.items() if problem}


def known_language(tag: str) -> bool:
    """Say whether a language tag is one that pages can name and lay out."""
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return LANGUAGE.fullmatch(tag) is not None


def _slug_problem(slug: str) -> str:
    if not SLUG.fullmatch(slug) or len(slug) not in SLUG_LENGTH:
        return str(
            _(
                "Use small letters a to z, digits and single hyphens, 2 to 60 of them, "
                "such as river-street."
            )
        )
    if slug in RESERVED:
        return str(_("This word is an address of the site itself. Choose another."))
    return ""


def _unknown_languages_problem(setup: Setup) -> str:
    unknown = [tag for tag in setup.languages if not known_language(tag)]
    if unknown:
        return str(_("We do not know this language: %(tag)s", tag=", ".join(unknown)))
    return ""


def _languages_problem(setup: Setup) -> str:
    if setup.source_language not in setup.languages:
        return str(_("Choose at least one language; the first text language must be among them."))
    return ""


def _title_problem(setup: Setup) -> str:
    texts = [text for by_language in setup.wordings.values() for text in by_language.values()]
    if not all(storable(text) for text in texts):
        return _unstorable()
    if not setup.wordings.get("title", {}).get(setup.source_language, "").strip():
        return str(_("Give a title in the first text language."))
    return ""


def _dates_problem(setup: Setup) -> str:
    if setup.opens_on and setup.closes_on and setup.closes_on < setup.opens_on:
        return str(_("The closing day is before the opening day."))
    return ""


def _leave_problem(address: str) -> str:
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and parts.hostname and not parts.username
    except ValueError:
        plain = False
    if not plain or re.search(r"[\s\\<>\"\x00-\x1f\x7f]", address) or not storable(address):
        return str(_("Give a full address that starts with https://"))
    return ""


def _local_line_problem(setup: Setup) -> str:
    # Whether it brings police may be unknown: nobody is made to guess, and residents are told.
    return "" if storable(setup.local_line) else _unstorable()


def _unstorable() -> str:
    return str(_("There is a character here that we cannot keep. Type it again."))
