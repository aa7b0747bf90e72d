"""Template surveys: English by hand in JSON, other languages in the catalogs `templates.po`."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from babel.messages.pofile import read_po
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.errors import NotFound
from community_voice.instruments.definition import Definition, text_paths
from community_voice.locale import INTERFACE_LANGUAGES

LIBRARY = Path(__file__).parent / "library"
CATALOGS = Path(__file__).parents[2] / "translations"

# In the order that the start page shows them.
TEMPLATES = {
    "when-you-need-help": LIBRARY / "when_you_need_help.json",
    "common-ground": LIBRARY / "common_ground.json",
    "street-form": LIBRARY / "street_form.json",
    "resident-survey": LIBRARY / "resident_survey.json",
    "youth-form": LIBRARY / "youth_form.json",
    "service-user-interview": LIBRARY / "service_user_interview.json",
    "responder-interview": LIBRARY / "responder_interview.json",
    "listening-session-guide": LIBRARY / "listening_session_guide.json",
    "session-feedback": LIBRARY / "session_feedback.json",
    "sprint-application": LIBRARY / "sprint_application.json",
    "demographics": LIBRARY / "demographics.json",
}
GROUPS = {
    "residents": (
        _l("For residents"),
        ("street-form", "when-you-need-help", "common-ground", "resident-survey", "youth-form"),
    ),
    "service_users": (_l("For people who used crisis help"), ("service-user-interview",)),
    "sessions": (_l("For listening sessions"), ("listening-session-guide", "session-feedback")),
    "staff": (_l("For staff and partners"), ("responder-interview", "sprint-application")),
    "blocks": (_l("Parts to add to a survey"), ("demographics",)),
}
# Where one English text needs two translations: the path of the text -> what it is about there.
CONTEXTS = {
    "question.situations.help": "opinion",
    "question.reach.help": "opinion",
    "question.bring.help": "opinion",
    "question.tell_me.help": "opinion",
    "question.housing.choice.no_fixed_home.label": "place",
}
LANGUAGES = tuple(tag for tag in INTERFACE_LANGUAGES if tag != "en")

Template = dict[str, Any]
Texts = dict[str, str]
Catalog = Mapping[tuple[str | None, str], str]


def load_template(slug: str) -> Template:
    """Return a template in every language that its catalogs hold.

    `complete` names the languages that hold all of its texts, and `languages` those after the
    source. A language that holds some is merged too, so that only what it lacks falls back.
    """
    template = read_template(slug)
    texts = list(texts_of(template))
    complete = []
    for language in LANGUAGES:
        catalog = read_catalog(language)
        for path, text in texts:
            said = catalog.get((CONTEXTS.get(path), text["en"]))
            if said:
                text[language] = said
        if all(language in text for _path, text in texts):
            complete.append(language)
    template["complete"] = complete
    template["languages"] = [template["source_language"], *complete]
    return template


def read_template(slug: str) -> Template:
    """Return a template as it was written, in English alone."""
    file = TEMPLATES.get(slug)
    if file is None:
        raise NotFound(_("There is no survey template by that name."))
    template: Template = json.loads(file.read_text(encoding="utf-8"))
    return template


def without_off(template: Template) -> Template:
    """Return a template without the questions that are off until a host asks for them."""
    sections = [
        {**section, "questions": [q for q in section["questions"] if not _is_off(q)]}
        for section in template["sections"]
    ]
    return {**template, "sections": sections}


def texts_of(template: Template) -> Iterator[tuple[str, Texts]]:
    """Go through every text by path; `engagement.` stands before those of the engagement."""
    for name in ("title", "purpose", "welcome"):
        yield f"engagement.{name}", template["texts"][name]
    yield from text_paths(cast(Definition, template))


@cache
def read_catalog(language: str) -> Catalog:
    """Read a language's translations: (context, English) -> text; what is doubted is left out."""
    file = CATALOGS / language.replace("-", "_") / "LC_MESSAGES" / "templates.po"
    if not file.exists():
        return {}
    with file.open("rb") as source:
        return {
            (message.context, str(message.id)): str(message.string)
            for message in read_po(source)
            if message.id and message.string and not message.fuzzy
        }


def _is_off(question: Mapping[str, Any]) -> bool:
    return bool(question.get("settings", {}).get("off"))
