"""A survey with every question type, rules and a repeat, in every language that pages speak.

Its words are those of the ready-made surveys, so that each language stands there in its own script.
"""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from community_voice.instruments.definition import Definition
from community_voice.locale import INTERFACE_LANGUAGES
from tests.collect.survey.made import asking, eq

TRANSLATIONS = Path(__file__).parents[2] / "translations"
CONSENTS = {
    "counted": "Only count my answers",
    "paraphrased": "Also retell what I said",
    "quoted": "Also quote my words",
    "quoted_with_place": "Also quote my words and say the place",
}


@cache
def book(tag: str) -> dict[str, str]:
    """Return a language's words for the English ones, without those that depend on context."""
    file = TRANSLATIONS / tag.replace("-", "_") / "LC_MESSAGES" / "templates.po"
    with file.open("rb") as lines:
        return {str(m.id): str(m.string) for m in read_po(lines) if m.id and m.string}


def said(english: str, *, after: str = "") -> dict[str, str]:
    """Return a text in every language; `after` is a placeholder that follows it."""
    texts = {"en": english}
    texts.update({tag: book(tag)[english] for tag in INTERFACE_LANGUAGES if tag != "en"})
    return {tag: f"{text}{after}" for tag, text in texts.items()}


question = asking(said)


def definition() -> Definition:
    """Return the survey."""
    return {
        "source_language": "en",
        "languages": list(INTERFACE_LANGUAGES),
        "title": said("Urgent help: short form"),
        "thanks": said("Thank you. Staff will read your application and write to you."),
        "sections": [
            {
                "code": "start",
                "title": said("Before you start"),
                "intro": said("You can skip any question."),
                "questions": [
                    question("consent", "consent", "How may we use your words?", choices=CONSENTS),
                    question(
                        "rule",
                        "note",
                        "If you are in danger now, call 911. You can also call or text 988."
                        " Both can send police.",
                    ),
                    question(
                        "read_rule",
                        "acknowledgement",
                        "I read the rule about age. I may take part.",
                        required=True,
                        required_message=said("Please read the rule about age first."),
                    ),
                    question(
                        "wanted", "yes_no", "Did you want urgent help but decide not to call 911?"
                    ),
                    # Shown by an answer of the same page.
                    question(
                        "why_not",
                        "long_text",
                        "What made you decide not to call?",
                        settings={"show_if": eq("wanted", "yes")},
                    ),
                    question(
                        "who",
                        "one_choice",
                        "Who should come when you need help?",
                        settings={"other": True},
                        choices={"medic": "A medic", "social": "A social worker"},
                    ),
                ],
            },
            {
                "code": "views",
                "title": said("Who comes, and how"),
                "questions": [
                    question(
                        "ways",
                        "several_choices",
                        "How would you want to reach such a team?",
                        settings={"shuffle": True},
                        choices={
                            "call": "Call 911",
                            "text": "Send a text message",
                            "walk": "Walk in to a place",
                            "none": "None of these",
                        },
                        choice_settings={"none": {"exclusive": True}},
                    ),
                    question(
                        "trust",
                        "scale",
                        "When you need urgent help, how much do you trust 911?",
                        low=said("No trust"),
                        high=said("Full trust"),
                    ),
                    question(
                        "each",
                        "grid",
                        "How much do you trust each of these to help?",
                        choices={"police": "Police", "ambulance": "Ambulance"},
                        columns=[
                            {"code": "little", "label": said("A little")},
                            {"code": "lot", "label": said("A lot")},
                        ],
                    ),
                    question(
                        "first",
                        "ranking",
                        "If you needed help like this again, who would you want to come first?",
                        settings={"top": 2},
                        choices={
                            "medic": "A medic",
                            "police": "A police officer",
                            "friend": "A friend",
                        },
                    ),
                    question(
                        "votes",
                        "statement_votes",
                        "What do you think of each of these?",
                        choices={
                            "first": "Police should arrive first at every call for help.",
                            "uniform": "The team should wear uniforms, not plain clothes.",
                        },
                    ),
                ],
            },
            {
                "code": "facts",
                "title": said("About you"),
                "questions": [
                    question(
                        "times",
                        "number",
                        "How many times did you or someone close need urgent help?",
                        settings={
                            "limits": [{"op": "le", "args": [{"self": True}, {"value": 90}]}]
                        },
                        limit_messages=[said("Think of the past two years. A guess is fine.")],
                    ),
                    question(
                        "twice",
                        "calculated",
                        "Not sure",
                        settings={
                            "calculate": {"op": "mul", "args": [{"answer": "times"}, {"value": 2}]}
                        },
                    ),
                    question("day", "date", "What day is the session?"),
                    question("hour", "time", "When does it start?"),
                    question(
                        "area",
                        "place",
                        "Which area do you spend the most time in?",
                        choices={"north": "The north side", "south": "The south side"},
                    ),
                    # Its choices follow the area; its label repeats the answer above.
                    question(
                        "street",
                        "one_choice",
                        said("Which of these fits you best?", after=" (${who}, ${twice})"),
                        settings={
                            "choice_filter": {
                                "op": "or",
                                "args": [
                                    {"op": "eq", "args": [{"choice": "side"}, {"answer": "area"}]},
                                    {"op": "eq", "args": [{"choice": "side"}, {"value": ""}]},
                                ],
                            }
                        },
                        choices={
                            "bridge": "Outside of town",
                            "mill": "The center of town",
                            "none": "Nobody",
                        },
                        choice_settings={
                            "bridge": {"filter": {"side": "north"}},
                            "mill": {"filter": {"side": "south"}},
                        },
                    ),
                    question("name_it", "short_text", "What should such a team be called?"),
                ],
            },
            {
                "code": "people",
                "title": said("Your team"),
                "settings": {"repeat": {"most": 3}},
                "questions": [
                    question("role", "short_text", "What is this role called?"),
                    question(
                        "role_count",
                        "number",
                        "How many people will have this role?",
                        settings={
                            "require_if": {"op": "answered", "args": [{"answer": "role"}]},
                        },
                    ),
                ],
            },
            {
                "code": "never",
                "title": said("School and worries"),
                "settings": {"show_if": {"op": "gt", "args": [{"answer": "times"}, {"value": 50}]}},
                "questions": [question("school", "long_text", "What have you seen?")],
            },
            {
                "code": "end",
                "title": said("What comes next"),
                "questions": [
                    question("reach", "contact", "How can we reach you?"),
                    question("aloud", "voice_note", "Is there something else you want to say?"),
                ],
            },
        ],
    }
