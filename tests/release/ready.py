"""An engagement that is ready to freeze: people, a finished run, named themes, read quotes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from community_voice.release.freezing import freeze
from community_voice.store import (
    Account,
    AnalysisRun,
    Brief,
    Codebook,
    Coding,
    QuoteReview,
    Release,
    ReviewAct,
    Segment,
    Testimony,
    Theme,
)
from community_voice.store.columns import now, random_id
from community_voice.store.secrets import keyed_digest
from tests.study.speaking import Speaking, start_engagement

# What most of the reading joins.
COUNTED = (
    *("response", "answer", "testimony", "segment", "coding", "quote_review"),
    *("version", "survey", "question", "choice", "theme", "review_act"),
)
NAMES = {"wait": "Long waits", "words": "No one speaks my language", "rare": "Something rare"}
SAID = {
    ("wait", "en"): "The ambulance took two hours to come to my street",
    ("wait", "es"): "La ambulancia tardó dos horas en llegar a mi calle",
    ("words", "en"): "There was no interpreter when they came to my door",
    ("words", "es"): "No había intérprete cuando vinieron a mi puerta",
    ("rare", "en"): "They towed my van and my tools were inside of it",
    ("rare", "es"): "Se llevaron mi camioneta con mis herramientas adentro",
}


@dataclass(frozen=True)
class Crowd:
    """Some people of one kind: how many, what they raise, and what they allowed."""

    many: int
    theme: str | None
    language: str = "en"
    age: str = "young"
    consent: str = "counted"
    unit: str = "people"
    question: str = "story"


# 124 people: 50 spoke of waits, 41 of words, 3 of something rare, 30 of nothing.
USUAL = (
    Crowd(30, "wait", "en", "young"),
    Crowd(12, "wait", "es", "old"),
    Crowd(4, "wait", "en", "old", "quoted"),
    Crowd(4, "wait", "es", "young", "quoted_with_place"),
    Crowd(14, "words", "en", "young"),
    Crowd(24, "words", "es", "old"),
    Crowd(3, "words", "es", "old", "quoted"),
    Crowd(3, "rare", "en", "old", "quoted"),
    Crowd(16, None, "en", "young"),
    Crowd(14, None, "es", "old"),
)


@dataclass
class Ready:
    """What a test needs to freeze, and to look behind what was frozen."""

    session: Session
    speaking: Speaking
    run: AnalysisRun
    reader: Account
    themes: dict[str, Theme] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)

    def add(self, crowd: Crowd) -> list[Testimony]:
        """Let a crowd speak, and code what they said."""
        said = []
        for _number in range(crowd.many):
            groups = {"age": crowd.age, "street": "north"}
            response = self.speaking.respond(
                crowd.language, crowd.unit, crowd.consent, groups=groups
            )
            self.people.append(response.id)
            if crowd.theme is not None:
                # Each text is its own, so that a quote is found in one testimony only.
                text = f"{SAID[crowd.theme, crowd.language]}, {_letters(len(self.people))}."
                said.append(self.speaking.add_words(response, text, crowd.question))
                self.code(said[-1], crowd.theme)
        self.session.flush()
        return said

    def code(self, testimony: Testimony, theme: str) -> Coding:
        """Let the run say that a whole testimony is about a theme."""
        segment = Segment(
            testimony_id=testimony.id,
            start=0,
            end=len(testimony.text),
            language=testimony.language,
            text_key=keyed_digest("text", testimony.text),
        )
        self.session.add(segment)
        self.session.flush()
        coding = Coding(segment_id=segment.id, theme_id=self.themes[theme].id, run_id=self.run.id)
        self.session.add(coding)
        self.session.flush()
        entry = next(
            each for each in self.run.results["themes"] if each["theme"] == self.themes[theme].id
        )
        entry["central"].append(segment.id)
        return coding

    def name(self, theme: str, text: str, kind: str = "rename") -> ReviewAct:
        """Let the reader name or describe a theme."""
        act = ReviewAct(
            engagement_id=self.speaking.engagement.id,
            actor_id=self.reader.id,
            kind=kind,
            theme_id=self.themes[theme].id,
            text=text,
        )
        self.session.add(act)
        self.session.flush()
        return act

    def clear(self, testimony: Testimony, points_at_nobody: bool = True) -> QuoteReview:
        """Let the reader say that a whole testimony points at nobody."""
        review = QuoteReview(
            testimony_id=testimony.id,
            start=0,
            end=len(testimony.text),
            points_at_nobody=points_at_nobody,
            reviewer_id=self.reader.id,
        )
        self.session.add(review)
        self.session.flush()
        return review

    def ask(self, **about: Any) -> Release:
        """Ask for a release of everything as it stands."""
        newest = max((act.id for act in self.session.query(ReviewAct)), default=0)
        wanted: dict[str, Any] = {
            "question": "Who should come when someone calls 911?",
            "dimensions": ["language", "group:age"],
            "last_act_id": newest,
        }
        release = Release(
            engagement_id=self.speaking.engagement.id, run_id=self.run.id, **(wanted | about)
        )
        self.session.add(release)
        self.session.flush()
        return release

    def freeze(self, **about: Any) -> Brief:
        """Freeze and mark done, as a worker does; return the draft brief."""
        release = self.ask(**about)
        freeze(self.session, release, silent)
        finish(self.session, release)
        return self.session.query(Brief).filter_by(release_id=release.id).one()


def finish(session: Session, release: Release) -> None:
    """Mark a release done, as the worker does after everything is stored."""
    session.flush()
    release.state = "done"
    release.finished_at = now()
    session.flush()


def silent(stage: str, done: int, total: int) -> None:
    """Tick for nobody."""


def make_ready(
    session: Session,
    crowds: Sequence[Crowd] = USUAL,
    slug: str = "river-street",
    names: dict[str, str] | None = None,
) -> Ready:
    """Make an engagement with these crowds, its themes named and quotable words cleared."""
    speaking = start_engagement(session, slug)
    engagement = speaking.engagement
    reader = Account(email=f"{slug}@example.org", name="Ana Reader", fs_uniquifier=random_id())
    run = AnalysisRun(engagement_id=engagement.id, state="done", seed=7, versions={"tfidf": "1"})
    book = Codebook(engagement_id=engagement.id)
    session.add_all([reader, run, book])
    session.flush()
    ready = Ready(session, speaking, run, reader)
    for code in NAMES:
        theme = Theme(codebook_id=book.id, proposed_by_run_id=run.id, label=f"proposed {code}")
        session.add(theme)
        session.flush()
        ready.themes[code] = theme
    run.results = {
        "themes": [
            {"theme": theme.id, "label": theme.label, "keywords": {}, "central": []}
            for theme in ready.themes.values()
        ]
    }
    for code, text in (NAMES if names is None else names).items():
        ready.name(code, text)
    for crowd in crowds:
        for testimony in ready.add(crowd):
            if crowd.consent.startswith("quoted"):
                ready.clear(testimony)
    # SQLAlchemy does not see a list grow inside JSON.
    run.results = {**run.results, "made": True}
    session.flush()
    know_sizes(session)
    return ready


def know_sizes(session: Session) -> None:
    """Let PostgreSQL count these rows: it sees tables that were always rolled back as empty.

    Without it, some joins of a few hundred rows went row by row and took ten seconds.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql(f"ANALYZE {', '.join(COUNTED)}"))


def _letters(number: int) -> str:
    """Spell a number in letters: quotes must bring no digits of their own here."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
