"""How far each text of a version is translated: worked out from what is stored, never stored.

A text in a language is `missing`, a `draft`, `stale` (its source has changed since), `reviewed`
(somebody who knows the language read these words beside this source), or `published` (reviewed,
and residents may answer in the language).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.instruments.catalogs import CODE_LANGUAGE
from community_voice.instruments.crisis_text import CRISIS_PATHS, crisis_texts
from community_voice.instruments.definition import (
    Definition,
    digest,
    read_definition,
    text_paths,
)
from community_voice.store import Engagement, EngagementWording, Survey, Version, VersionWording
from community_voice.store.translation import OpenedLanguage, WordingReview

MISSING, DRAFT, STALE, REVIEWED, PUBLISHED = "missing", "draft", "stale", "reviewed", "published"
STATES = (MISSING, STALE, DRAFT, REVIEWED, PUBLISHED)
READ = frozenset({REVIEWED, PUBLISHED})
# The texts of an engagement that stand on a survey's first page.
ENGAGEMENT_PATHS = ("title", "purpose", "welcome", "local_line")
ENGAGEMENT, INTERFACE = "engagement.", "interface."
LONGEST_TAG = 16


class Source(NamedTuple):
    """A text as it was written first."""

    language: str
    text: str


@dataclass(frozen=True)
class Text:
    """One text in one language, beside its source; `made_of` is the digest of an older source."""

    path: str
    source: Source
    text: str
    state: str
    is_needed: bool
    made_of: str | None = None
    review: WordingReview | None = None

    @property
    def is_read(self) -> bool:
        """Say whether somebody who knows the language has found it right as it stands."""
        return self.state in READ

    @property
    def can_change(self) -> bool:
        """Say whether a translator may write it; the interface's own words are in its catalogs."""
        return not self.path.startswith(INTERFACE)


@dataclass(frozen=True)
class Translated:
    """A version in one language: its texts in the order of the survey."""

    language: str
    texts: tuple[Text, ...]
    is_open: bool

    @property
    def counts(self) -> dict[str, int]:
        """Return how many texts are in each state, and `all`."""
        counted = Counter(text.state for text in self.texts)
        return {**{state: counted[state] for state in STATES}, "all": len(self.texts)}

    @property
    def wanting(self) -> list[Text]:
        """Return the texts that must be reviewed before residents may answer, and are not."""
        return [text for text in self.texts if text.is_needed and not text.is_read]

    def by_path(self) -> dict[str, Text]:
        """Return the texts by path."""
        return {text.path: text for text in self.texts}


def state_of(
    source: str,
    text: str,
    made_of: str | None,
    read: Collection[tuple[str, str]],
    is_open: bool = False,
) -> str:
    """Return the state of one text; `read` are the (text, source) digests that were reviewed."""
    if not text:
        return MISSING
    words, of_source = digest(text), digest(source)
    if (words, of_source) in read:
        return PUBLISHED if is_open else REVIEWED
    if made_of not in (None, of_source) or any(words == known for known, _beside in read):
        return STALE
    return DRAFT


def needed_paths(definition: Definition) -> set[str]:
    """Return what a reader must be able to trust: consent, and every question that is required."""
    asked = [question for section in definition["sections"] for question in section["questions"]]
    starts = tuple(
        f"question.{question['code']}."
        for question in asked
        if question["type"] == "consent"
        or question.get("required")
        or "require_if" in question.get("settings", {})
    )
    return {path for path, _texts in text_paths(definition) if path.startswith(starts)}


def sources(version: Version, definition: Definition) -> dict[str, Source]:
    """Return every text as it was written first, by path: crisis, engagement, then the survey."""
    engagement = version.survey.engagement
    found = {path: Source(CODE_LANGUAGE, text) for path, text in CRISIS_PATHS.items()}
    tongue = engagement.source_language
    texts = {row.path: row.text for row in engagement.wordings if row.language == tongue}
    for name in ENGAGEMENT_PATHS:
        if texts.get(name):
            found[f"{ENGAGEMENT}{name}"] = Source(tongue, texts[name])
    for path, said in text_paths(definition):
        if said.get(version.source_language):
            found[path] = Source(version.source_language, said[version.source_language])
    return found


