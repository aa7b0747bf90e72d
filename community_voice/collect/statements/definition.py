"""The survey in which residents vote: its fixed texts, in every language that we have them in."""

import json
from pathlib import Path
from typing import cast

from community_voice.instruments.definition import ChoiceDict, Definition, QuestionDict, text_paths
from community_voice.instruments.template import read_catalog
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.store import Engagement

FILE = Path(__file__).with_name("statements.json")
# The survey's address, and the codes of its two questions.
SURVEY, VOTES, OWN = "statements", "statements", "own_statement"


def new_definition(engagement: Engagement) -> Definition:
    """Return the survey without statements, in the engagement's own language where it is whole."""
    made = cast(Definition, json.loads(FILE.read_text(encoding="utf-8")))
    texts = [text for _path, text in text_paths(made)]
    for tag in INTERFACE_LANGUAGES:
        catalog = read_catalog(tag)
        for text in texts:
            if said := catalog.get((None, text["en"])):
                text[tag] = said
    tongue = engagement.source_language
    if all(tongue in text for text in texts):
        made["source_language"] = tongue
    others = [tag for tag in engagement.languages if tag != made["source_language"]]
    made["languages"] = [made["source_language"], *others]
    return made


def votes_question(definition: Definition) -> QuestionDict | None:
    """Return the question whose choices are the statements."""
    for section in definition["sections"]:
        for question in section["questions"]:
            if question["code"] == VOTES and question["type"] == "statement_votes":
                return question
    return None


def labels_of(definition: Definition) -> dict[str, dict[str, str]]:
    """Return the statements of a version: code -> text by language."""
    question = votes_question(definition)
    choices: list[ChoiceDict] = question.get("choices", []) if question else []
    return {choice["code"]: dict(choice["label"]) for choice in choices}
