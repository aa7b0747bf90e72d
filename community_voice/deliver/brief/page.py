"""What a brief shows, arranged from the rows of a Release and from nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from community_voice.deliver.brief.tongue import tongue_for
from community_voice.release.digest import (
    quote_hash,
    sealed_paraphrases,
    sealed_quotes,
    told_hash,
)
from community_voice.store import Claim, Quote, Release, ReleaseCell, ReleaseTheme
from community_voice.store.columns import UNITS
from community_voice.store.frames.labels import PARTNER
from community_voice.store.paraphrase import SERIOUS, told_paraphrases
from community_voice.store.wording import Phrase, Wordings

# The one phrase for every hidden number, whatever hid it (and the same as in the analysis).
NOT_SHOWN = "not shown: too few to show without pointing at someone"
# Wider tables than this are cut into several, so that they can be read and printed.
COLUMNS_PER_TABLE = 5
# Settings that say how to compute a release again: they stand beside its seal, not among rules.
MACHINERY = (
    "method:Analysis run",
    "method:Last act of review",
    "method:Encoder",
    "method:Seed",
    "method:Program version",
)
# Counted for each partner's own eyes: a brief has no table of who hosted how many.
UNPRINTED = (PARTNER,)
# Templates whose sentence may stand in another place than its section.
SESSIONS = (
    "sessions_heard",
    "sessions_heard_one",
    "sessions_mentions",
    "heard_you",
    "heard_you_percent",
    "heard_you_hidden",
)
SETTING, NO_DIFFERENCE, AGAINST_UNKNOWN = "method", "no_difference", "against_unknown"


@dataclass
class FrozenTitle:
    """A title as it stood at the freeze."""

    language: str
    text: str
    path: str = "title"


@dataclass(frozen=True)
class Finding:
    """One theme that many raised: its sentences, and the quotes beside them."""

    theme: ReleaseTheme | None
    claims: list[Claim]
    quotes: list[Quote]


@dataclass(frozen=True)
class GroupRow:
    """One group of one split: its name, its count, and the sentence that says it."""

    label: str
    cell: ReleaseCell
    claim: Claim | None


@dataclass(frozen=True)
class GroupTable:
    """Who was heard, by one split of one unit."""

    unit: str
    dimension: str
    label: str
    rows: list[GroupRow]


@dataclass(frozen=True)
class ThemeRow:
    """One theme across a part of a split's groups."""

    theme: ReleaseTheme
    cells: list[ReleaseCell | None]


@dataclass(frozen=True)
class ThemeTable:
    """Themes by the groups of one split of one unit, without rows of which nothing is shown."""

    unit: str
    dimension: str
    label: str
    columns: list[str]
    values: list[str]
    rows: list[ThemeRow]
    left_out: int


