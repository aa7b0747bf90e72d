"""Two things asked at once, where there is only one answer to give.

Only questions with given answers are looked at, and statements to agree with: in their own words
people can speak of two things.
"""

import re
from collections.abc import Collection, Iterator

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import (
    CLOSED_TYPES,
    JUDGED_TYPES,
    Advice,
    Survey,
    Text,
    base,
)
from community_voice.instruments.advice.phrases import any_of, phrases

MARK = re.compile(r"[?？؟፧]")
KNOWN = phrases("two_questions")
# What begins a question, by language; after "and" it begins a second one.
ASKING = {language: "|".join(words) for language, words in KNOWN["asking"].items()}
END = {language: "" if language in ("ar", "ko", "zh", "am") else r"\b" for language in ASKING}
SECOND_QUESTION = {
    language: any_of(
        [
            f"{KNOWN['joining'][language]}"
            f"(?:{words}|{KNOWN['asking_verbs'].get(language, words)}){END[language]}"
        ]
    )
    for language, words in ASKING.items()
}
# Words of a kind, two of which are two things, by language; and what is said as one thing.
JUDGEMENTS, THINGS, DEEDS, MODALS = (
    {
        language: "|".join(words.split() if isinstance(words, str) else words)
        for language, words in KNOWN[name].items()
    }
    for name in ("judgements", "things", "deeds", "modals")
)
PAIRS = any_of(KNOWN["pairs"])
AMOUNTS = {"en": "more|fewer|less|better", "es": "más|menos|mejor|mejores"}
AND = {"en": "and", "es": "[ye]"}
ARTICLES = {
    "en": "(?:in |with |by |for |to )?"
    "(?:the |their |its |your |our |a |an |more |very )?(?:fire )?",
    "es": "(?:en |con |por |de |a )?(?:el |la |los |las |su |sus |un |una |más |muy )?",
}


def advise_two_questions(survey: Survey) -> Iterator[Advice]:
    """Name each question and statement that asks for two things, in the first such language."""
    kinds = ("judgements", "things", "deeds")
    texts: dict[str, list[Text]] = {}
    for text in survey.texts:
        texts.setdefault(text.path, []).append(text)
    for _section, question in survey.questions():
        path = f"question.{question['code']}"
        if question["type"] in CLOSED_TYPES:
            wanted = kinds if question["type"] in JUDGED_TYPES else ()
            yield from first_of(texts.get(f"{path}.label", []), wanted)
        if question["type"] in ("statement_votes", "grid"):
            for choice in question.get("choices", ()):
                # "Police and ambulances" can be one side of a statement.
                said = texts.get(f"{path}.choice.{choice['code']}.label", [])
                yield from first_of(said, ("judgements", "deeds"))


def first_of(texts: list[Text], kinds: Collection[str]) -> Iterator[Advice]:
    """Name the first text, the source before its translations, that asks for two things."""
    for text in texts:
        found = two_in(text.text, base(text.language), kinds)
        if found:
            message = _("This may ask for two things at once: “%(words)s”.", words=found)
            reason = _(
                "Someone who would answer one with yes and the other with no has no answer to "
                "give. Ask two questions."
            )
            yield Advice(text.path, "two_questions", message, reason, language=text.language)
            return


def two_in(text: str, language: str, kinds: Collection[str]) -> str:
    """Give the words in a text that join two things, or "" where there are none."""
    if len(MARK.findall(text)) > 1:
        return text[-60:]
    text = PAIRS.sub("", text)
    second = second_question(text, language)
    if second:
        return second
    joined = two_of_a_kind(text, language, kinds) if language in AND else None
    return joined[0] if joined else ""


def second_question(text: str, language: str) -> str:
    """Give the words that begin a second question, or "" where there is none."""
    pattern = SECOND_QUESTION.get(language)
    for found in pattern.finditer(text) if pattern else ():
        before = text[: found.start()].rstrip(" ,，、")
        # "When and how will you tell us?" asks for one thing.
        is_one = re.search(rf"(?:{ASKING[language]})\w*$", before, re.IGNORECASE)
        # What begins with "and" goes on from the question before; a question ends in its mark.
        if len(before) > 3 and not is_one and MARK.search(text, found.start()):
            return found[0]
    return ""


def two_of_a_kind(text: str, language: str, kinds: Collection[str]) -> re.Match[str] | None:
    """Find two judgements, two things or two deeds that "and" joins."""
    word, article = AND[language], ARTICLES[language]
    for name, known in (("judgements", JUDGEMENTS), ("things", THINGS)):
        either = known[language]
        pattern = rf"\b(?:{either}),? {word} {article}(?:{either})\b"
        found = re.search(pattern, text, re.IGNORECASE) if name in kinds else None
        if found:
            return found
    if "deeds" not in kinds:
        return None
    amounts = AMOUNTS[language]
    found = re.search(rf"\b(?:{amounts}) [\w-]+ {word} (?:{amounts}) [\w-]+", text, re.IGNORECASE)
    if found:
        return found
    deeds = DEEDS[language]
    # No "who" or "that" between: what stands within a clause belongs to it.
    inside = r"(?:who|that|which|when|if|que|cuando)\b"
    between = rf"(?: (?!{inside})[\w'-]+){{0,5}}?"
    first = rf"\b(?:{MODALS[language]}) (?:(?!{inside})[\w-]+ ){{0,3}}?(?:{deeds})"
    return re.search(rf"{first}{between} {word} (?:{deeds})\b", text, re.IGNORECASE)
