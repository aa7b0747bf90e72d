"""The languages that a form's headers name, as tags; none is dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from community_voice.collect.xlsform.tags import private_tag, read_tag, tag_of_code

# What a column without a language's name holds where we cannot say which language it is.
UNNAMED = "x-default"
# What a row's cells hold ("label"), and each language's cell by the name in its header.
Cells = tuple[str, Mapping[str, str]]


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
