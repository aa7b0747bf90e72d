"""A survey with every question type, rules and a part that repeats, in English and Arabic."""

from sqlalchemy.orm import Session

from community_voice.collect.builder.service import make_draft
from community_voice.instruments.definition import Definition, publish
from community_voice.store import Engagement, Version
from tests.collect.survey.made import asking, eq

CONSENTS = {
    "counted": "Only count my answers",
    "paraphrased": "Also retell what I said",
    "quoted": "Also quote my words",
}
ARABIC = {
    "Did you want help but did not call?": "هل أردت المساعدة ولم تتصل؟",
    "What happened?": "ماذا حدث؟",
    "Who should come?": "من ينبغي أن يأتي؟",
    "A medic": "مسعف",
    "A social worker": "أخصائي اجتماعي",
    "About help": "عن المساعدة",
    "Urgent help": "المساعدة العاجلة",
    "How may we use your words?": "كيف يمكننا استخدام كلماتك؟",
    "How much do you trust 911?": "ما مدى ثقتك في 911؟",
    "No trust": "لا ثقة",
    "Full trust": "ثقة كاملة",
}


def said(english: str) -> dict[str, str]:
    """Return a text in English and, where there are words for it, in Arabic."""
    return {"en": english, "ar": ARABIC.get(english, f"«{english}»")}


ask = asking(said)


def definition() -> Definition:
    """Return the survey."""
    return {
        "source_language": "en",
        "languages": ["en", "ar"],
        "title": said("Urgent help"),
        "intro": said("Tell us about the help you needed."),
        "sections": [
            {
                "code": "help",
                "title": said("About help"),
                "intro": said("Think of the past two years."),
                "questions": [
                    ask("rule", "note", "People under 18 need somebody with them."),
                    ask("read_rule", "acknowledgement", "I am 18 or older.", required=True),
                    ask("wanted", "yes_no", "Did you want help but did not call?"),
                    ask(
                        "story",
                        "long_text",
                        "What happened?",
                        settings={"show_if": eq("wanted", "yes")},
                    ),
                    ask(
                        "who",
                        "one_choice",
                        "Who should come?",
                        settings={"other": True},
                        choices={"medic": "A medic", "social": "A social worker"},
                    ),
                ],
            },
            {
                "code": "views",
                "title": said("Who comes, and how"),
                "questions": [
                    ask(
                        "ways",
                        "several_choices",
                        "How would you reach the team?",
                        choices={"call": "Call", "text": "Text", "none": "None of these"},
                        choice_settings={"none": {"exclusive": True}},
                    ),
                    ask(
                        "trust",
                        "scale",
                        "How much do you trust 911?",
                        low=said("No trust"),
                        high=said("Full trust"),
                    ),
                    ask(
                        "each",
                        "grid",
                        "How much do you trust each of these?",
                        choices={"police": "Police", "ambulance": "Ambulance"},
                        columns=[
                            {"code": "little", "label": said("A little")},
                            {"code": "lot", "label": said("A lot")},
                        ],
                    ),
                    ask(
                        "first",
                        "ranking",
                        "Who should come first?",
                        settings={"top": 2},
                        choices={"medic": "A medic", "police": "Police", "friend": "A friend"},
                    ),
                    ask(
                        "votes",
                        "statement_votes",
                        "What do you think of each of these?",
                        choices={"quick": "The team must be quick.", "plain": "No uniforms."},
                    ),
                ],
            },
            {
                "code": "facts",
                "title": said("About you"),
                "questions": [
                    ask(
                        "times",
                        "number",
                        "How many times did you need help?",
                        settings={
                            "min": 0,
                            "max": 500,
                            "limits": [{"op": "le", "args": [{"self": True}, {"value": 90}]}],
                        },
                        limit_messages=[said("A guess is fine.")],
                    ),
                    ask(
                        "twice",
                        "calculated",
                        "Twice",
                        settings={
                            "calculate": {"op": "mul", "args": [{"answer": "times"}, {"value": 2}]}
                        },
                    ),
                    ask("day", "date", "Which day was it?"),
                    ask("hour", "time", "At what time?"),
                    ask(
                        "area",
                        "place",
                        "Which area do you live in?",
                        choices={"north": "The north side", "south": "The south side"},
                    ),
                    ask(
                        "street",
                        "one_choice",
                        "Which street near ${area} is it?",
                        settings={
                            "choice_filter": {
                                "op": "eq",
                                "args": [{"choice": "side"}, {"answer": "area"}],
                            }
                        },
                        choices={"bridge": "Bridge Street", "mill": "Mill Street"},
                        choice_settings={
                            "bridge": {"filter": {"side": "north"}},
                            "mill": {"filter": {"side": "south"}},
                        },
                    ),
                    ask("name_it", "short_text", "What should the team be called?"),
                ],
            },
            {
                "code": "people",
                "title": said("Your team"),
                "settings": {"repeat": {"most": 4}},
                "questions": [
                    ask("role", "short_text", "What is this role called?"),
                    ask(
                        "role_count",
                        "number",
                        "How many people have this role?",
                        settings={"require_if": {"op": "answered", "args": [{"answer": "role"}]}},
                    ),
                ],
            },
            {
                "code": "often",
                "title": said("If you need help often"),
                "settings": {
                    "show_if": {"op": "gt", "args": [{"answer": "twice"}, {"value": 100}]}
                },
                "questions": [ask("often_words", "long_text", "What would make it easier?")],
            },
            {
                "code": "end",
                "title": said("What comes next"),
                "questions": [
                    ask("reach", "contact", "How can we reach you?"),
                    ask("aloud", "voice_note", "Is there something else you want to say?"),
                    ask("consent", "consent", "How may we use your words?", choices=CONSENTS),
                ],
            },
        ],
    }


def publish_survey(session: Session, engagement: Engagement, slug: str = "urgent-help") -> Version:
    """Publish the survey in an engagement."""
    version = make_draft(session, engagement, definition(), slug)
    publish(session, version)
    return version