def languages_of(session: Session, version: Version) -> list[str]:
    """Return every language a version is or may be translated into, without its own."""
    worded = select(VersionWording.language).where(VersionWording.version_id == version.id)
    opened = select(OpenedLanguage.language).where(OpenedLanguage.version_id == version.id)
    found = dict.fromkeys([*version.survey.engagement.languages, *version.languages])
    found |= dict.fromkeys(sorted(session.scalars(worded.union(opened))))
    return [tag for tag in found if tag != version.source_language]


def worked_on_versions(session: Session, engagement: Engagement) -> list[Version]:
    """Return of each survey the version that is answered, and a draft after it."""
    found = session.scalars(
        select(Version)
        .join(Survey)
        .where(Survey.engagement_id == engagement.id, Survey.kind == "survey")
        .order_by(Survey.slug, Version.number)
    )
    kept: dict[int, list[Version]] = {}
    for version in found:
        of_survey = kept.setdefault(version.survey_id, [])
        if version.published_on is not None:
            of_survey.clear()
        of_survey.append(version)
    return [version for of_survey in kept.values() for version in of_survey]


def read_states(
    session: Session,
    version: Version,
    languages: Iterable[str] | None = None,
    definition: Definition | None = None,
) -> dict[str, Translated]:
    """Return a version in each of these languages, or in every one it may be translated into.

    Whoever has read the version's definition already hands it over.
    """
    wanted = list(languages_of(session, version) if languages is None else languages)
    definition = definition or read_definition(session, version)
    written, needed = sources(version, definition), needed_paths(definition)
    rows = _wordings(session, version, wanted)
    reviews = _reviews(session, version)
    is_open = set(opened_languages(session, version))
    return {
        tag: Translated(
            tag,
            tuple(_texts(tag, written, needed, rows[tag], reviews.get(tag, {}), tag in is_open)),
            tag in is_open,
        )
        for tag in wanted
    }


def read_language(
    session: Session, version: Version, tag: str, definition: Definition | None = None
) -> Translated:
    """Return a version in one language."""
    return read_states(session, version, [tag], definition)[tag]


def opened_languages(session: Session, version: Version) -> list[str]:
    """Return the languages that somebody opened for a version, without its own."""
    opened = select(OpenedLanguage.language).where(OpenedLanguage.version_id == version.id)
    return list(session.scalars(opened.order_by(OpenedLanguage.language)))


def engagement_texts(engagement: Engagement, tag: str) -> dict[str, str]:
    """Return an engagement's texts in a language, by the path that reviews know them under."""
    rows: list[EngagementWording] = engagement.wordings
    return {f"{ENGAGEMENT}{row.path}": row.text for row in rows if row.language == tag}


Wording = tuple[str, str | None]
Reviews = dict[str, list[WordingReview]]


def _wordings(session: Session, version: Version, tags: list[str]) -> dict[str, dict[str, Wording]]:
    """Return (text, digest of its source) by language and path, the engagement's texts too."""
    found: dict[str, dict[str, Wording]] = {}
    for tag in tags:
        said = crisis_texts(tag) | engagement_texts(version.survey.engagement, tag)
        found[tag] = {path: (text, None) for path, text in said.items()}
    rows = select(VersionWording).where(
        VersionWording.version_id == version.id, VersionWording.language.in_(tags)
    )
    for row in session.scalars(rows):
        found[row.language][row.path] = (row.text, row.source_digest)
    return found


def _reviews(session: Session, version: Version) -> dict[str, Reviews]:
    found: dict[str, Reviews] = {}
    rows = select(WordingReview).where(WordingReview.version_id == version.id)
    for row in session.scalars(rows.order_by(WordingReview.id)):
        found.setdefault(row.language, {}).setdefault(row.path, []).append(row)
    return found


def _texts(
    tag: str,
    written: Mapping[str, Source],
    needed: Collection[str],
    rows: Mapping[str, Wording],
    reviews: Reviews,
    is_open: bool,
) -> Iterator[Text]:
    for path, source in written.items():
        if source.language == tag:
            continue
        text, made_of = rows.get(path, ("", None))
        read = reviews.get(path, [])
        digests = {(row.text_digest, row.source_digest): row for row in read}
        yield Text(
            path,
            source,
            text,
            state_of(source.text, text, made_of, digests, is_open),
            path in needed or path.startswith((ENGAGEMENT, INTERFACE)),
            made_of if made_of != digest(source.text) else None,
            digests.get((digest(text), digest(source.text))) if text else None,
        )
