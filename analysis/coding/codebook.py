"""A codebook: the themes that people code, each with a definition and phrases to know it by."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

STARTER = Path(__file__).resolve().parent.parent / "codebook"
LANGUAGES = (
    "en",
    "es",
    "fr",
    "pt",
    "ht",
    "so",
    "tl",
    "vi",
    "ko",
    "ru",
    "ar",
    "zh-Hans",
    "zh-Hant",
)
FIRST = "en"


@dataclass(frozen=True)
class CodebookTheme:
    """One theme (or one value of an attribute) as people agreed to use it.

    `name` and `definition` are those of the codebook's first language; `names`, `definitions`
    and `seeds` (phrases as residents say them) are by language tag.
    """

    id: str
    name: str
    definition: str = ""
    seeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    modules: tuple[str, ...] = ()
    serious: bool = False
    sensitive: bool = False
    doubt: bool = False

    def __repr__(self) -> str:
        """Show the id and how many phrases there are."""
        return f"CodebookTheme({self.id!r}, {len(self.phrases())} phrases)"

    def phrases(self) -> tuple[str, ...]:
        """Return the name, definition and seeds in every language, each once."""
        told = [self.name, self.definition, *self.names.values(), *self.definitions.values()]
        told += [phrase for phrases in self.seeds.values() for phrase in phrases]
        return tuple(dict.fromkeys(phrase.strip() for phrase in told if phrase.strip()))

    def phrases_by_language(self) -> Mapping[str, tuple[str, ...]]:
        """Return the phrases of each language; those of no stated language under ""."""
        tags = dict.fromkeys([*self.names, *self.definitions, *self.seeds])
        found: dict[str, tuple[str, ...]] = {}
        taken: set[str] = set()
        for tag in tags:
            told = [
                self.names.get(tag, ""),
                self.definitions.get(tag, ""),
                *self.seeds.get(tag, ()),
            ]
            mine = dict.fromkeys(phrase.strip() for phrase in told if phrase.strip())
            found[tag] = tuple(mine)
            taken |= set(mine)
        rest = tuple(phrase for phrase in self.phrases() if phrase not in taken)
        return {**found, "": rest} if rest else found


@dataclass(frozen=True)
class Codebook:
    """Themes in the order in which they are shown, and attributes coded beside them."""

    themes: tuple[CodebookTheme, ...]
    attributes: Mapping[str, tuple[CodebookTheme, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse two themes of one id, and a codebook of nothing."""
        ids = self.ids
        twice = sorted({theme for theme in ids if ids.count(theme) > 1})
        if twice:
            raise ValueError(f"the codebook has two themes with the id {', '.join(twice)}")
        if not ids or not all(ids):
            raise ValueError("a codebook needs at least one theme, and each theme an id")

    def __repr__(self) -> str:
        """Show the counts."""
        return f"Codebook({len(self.themes)} themes, attributes: {', '.join(self.attributes)})"

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the themes, in order."""
        return tuple(theme.id for theme in self.themes)

    def theme(self, id: str) -> CodebookTheme:
        """Return the theme of this id; KeyError if there is none."""
        for theme in self.themes:
            if theme.id == id:
                return theme
        raise KeyError(id)

    def attribute(self, name: str) -> "Codebook":
        """Return the values of an attribute (stance, voice, safety) as a codebook of its own."""
        if name not in self.attributes:
            raise ValueError(
                f"the codebook has no attribute {name!r}; it has: {', '.join(self.attributes)}"
            )
        return Codebook(self.attributes[name])

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return plain values as a codebook file holds them, in one language (default: first)."""
        return {
            "themes": {theme.id: described(theme, language) for theme in self.themes},
            "attributes": {
                name: {value.id: described(value, language) for value in values}
                for name, values in self.attributes.items()
            },
        }


def starter_languages() -> tuple[str, ...]:
    """Return the languages that the starter codebook is written in."""
    return tuple(tag for tag in LANGUAGES if (STARTER / f"{tag}.json").is_file())


