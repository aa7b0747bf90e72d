"""Every question type there is, by the name that a Question's `type` has."""

from community_voice.questions.consent import Consent
from community_voice.questions.long_text import LongText
from community_voice.questions.number import Number
from community_voice.questions.one_choice import OneChoice
from community_voice.questions.question_type import QuestionType
from community_voice.questions.ranking import Ranking
from community_voice.questions.scale import Scale
from community_voice.questions.several_choices import SeveralChoices
from community_voice.questions.short_text import ShortText
from community_voice.questions.statement_votes import StatementVotes

QUESTION_TYPES: dict[str, QuestionType] = {
    "consent": Consent(),
    "one_choice": OneChoice(),
    "several_choices": SeveralChoices(),
    "scale": Scale(),
    "ranking": Ranking(),
    "number": Number(),
    "statement_votes": StatementVotes(),
    "short_text": ShortText(),
    "long_text": LongText(),
}
