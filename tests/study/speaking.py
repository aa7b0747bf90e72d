"""People who speak, for tests: an engagement, its questions, and responses with words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from community_voice.store import (
    AnalysisRun,
    Answer,
    Choice,
    Engagement,
    ImportBatch,
    Question,
    Response,
    Section,
    Survey,
    Testimony,
    Version,
    VersionWording,
)
from community_voice.store.columns import random_id
from community_voice.store.triggers import remove_triggers

# Two subjects in two languages each, told in enough words that letters alone can part them.
WAITING = [
    "The ambulance took two hours to come and nobody told us why it was so late.",
    "We waited two hours for the ambulance and nobody came to our street that night.",
    "It took the ambulance hours to come, and we waited outside in the cold street.",
    "Nobody came for two hours, the ambulance was late again and we waited.",
    "I waited for the ambulance for hours and it came too late for my neighbour.",
    "The late ambulance made us wait for two hours on the street.",
]
LANGUAGE_HELP = [
    "The police officer did not speak Spanish and there was no interpreter for my mother.",
    "There was no interpreter, so my mother could not speak with the police officer.",
    "The officer spoke only English and my mother needed an interpreter to speak.",
    "My mother speaks Spanish and the police had no interpreter for her.",
    "No interpreter was there when the police officer asked my mother to speak.",
    "The police asked my mother questions in English without an interpreter.",
]
SPANISH = [
    "La ambulancia tardó dos horas en llegar y nadie nos dijo por qué tardaba tanto.",
    "Esperamos dos horas a la ambulancia y nadie llegó a nuestra calle esa noche.",
    "El policía no hablaba español y no había intérprete para mi madre.",
    "No había intérprete y mi madre no pudo hablar con el policía.",
]


@dataclass
class Speaking:
    """An engagement with one published survey, and ways to let people answer it."""

    session: Session
    engagement: Engagement
    version: Version
    questions: dict[str, Question]
    batch: ImportBatch | None = None

    def say(self, text: str = "", question: str = "story", **about: Any) -> Response:
        """Let one person answer one question in words; `groups` gives their choices."""
        response = self.respond(**about)
        if text:
            self.add_words(response, text, question, **about)
        return response

    def respond(
        self,
        language: str = "en",
        unit: str = "people",
        consent: str = "counted",
        groups: dict[str, str] | None = None,
        **_about: Any,
    ) -> Response:
        """Store a response without words."""
        imported = self.batch is not None
        response = Response(
            engagement_id=self.engagement.id,
            version_id=self.version.id,
            submission_id=random_id(),
            content_digest="0" * 64,
            unit=unit,
            language=language,
            consent=consent,
            mode="import" if imported else "web",
            import_batch_id=self.batch.id if self.batch else None,
        )
        self.session.add(response)
        self.session.flush()
        for code, choice in (groups or {}).items():
            question = self.questions[code]
            chosen = next((c for c in question.choices if c.code == choice), None)
            self.session.add(
                Answer(response_id=response.id, question_id=question.id, choice=chosen)
            )
        self.session.flush()
        return response

    def add_words(
        self, response: Response, text: str, question: str = "story", **about: Any
    ) -> Testimony:
        """Let a person answer one more question in words."""
        answer = Answer(response_id=response.id, question_id=self.questions[question].id)
        self.session.add(answer)
        self.session.flush()
        testimony = Testimony(
            engagement_id=self.engagement.id,
            response_id=response.id,
            answer_id=answer.id,
            text=text,
            language=about.get("spoken", response.language),
            mode=response.mode,
            consent=response.consent,
            source="import" if self.batch else "survey",
            themed=about.get("themed", True),
        )
        self.session.add(testimony)
        self.session.flush()
        return testimony

    def let_be_recordings(self, question: str) -> None:
        """Let what was said to a question be words that were written down from recordings."""
        self.session.flush()
        remove_triggers(self.session.connection())
        self.questions[question].type = "voice_note"
        self.session.flush()

    def say_all(self, texts: Sequence[str], **about: Any) -> list[Response]:
        """Let one person say each text."""
        return [self.say(text, **about) for text in texts]

    def ask_for_run(self, **settings: Any) -> AnalysisRun:
        """Queue a run with the fast encoder."""
        run = AnalysisRun(
            engagement_id=self.engagement.id, settings={"encoder": "tfidf", **settings}
        )
        self.session.add(run)
        self.session.flush()
        return run


def start_engagement(
    session: Session, slug: str = "river-street", survey: str = "main", kind: str = "survey"
) -> Speaking:
    """Make an engagement whose survey has two questions in words and two groups."""
    engagement = Engagement(slug=slug, state="open", languages=["en", "es"])
    session.add(engagement)
    session.flush()
    return add_survey(session, engagement, survey, kind)


def add_survey(
    session: Session, engagement: Engagement, slug: str, kind: str = "survey"
) -> Speaking:
    """Add a survey with the same questions to an engagement; an imported one has a batch."""
    made = Survey(engagement=engagement, slug=slug, kind=kind)
    version = Version(survey=made, languages=["en", "es"])
    section = Section(version=version, code="one", position=0)
    session.add(section)
    session.flush()
    asked: list[tuple[str, str, dict[str, Any], tuple[str, ...]]] = [
        ("story", "long_text", {"themed": True}, ()),
        ("wish", "long_text", {"themed": True}, ()),
        ("age", "one_choice", {"group": True, "other": True}, ("young", "old")),
        ("street", "one_choice", {"place": True}, ("north", "south")),
        ("colour", "one_choice", {}, ("red", "blue")),
    ]
    questions = {}
    for place, (code, kind_of, settings, choices) in enumerate(asked):
        question = Question(
            version_id=version.id,
            section=section,
            code=code,
            type=kind_of,
            position=place,
            settings=settings,
            choices=[Choice(code=choice, position=n) for n, choice in enumerate(choices)],
        )
        session.add(question)
        questions[code] = question
        _word(session, version, f"question.{code}.label", f"What {code}?")
        for choice in choices:
            path = f"question.{code}.choice.{choice}.label"
            _word(session, version, path, choice.title())
    session.flush()
    version.published_on = dt.date(2026, 1, 1)
    batch = None
    if kind == "imported":
        batch = ImportBatch(engagement_id=engagement.id, file_digest=random_id(), state="done")
        session.add(batch)
    session.flush()
    return Speaking(session, engagement, version, questions, batch)


def _word(session: Session, version: Version, path: str, text: str) -> None:
    session.add(VersionWording(version_id=version.id, path=path, language="en", text=text))