def starter_codebook(languages: Iterable[str] | None = None) -> Codebook:
    """Return the 28 themes and three attributes that come with the project.

    `languages` are the tags whose words to take (default: every one there is). The first of
    them, English where it is among them, gives `name` and `definition`. ValueError names a
    language that is not there.
    """
    there = starter_languages()
    wanted = list(there) if languages is None else list(dict.fromkeys(languages))
    missing = [tag for tag in wanted if tag not in there]
    if missing or not wanted:
        raise ValueError(
            f"the starter codebook has no {', '.join(missing) or 'language'};"
            f" it has: {', '.join(there)}"
        )
    wanted.sort(key=lambda tag: (tag != FIRST, there.index(tag)))
    books = {tag: codebook_from(loaded(STARTER / f"{tag}.json"), tag) for tag in wanted}
    facts = {fact["id"]: fact for fact in loaded(STARTER / "index.json")["themes"]}
    return with_facts(merged(list(books.values())), facts)


def read_codebook(path: Path) -> Codebook:
    """Return the codebook of a JSON file in the form of the starter codebook's files.

    Only "themes", and in each theme a "name", must be there. ValueError says what is wrong.
    """
    try:
        told = loaded(path)
        # Half of a pair of signs can stand in JSON and in no file of results.
        json.dumps(told, ensure_ascii=False).encode()
        return codebook_from(told, str(told.get("language", "")))
    except (AttributeError, KeyError, TypeError) as problem:
        raise ValueError(
            f'{path} is not a codebook: it needs {{"themes": {{"an_id": {{"name": "..."}}}}}}'
        ) from problem
    except (OSError, ValueError, RecursionError) as problem:
        raise ValueError(f"{path} is not a codebook: {problem}") from problem


def loaded(path: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
    return content


def codebook_from(told: Mapping[str, Any], language: str) -> Codebook:
    """Return the codebook of one language from plain values; an attribute of nothing is none."""
    return Codebook(
        themes_from(told["themes"], language),
        {
            name: themes_from(values, language)
            for name, values in told.get("attributes", {}).items()
            if values
        },
    )


def themes_from(told: Mapping[str, Any], language: str) -> tuple[CodebookTheme, ...]:
    """Return the themes of one language from plain values.

    Raises ValueError naming a theme without a name, or with phrases that are not a list.
    """
    for id, values in told.items():
        if not isinstance(values["name"], str) or not values["name"].strip():
            raise ValueError(f"the theme {id!r} has no name")
        if not isinstance(values.get("seeds", ()), list | tuple):
            raise ValueError(f"the seeds of {id!r} are not a list of phrases")
    return tuple(
        CodebookTheme(
            id,
            str(values["name"]),
            str(values.get("definition", "")),
            {language: tuple(map(str, values.get("seeds", ())))},
            {language: str(values["name"])},
            {language: str(values.get("definition", ""))},
        )
        for id, values in told.items()
    )


def merged(books: Sequence[Codebook]) -> Codebook:
    """Return one codebook with the words of all; names and definitions from the first."""
    first = books[0]
    attributes = {
        name: joined([book.attributes.get(name, ()) for book in books]) for name in first.attributes
    }
    return Codebook(joined([book.themes for book in books]), attributes)


def joined(lists: Sequence[tuple[CodebookTheme, ...]]) -> tuple[CodebookTheme, ...]:
    """Return the themes of the first list with the words of the same themes in the others."""
    found = {theme.id: theme for theme in lists[0]}
    for theme in (theme for themes in lists[1:] for theme in themes):
        if theme.id in found:
            known = found[theme.id]
            found[theme.id] = replace(
                known,
                seeds={**known.seeds, **theme.seeds},
                names={**known.names, **theme.names},
                definitions={**known.definitions, **theme.definitions},
            )
    return tuple(found.values())


def with_facts(book: Codebook, facts: Mapping[str, Mapping[str, Any]]) -> Codebook:
    """Return the codebook with what index.json says of each theme."""
    themes = []
    for theme in book.themes:
        fact = facts.get(theme.id, {})
        themes.append(
            replace(
                theme,
                code=str(fact.get("code", "")),
                modules=tuple(fact.get("modules", ())),
                serious=bool(fact.get("serious")),
                sensitive=bool(fact.get("sensitive")),
                doubt=bool(fact.get("doubt")),
            )
        )
    return replace(book, themes=tuple(themes))


def described(theme: CodebookTheme, language: str | None) -> dict[str, Any]:
    """Return what one language says of a theme."""
    tag = language if language is not None else next(iter(theme.names), "")
    return {
        "name": theme.names.get(tag, theme.name),
        "definition": theme.definitions.get(tag, theme.definition),
        "seeds": list(theme.seeds.get(tag, ())),
    }
