"""Every question type there is, by the name that a Question's `type` has."""

from community_voice.questions.acknowledgement import Acknowledgement
from community_voice.questions.calculated import Calculated
from community_voice.questions.consent import Consent
from community_voice.questions.contact import Contact
from community_voice.questions.date import Date
from community_voice.questions.grid import Grid
from community_voice.questions.long_text import LongText
from community_voice.questions.note import Note
from community_voice.questions.number import Number
from community_voice.questions.one_choice import OneChoice
from community_voice.questions.place import Place
from community_voice.questions.question_type import QuestionType
from community_voice.questions.ranking import Ranking
from community_voice.questions.scale import Scale
from community_voice.questions.several_choices import SeveralChoices
from community_voice.questions.short_text import ShortText
from community_voice.questions.statement_votes import StatementVotes
from community_voice.questions.time import Time
from community_voice.questions.voice_note import VoiceNote
from community_voice.questions.yes_no import YesNo

QUESTION_TYPES: dict[str, QuestionType] = {
    "consent": Consent(),
    "one_choice": OneChoice(),
    "several_choices": SeveralChoices(),
    "yes_no": YesNo(),
    "scale": Scale(),
    "grid": Grid(),
    "ranking": Ranking(),
    "place": Place(),
    "number": Number(),
    "date": Date(),
    "time": Time(),
    "statement_votes": StatementVotes(),
    "short_text": ShortText(),
    "long_text": LongText(),
    "contact": Contact(),
    "voice_note": VoiceNote(),
    "note": Note(),
    "acknowledgement": Acknowledgement(),
    "calculated": Calculated(),
}
