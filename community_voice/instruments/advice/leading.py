"""Questions that say which answer is wanted."""

from collections.abc import Iterator

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import Advice, Survey, base
from community_voice.instruments.advice.phrases import any_of, phrases

# Types with nothing asked, or with statements that people may agree or disagree with.
NOT_ASKED = ("note", "consent", "acknowledgement", "calculated", "statement_votes")
LEADING = {language: any_of(found) for language, found in phrases("leading").items()}


def advise_leading(survey: Survey) -> Iterator[Advice]:
    """Name each question whose words lean to one side, in every language where they do."""
    asked = {
        f"question.{question['code']}.{part}"
        for _section, question in survey.questions()
        if question["type"] not in NOT_ASKED
        for part in ("label", "help")
    }
    for text in survey.texts:
        pattern = LEADING.get(base(text.language))
        found = pattern.search(text.text) if pattern and text.path in asked else None
        if found:
            message = _("These words may lead people to an answer: “%(words)s”.", words=found[0])
            reason = _(
                "People tend to say what a question seems to want. Ask in words that either side "
                "would choose, such as “What do you think of …?”"
            )
            yield Advice(text.path, "leading", message, reason, language=text.language)