class BriefPage:
    """A Release, arranged as a reader meets it. Claims that did not verify are left out.

    Sentences, and the program's own words in labels, are in the reader's language where there
    are templates in it; quotes and people's names for things stay in theirs.
    """

    def __init__(self, release: Release, language: str = "en") -> None:
        self.release = release
        self.tongue = tongue_for(language)
        heading: dict[str, Any] = release.method.get("heading", {})
        titles = [FrozenTitle(tag, words) for tag, words in heading.get("titles", {}).items()]
        say = Wordings(titles, language, heading.get("source_language", "en"))
        self.title: Phrase = say("title")
        self.printed = [cell for cell in release.cells if cell.dimension not in UNPRINTED]
        self.host: str = heading.get("host", "")
        self.claims = [claim for claim in release.claims if claim.verified]
        retold = self._sealed_paraphrases()
        if retold:
            self.claims = sorted([*self.claims, *retold], key=lambda claim: claim.position)
        elif sealed_paraphrases(release):
            # What introduces them speaks of words that were all withdrawn.
            self.claims = [claim for claim in self.claims if claim.section != SERIOUS]
        self.themes = sorted(release.themes, key=self._most_raised_first)
        labels: dict[str, str] = release.method.get("labels", {})
        self.labels = {name: self.tongue.word(words) for name, words in labels.items()}
        self.left_out: list[list[str]] = release.method.get("left_out", [])
        sealed = sealed_quotes(release)
        self.quotes = [quote for quote in release.quotes if quote_hash(quote) in sealed]
        # Words can be withdrawn after a release; then it only says how many are gone.
        lost = len(sealed_paraphrases(release)) - len(retold)
        self.withdrawn = len(sealed) - len(self.quotes) + lost

    def _sealed_paraphrases(self) -> list[Claim]:
        """Return the claims in a reviewer's words, as far as nobody withdrew what they rest on."""
        sealed = sealed_paraphrases(self.release)
        told = [each for each in told_paraphrases(self.release) if told_hash(each) in sealed]
        return [each.as_claim() for each in told]

    @cached_property
    def cells(self) -> dict[str, ReleaseCell]:
        """Return the cells under their keys."""
        return {cell.key: cell for cell in self.printed}

    @cached_property
    def theme_named(self) -> dict[str, ReleaseTheme]:
        """Return the themes under their codes."""
        return {theme.code: theme for theme in self.themes}

    @property
    def units(self) -> list[str]:
        """Return what was counted: people, comments, sessions."""
        return [unit for unit in UNITS if unit in self.cells]

    @property
    def not_shown(self) -> str:
        """Return the one phrase for every hidden number, in the language of the sentences."""
        return self.tongue.word(NOT_SHOWN)

    def said(self, claim: Claim) -> str:
        """Return a claim's sentence in the language of the page."""
        return self.tongue.say(claim)

    def section(self, name: str) -> list[Claim]:
        """Return the claims of one section."""
        return [claim for claim in self.claims if claim.section == name]

    @cached_property
    def findings(self) -> list[Finding]:
        """Return the findings, theme by theme in their order, then what belongs to none."""
        by_theme: dict[str | None, list[Claim]] = {}
        for claim in self.section("finding"):
            if claim not in self._alike:
                by_theme.setdefault(theme_of(claim), []).append(claim)
        general = by_theme.pop(None, [])
        found = [
            Finding(self.theme_named.get(code or ""), claims, self.quotes_of(code or ""))
            for code, claims in by_theme.items()
        ]
        return [*found, Finding(None, general, [])] if general else found

    @property
    def no_difference(self) -> list[Claim]:
        """Return the sentence that no group differs, once, where it holds for every finding."""
        return self._alike[:1]

    @property
    def against(self) -> list[Claim]:
        """Return what was said against, unless all there is to say is that nobody knows."""
        return [claim for claim in self.section("against") if claim.template != AGAINST_UNKNOWN]

    @property
    def method(self) -> list[Claim]:
        """Return by which rules this was made, as far as a reader needs them."""
        unknown = [claim for claim in self.section("against") if claim.template == AGAINST_UNKNOWN]
        machinery = self.machinery
        return [*unknown, *(each for each in self.section("method") if each not in machinery)]

    @property
    def machinery(self) -> list[Claim]:
        """Return what somebody needs to compute the release again."""
        return [claim for claim in self.section("method") if set(claim.sources) & set(MACHINERY)]

    @property
    def traced(self) -> list[Claim]:
        """Return the sentences with numbers that lead somewhere; a setting says itself."""
        return [claim for claim in self.claims if claim.numbers and claim.template != SETTING]

    @property
    def told_elsewhere(self) -> set[str]:
        """Return codes of sentences that the page says in other words, or once for several."""
        rows = {row.claim.code for table in self.groups for row in table.rows if row.claim}
        traced = {claim.code for claim in self.traced}
        return {claim.code for claim in self._alike[1:]} | (rows - traced)

    def quotes_of(self, theme: str) -> list[Quote]:
        """Return the quotes printed under one theme."""
        return [quote for quote in self.quotes if quote.theme == theme]

    @cached_property
    def groups(self) -> list[GroupTable]:
        """Return who was heard, a table for each split of each unit."""
        told = {
            source: claim
            for claim in self.claims
            if claim.section in ("heard", "not_heard")
            for source in claim.sources
        }
        tables: dict[tuple[str, str], GroupTable] = {}
        for cell in self.printed:
            if cell.theme is not None or cell.dimension is None:
                continue
            place = cell.unit, cell.dimension
            empty = GroupTable(cell.unit, cell.dimension, self.label(cell.dimension), [])
            row = GroupRow(self.label(cell.dimension, cell.value), cell, told.get(cell.key))
            tables.setdefault(place, empty).rows.append(row)
        for table in tables.values():
            table.rows.sort(key=self._reading_order)
        return list(tables.values())

    @property
    def sessions_heard(self) -> list[Claim]:
        """Return what is said of listening sessions: voices, mentions, and "did we hear you?"."""
        return [claim for claim in self.section("heard") if claim.template in SESSIONS]

    @cached_property
    def loose_not_heard(self) -> list[Claim]:
        """Return sentences on who was not heard that no table row carries."""
        rows = {id(row.claim) for table in self.groups for row in table.rows}
        rows |= {id(claim) for claim in self.sessions_heard}
        claims = [*self.section("heard"), *self.section("not_heard")]
        return [claim for claim in claims if id(claim) not in rows]

    @cached_property
    def theme_tables(self) -> list[ThemeTable]:
        """Return themes by groups, in tables that are narrow enough for a page."""
        return [
            self._theme_table(table, table.rows[start : start + COLUMNS_PER_TABLE])
            for table in self.groups
            for start in range(0, len(table.rows), COLUMNS_PER_TABLE)
            if self._is_crossed(table)
        ]

    def total(self, unit: str, theme: ReleaseTheme) -> ReleaseCell | None:
        """Return how many raised a theme; None where nobody of that unit did."""
        wanted = (unit, theme.code, None)
        return self._crossed.get(wanted)

    def label(self, dimension: str, value: str | None = None) -> str:
        """Return the words that were frozen for a dimension or one of its values."""
        if value is None:
            return self.labels.get(dimension, dimension)
        return self.labels.get(f"{dimension}={value}", value)

    def quotes_against(self, claim: Claim) -> list[Quote]:
        """Return the quotes of a theme that speaks against, unless they stand by a finding."""
        code = theme_of(claim)
        found = {each.theme.code for each in self.findings if each.theme}
        return self.quotes_of(code) if code and code not in found else []

    def describe(self, cell: ReleaseCell) -> str:
        """Return in words what a cell counts."""
        theme = self.theme_named.get(cell.theme or "")
        parts = [self.tongue.word(cell.unit)]
        if cell.theme is not None:
            parts.append(f"“{theme.name if theme else cell.theme}”")
        if cell.dimension is not None:
            parts.append(f"{self.label(cell.dimension)}: {self.label(cell.dimension, cell.value)}")
        return " · ".join(parts)

    @cached_property
    def _alike(self) -> list[Claim]:
        """Return the sentences that no group differs, if each of several findings has one."""
        claims = [claim for claim in self.section("finding") if claim.template == NO_DIFFERENCE]
        themes = {theme_of(claim) for claim in self.section("finding")} - {None}
        return claims if len(claims) == len(themes) > 1 else []

    def _most_raised_first(self, theme: ReleaseTheme) -> tuple[bool, int]:
        """Rank a theme by the first unit that was counted; what is not shown comes last."""
        total = self.total(self.units[0], theme) if self.units else None
        n = total.n if total else None
        return n is None, -(n or 0)

    @cached_property
    def _crossed(self) -> dict[tuple[str, str, tuple[str, str] | None], ReleaseCell]:
        """Return the cells of themes by unit, theme and group."""
        return {
            (
                cell.unit,
                cell.theme,
                (cell.dimension, cell.value) if cell.dimension and cell.value else None,
            ): cell
            for cell in self.printed
            if cell.theme is not None
        }

    def _reading_order(self, row: GroupRow) -> int:
        """Return where a group stands among the labels, which were frozen in reading order."""
        name = f"{row.cell.dimension}={row.cell.value}"
        return self._places.get(name, len(self._places))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.labels)}

    def _is_crossed(self, table: GroupTable) -> bool:
        """Say whether themes are counted within this split at all."""
        return any(
            cell.theme is not None
            for cell in self.printed
            if cell.unit == table.unit and cell.dimension == table.dimension
        )

    def _theme_table(self, table: GroupTable, columns: Iterable[GroupRow]) -> ThemeTable:
        columns = list(columns)
        values = [column.cell.value or "" for column in columns]
        rows = [
            ThemeRow(
                theme,
                [
                    self._crossed.get((table.unit, theme.code, (table.dimension, value)))
                    for value in values
                ],
            )
            for theme in self.themes
        ]
        labels = [column.label for column in columns]
        told = [row for row in rows if any(cell and cell.n is not None for cell in row.cells)]
        left_out = len(rows) - len(told)
        return ThemeTable(table.unit, table.dimension, table.label, labels, values, told, left_out)


def theme_of(claim: Claim) -> str | None:
    """Return the theme that a claim speaks of."""
    return next((s.removeprefix("theme:") for s in claim.sources if s.startswith("theme:")), None)
