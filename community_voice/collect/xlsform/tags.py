"""Names and codes of languages as tags, and back."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# "English (en)": the last brackets hold the tag.
TAGGED = re.compile(r"^(?P<name>.*?)\s*\((?P<tag>[^()]+)\)\s*$", re.DOTALL)
TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?")
PRIVATE = re.compile(r"x-[a-z0-9]{1,8}|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*-x-[a-z0-9]{1,8}")
TRADITIONAL = {"TW", "HK", "MO", "HANT"}
LONGEST_TAG = 16
# Languages in whose words a form may name its languages.
SPOKEN = ("en", "es", "fr", "pt", "zh", "zh_Hant", "ar", "ru", "vi", "fil", "ko", "ht", "so", "am")
# Names in use that Babel does not list.
NAMES = {
    "tagalog": "fil",
    "kreyòl": "ht",
    "kreyol": "ht",
    "haitian": "ht",
    "creole": "ht",
    "mandarin": "zh-Hans",
    "chinese": "zh-Hans",
    "simplified chinese": "zh-Hans",
    "chinese simplified": "zh-Hans",
    "traditional chinese": "zh-Hant",
    "chinese traditional": "zh-Hant",
    "cantonese": "zh-Hant",
    "farsi": "fa",
    "dari": "fa-AF",
    "af-soomaali": "so",
    "brasil": "pt",
    "castellano": "es",
    "oromiffa": "om",
    "afaan oromo": "om",
    "tigrigna": "ti",
    "tigirigna": "ti",
    "bangla": "bn",
    "myanmar": "my",
    "kiswahili": "sw",
}


def read_tag(name: str) -> str | None:
    """Return the tag that a language's name or code stands for, or None."""
    inside = TAGGED.match(name)
    if inside:
        said = inside["tag"].strip()
        return tag_of_code(said) or tag_of_name(inside["name"]) or tag_of_name(said)
    return tag_of_code(name) or tag_of_name(name)


def tag_of_code(code: str) -> str | None:
    """Return a code as Babel writes it ("zh-TW" is "zh-Hant", "tl" is "fil"), or None."""
    if PRIVATE.fullmatch(code):
        return code
    if not TAG.fullmatch(code) or len(code) > LONGEST_TAG:
        return None
    parts = code.replace("_", "-").split("-")
    primary = parts[0].lower()
    primary = str(get_global("language_aliases").get(primary, primary)).split("_")[0]
    if primary == "zh":
        traditional = TRADITIONAL & {part.upper() for part in parts[1:]}
        return "zh-Hant" if traditional else "zh-Hans"
    if primary not in _codes():
        return None
    try:
        locale = Locale.parse("_".join([primary, *parts[1:]]))
    except (ValueError, UnknownLocaleError):
        return primary if len(parts) == 1 else None
    if len(parts) == 1:
        return primary
    rest = [locale.script, locale.territory]
    return "-".join([str(locale.language), *(part for part in rest if part)])


def tag_of_name(name: str) -> str | None:
    """Return the tag of a language that is named in words, or None."""
    wanted = folded(name)
    return NAMES.get(wanted) or _names().get(wanted) or _own_names().get(wanted)


def private_tag(name: str) -> str:
    """Return a tag of our own for a language that nobody knows."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if c.isascii() and c.isalnum())[:8]
    return f"x-{letters or 'other'}"


def name_of(tag: str) -> str:
    """Return the name under which a language's columns are written: "English (en)"."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name("en")
    except (ValueError, UnknownLocaleError):
        name = None
    # Brackets around the script would hide the tag behind them.
    plain = (name or tag).replace("(", "").replace(")", "").replace(":", "").replace(",", "")
    return f"{plain} ({tag})"


def folded(name: str) -> str:
    """Return a name as names are compared."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace("_", " ").split())


@cache
def _codes() -> Mapping[str, str]:
    codes: Mapping[str, str] = Locale("en").languages
    return codes


@cache
def _names() -> dict[str, str]:
    """Return tags by the names that the languages of the interface have for them."""
    found: dict[str, str] = {}
    for spoken in SPOKEN:
        for code, name in Locale.parse(spoken).languages.items():
            tag = tag_of_code(code)
            if tag:
                found.setdefault(folded(name), tag)
    return found


@cache
def _own_names() -> dict[str, str]:
    """Return tags by the languages' own names: slow, and asked for last."""
    found: dict[str, str] = {}
    for code in _codes():
        try:
            locale = Locale.parse(code)
        except (ValueError, UnknownLocaleError):
            continue
        name, tag = locale.get_display_name(locale), tag_of_code(code)
        if name and tag:
            found.setdefault(folded(name), tag)
    return found
