"""What a brief says of how it was made, and what it calls groups and their values."""

import datetime as dt
import importlib.metadata

from babel import Locale, UnknownLocaleError
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import ReleasedTables
from analysis.tables import NO_ANSWER, NO_QUESTION, QUESTION
from community_voice.release.record import Record
from community_voice.store import AnalysisRun, Release, Response
from community_voice.store.columns import UNDETERMINED
from community_voice.store.frames.labels import group_labels, question_labels

# Claims are English for now, and so are the words for groups inside them.
DIMENSIONS = {"language": "Language", "mode": "How they answered", QUESTION: "Question"}
MODES = {
    "web": "on the web",
    "kiosk": "on a shared device",
    "paper": "on paper",
    "phone": "by phone",
    "session": "in a listening session",
    "import": "from an imported file",
}
NOTHING = {NO_ANSWER: "no answer", NO_QUESTION: "no question named"}
OTHER = "another answer"


def labels_for(session: Session, release: Release, told: ReleasedTables) -> dict[str, str]:
    """Return words for every dimension and value that the tables name."""
    groups = group_labels(session, release.engagement_id)
    questions = question_labels(session, release.engagement_id)
    labels: dict[str, str] = {}
    for cell in told.cells:
        if cell.dimension is None or cell.value is None:
            continue
        name, value = cell.dimension, cell.value
        group = groups.get(name)
        labels[name] = DIMENSIONS.get(name) or (group.text if group else name)
        if name == "language":
            words = language_name(value)
        elif name == "mode":
            words = MODES.get(value, value)
        elif name == QUESTION:
            words = questions[value].text if value in questions else value
        else:
            words = group.choices.get(value, OTHER) if group else value
        labels[f"{name}={value}"] = NOTHING.get(value, words)
    return dict(sorted(labels.items()))


def settings_for(
    session: Session, release: Release, record: Record, told: ReleasedTables
) -> dict[str, int | str]:
    """Return the settings to print, by name: never counts of people, which only cells hold."""
    run = session.get_one(AnalysisRun, release.run_id)
    settings: dict[str, int | str] = {}
    first, last = _days(session, record)
    if first and last:
        settings["Answers came from"] = f"{first.isoformat()} to {last.isoformat()}"
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
    settings["Program version"] = importlib.metadata.version("community-voice")
    return settings


def language_name(tag: str) -> str:
    """Return the English name of a language; a tag that nobody knows is shown as it is."""
    if tag == UNDETERMINED:
        return "not known"
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return tag
    return locale.get_display_name("en") or tag


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
