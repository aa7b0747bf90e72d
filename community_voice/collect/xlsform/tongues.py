"""The languages that a form's headers name, as tags; none is dropped."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# "English (en)": the last brackets hold the tag.
TAGGED = re.compile(r"^(?P<name>.*?)\s*\((?P<tag>[^()]+)\)\s*$", re.DOTALL)
TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?")
PRIVATE = re.compile(r"x-[a-z0-9]{1,8}|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*-x-[a-z0-9]{1,8}")
TRADITIONAL = {"TW", "HK", "MO", "HANT"}
LONGEST_TAG = 16
# What a column without a language's name holds where we cannot say which language it is.
UNNAMED = "x-default"
# What a row's cells hold ("label"), and each language's cell by the name in its header.
Cells = tuple[str, Mapping[str, str]]
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


@dataclass
class Tongues:
    """A form's languages: `tags` maps the name in a header ("": none) to a tag.

    `spare` is the tag of bare words in rows whose named words are others.
    """

    source: str
    tags: dict[str, str] = field(default_factory=dict)
    guessed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    spare: str = ""

    @property
    def languages(self) -> list[str]:
        """Return the tags, the source first."""
        found = dict.fromkeys([self.source, *self.tags.values(), self.spare])
        return [tag for tag in found if tag]

    @property
    def of_headers(self) -> dict[str, str]:
        """Return what each name's columns hold when the form is written again."""
        return {**self.tags, **({"": self.spare} if self.spare else {})}


def settle(
    names: Mapping[str, set[str]],
    default: str,
    source: str,
    rows: Sequence[Cells] = (),
    bare: str = "",
) -> Tongues:
    """Give every name that headers use a tag; `default` is the form's own setting.

    `names` says which columns each name stands over: two spellings of one language that never
    stand over the same column are one.

    A header without a language holds the default language; where the form names none, that is
    the language the engagement is written in (`source`), or one that the form names where the
    bare words have gaps that its words fill (`rows`: the survey's and choices' words). Rows
    that hold both, and not the same, keep the bare words under a tag of their own (`bare`).
    """
    default = "" if default.strip().casefold() == "default" else default.strip()
    tongues = Tongues(source)
    for name in names:
        if name:
            _add(tongues, name, names)
    if "" in names:
        if default and default not in tongues.tags:
            _add(tongues, default, names)
        tongues.tags[""] = tag = _bare(tongues, names, default, source, rows)
        tongues.source = tag
        if not default and any(_differ(row, _names_of(tongues, tag)) for row in rows):
            free = [tag_of_code(bare), source, UNNAMED, "x-bare"]
            taken = set(tongues.tags.values())
            tongues.spare = next(each for each in free if each and each not in taken)
            tongues.doubled.append("")
    elif tongues.tags:
        tongues.source = tongues.tags.get(default, next(iter(tongues.tags.values())))
    return tongues


def _bare(
    tongues: Tongues,
    names: Mapping[str, set[str]],
    default: str,
    source: str,
    rows: Sequence[Cells],
) -> str:
    """Return the tag of columns that name no language."""
    if default:
        return tongues.tags[default]
    named = list(dict.fromkeys(tongues.tags.values()))
    if not named or source in named:
        return source
    if "survey label" not in names[""]:
        return named[0]
    labels = [(key, row) for key, row in rows if key == "label"]
    if all(row.get("") for _key, row in labels):
        return source
    # As the source it would leave rows without words, and nobody could publish the survey.
    return max(named, key=lambda tag: sum(_says(row, _names_of(tongues, tag)) for row in labels))


def _names_of(tongues: Tongues, tag: str) -> list[str]:
    return [name for name, each in tongues.tags.items() if name and each == tag]


def _says(row: Cells, names: Sequence[str]) -> bool:
    return any(row[1].get(name) for name in names)


def _differ(row: Cells, names: Sequence[str]) -> bool:
    """Say whether a row's bare words are others than those under any of the names."""
    cells = row[1]
    bare = cells.get("")
    return bool(bare) and any(cells.get(name, bare) != bare for name in names)


def _columns_of(tongues: Tongues, tag: str, names: Mapping[str, set[str]]) -> set[str]:
    found = [names.get(name, set()) for name, each in tongues.tags.items() if each == tag]
    return set().union(*found)


def _add(tongues: Tongues, name: str, names: Mapping[str, set[str]]) -> None:
    found = read_tag(name)
    tag = found or private_tag(name)
    if found is None:
        tongues.guessed.append(name)
    count, first = 1, tag
    while names.get(name, set()) & _columns_of(tongues, tag, names):
        count += 1
        tag = f"{first}-x-{count}" if not first.startswith("x-") else f"{first[:7]}{count}"
    if count > 1:
        tongues.doubled.append(name)
    tongues.tags[name] = tag


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
