"""What a brief says of how it was made, and what it calls groups and their values."""

import datetime as dt
import importlib.metadata
from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import ReleasedTables
from analysis.tables import NO_ANSWER, NO_QUESTION, QUESTION
from community_voice.release.record import Record
from community_voice.store import AnalysisRun, Engagement, Partner, Release, Response
from community_voice.store.columns import UNDETERMINED
from community_voice.store.frames.labels import PARTNER, group_labels, question_labels

# Claims are English for now, and so are the words for groups inside them.
DIMENSIONS = {
    "language": "Language",
    "mode": "How they answered",
    QUESTION: "Question",
    PARTNER: "Hosted by",
}
MODES = {
    "web": "on the web",
    "kiosk": "on a shared device",
    "assisted": "with somebody's help",
    "paper": "on paper",
    "phone": "by phone",
    "session": "in a listening session",
    "import": "from an imported file",
}
NOTHING = {NO_ANSWER: "no answer", NO_QUESTION: "no question named"}
OTHER = "another answer"
PROGRAM_VERSION = "Program version"


def labels_for(session: Session, release: Release, told: ReleasedTables) -> dict[str, str]:
    """Return words for every dimension and value that the tables name, in reading order."""
    groups = group_labels(session, release.engagement_id)
    questions = question_labels(session, release.engagement_id)
    named: dict[str, dict[str, None]] = {}
    for cell in told.cells:
        if cell.dimension is not None and cell.value is not None:
            named.setdefault(cell.dimension, {})[cell.value] = None
    labels: dict[str, str] = {}
    for name, values in named.items():
        if name == "language":
            words = {value: language_name(value) for value in values}
        elif name == "mode":
            words = MODES
        elif name == PARTNER:
            words = partner_names(session, release.engagement_id)
        elif name == QUESTION:
            words = {value: questions[value].text for value in questions}
        else:
            words = groups[name].choices if name in groups else {}
        labels[name] = DIMENSIONS.get(name) or (groups[name].text if name in groups else name)
        for value in _in_order(values, words, by_words=name == "language"):
            fallback = OTHER if name in groups else value
            labels[f"{name}={value}"] = NOTHING.get(value) or words.get(value, fallback)
    return labels


def partner_names(session: Session, engagement_id: int) -> dict[str, str]:
    """Return partner -> its name, by the value that people are counted under."""
    rows = session.execute(
        select(Partner.id, Partner.name)
        .where(Partner.engagement_id == engagement_id)
        .order_by(Partner.name, Partner.id)
    )
    return {str(key): name for key, name in rows}


def _in_order(values: Iterable[str], words: Mapping[str, str], by_words: bool) -> list[str]:
    """Return values as they were asked, languages by name; what was not answered comes last."""
    place = {value: number for number, value in enumerate(words)}

    def rank(value: str) -> tuple[bool, int, str]:
        known = 0 if by_words else place.get(value, len(place))
        return value in NOTHING, known, words.get(value, value)

    return sorted(values, key=rank)


def settings_for(
    session: Session, release: Release, record: Record, told: ReleasedTables
) -> dict[str, int | str]:
    """Return the settings to print, by name: never counts of people, which only cells hold."""
    run = session.get_one(AnalysisRun, release.run_id)
    settings: dict[str, int | str] = {}
    first, last = _days(session, record)
    if first and last:
        settings.update(_when_answered(first, last))
    for name, dimension in (("Languages", "language"), ("Ways of answering", "mode")):
        values = {cell.value for cell in told.cells if cell.dimension == dimension and cell.value}
        labels = [language_name(v) if dimension == "language" else MODES.get(v, v) for v in values]
        if values:
            settings[name] = ", ".join(sorted(labels))
    unnamed = sum(not theme.name.strip() for theme in record.state.shown.values())
    settings["Themes left out because nobody named them"] = unnamed
    settings["Analysis run"] = release.run_id
    settings["Last act of review"] = release.last_act_id
    # A run's versions name its encoder first, then the libraries.
    settings["Encoder"] = " ".join(next(iter(run.versions.items()), ("not recorded",)))
    settings["Seed"] = run.seed
    settings[PROGRAM_VERSION] = importlib.metadata.version("community-voice")
    return settings


def heading_of(engagement: Engagement) -> dict[str, Any]:
    """Return what stands over a brief, so that later settings of its engagement change nothing."""
    source = engagement.source_language
    rows = sorted(engagement.wordings, key=lambda row: (row.path, row.language))
    titles = {row.language: row.text for row in rows if row.path == "title" and row.text}
    return {
        "titles": titles or {source: engagement.slug},
        "host": engagement.host,
        "source_language": source,
    }


def language_name(tag: str) -> str:
    """Return the English name of a language; a tag that nobody knows is shown as it is."""
    if tag == UNDETERMINED:
        return "not known"
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return tag
    return locale.get_display_name("en") or tag


def _when_answered(first: dt.date, last: dt.date) -> dict[str, str]:
    """Return the days of answering, one day once; written so that every language can read them."""
    if first == last:
        return {"Answers came on": first.isoformat()}
    return {"Answers came from": f"{first.isoformat()} – {last.isoformat()}"}


def _days(session: Session, record: Record) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day on which counted answers came."""
    counted = set(record.people["person"])
    rows = session.execute(
        select(Response.id, Response.received_on).where(
            Response.engagement_id == record.state.engagement_id
        )
    )
    days = [day for person, day in rows if person in counted]
    return (min(days), max(days)) if days else (None, None)
