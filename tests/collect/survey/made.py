"""Surveys made for a test, and rules written short."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_draft, make_engagement
from community_voice.collect.builder.setup import Setup
from community_voice.instruments.definition import Definition, publish
from community_voice.store import Answer, Engagement, Response, Version
from community_voice.store.survey import RESIDENTS

SLUG = "elm-street"
Rule = dict[str, Any]


def answer(code: str, part: str | None = None) -> Rule:
    return {"answer": code} if part is None else {"answer": code, "part": part}


def op(name: str, *args: Any) -> Rule:
    return {"op": name, "args": [arg if isinstance(arg, dict) else {"value": arg} for arg in args]}


def eq(code: str, value: Any) -> Rule:
    return op("eq", answer(code), value)


def question(code: str, kind: str = "short_text", label: str = "", **more: Any) -> dict[str, Any]:
    """Write a question; rules and settings of its own go into `settings`."""
    own = ("required", "help", "choices", "columns", "limit_messages", "required_message")
    said = {name: more.pop(name) for name in own if name in more}
    text = label or code.replace("_", " ").capitalize()
    return {"code": code, "type": kind, "label": {"en": text}, "settings": more, **said}


def asking(say: Callable[[str], dict[str, str]]) -> Callable[..., Any]:
    """Return a function that writes a question in the languages that `say` knows.

    Its `choices` maps codes to English labels, `choice_settings` codes to settings.
    """

    def ask(code: str, kind: str, label: str | dict[str, str], **more: Any) -> dict[str, Any]:
        labels, settings_of = more.pop("choices", {}), more.pop("choice_settings", {})
        text = say(label) if isinstance(label, str) else label
        made: dict[str, Any] = {"code": code, "type": kind, "label": text, **more}
        if labels:
            made["choices"] = [
                {"code": key, "label": say(words)}
                | ({"settings": settings_of[key]} if key in settings_of else {})
                for key, words in labels.items()
            ]
        return made

    return ask


def choices(*codes: str, **settings: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"code": code, "label": {"en": code.capitalize()}, "settings": settings.get(code, {})}
        for code in codes
    ]


def section(
    code: str, *questions: dict[str, Any], title: str = "", **settings: Any
) -> dict[str, Any]:
    return {
        "code": code,
        "title": {"en": title or code.capitalize()},
        "settings": settings,
        "questions": list(questions),
    }


def publish_survey(
    session: Session,
    *sections: dict[str, Any],
    slug: str = SLUG,
    survey: str = "main",
    audience: str = RESIDENTS,
    is_draft: bool = False,
    languages: tuple[str, ...] = ("en", "es"),
    **more: Any,
) -> Version:
    """Make an open engagement (where there is none yet) with a survey of these sections."""
    engagement = session.query(Engagement).filter_by(slug=slug).one_or_none()
    if engagement is None:
        setup = Setup(slug, {"title": {"en": "Elm Street"}}, languages, source_language="en")
        engagement = make_engagement(session, setup, is_open=True)
    definition = {
        "source_language": "en",
        "languages": list(languages),
        "sections": list(sections),
        **more,
    }
    version = make_draft(session, engagement, cast(Definition, definition), survey, audience)
    if not is_draft:
        publish(session, version)
    session.commit()
    return version


def stored_of(session: Session) -> list[tuple[str, int, str]]:
    """Return what is stored of the one response: code, instance, and the answer as text."""
    response = session.query(Response).one()
    return sorted(
        (row.question.code, row.instance, _text_of(row))
        for row in session.query(Answer).filter_by(response_id=response.id)
    )


def _text_of(row: Answer) -> str:
    if row.testimony:
        return row.testimony.text
    if row.choice:
        return row.choice.code
    return row.value or str(row.number.normalize() if row.number is not None else "")
