"""The nouns: importing this package registers every table."""

from community_voice.store.account import Account, Role
from community_voice.store.analysis_run import AnalysisRun, Embedding
from community_voice.store.audit_entry import AuditEntry
from community_voice.store.coding_task import CodingTask, Suggestion
from community_voice.store.contact import ContactDetail
from community_voice.store.decision import Decision, WorkingGroup
from community_voice.store.dispatch import CallMap, DispatchDataset
from community_voice.store.draft_step import DraftStep
from community_voice.store.engagement import Engagement, EngagementWording
from community_voice.store.import_batch import ImportBatch
from community_voice.store.judgement import (
    CodingRound,
    JudgedTheme,
    Judgement,
    RoundSegment,
)
from community_voice.store.listening import Contribution, ListeningSession
from community_voice.store.mark import Mark
from community_voice.store.paraphrase import Paraphrase, ToldParaphrase
from community_voice.store.release import (
    Brief,
    Claim,
    Quote,
    QuoteReview,
    Release,
    ReleaseCell,
    ReleaseTheme,
    ReleaseVoice,
)
from community_voice.store.response import Answer, Response
from community_voice.store.sign_in_brake import SignInBrake
from community_voice.store.survey import (
    Choice,
    Question,
    Section,
    Survey,
    Version,
    VersionWording,
)
from community_voice.store.testimony import Segment, Testimony
from community_voice.store.theme import AdoptedTheme, Codebook, Coding, ReviewAct, Theme
from community_voice.store.translation import OpenedLanguage, SpokenPrompt, WordingReview
from community_voice.store.voice_note import VoiceNote

__all__ = [
    "Account",
    "AdoptedTheme",
    "AnalysisRun",
    "Answer",
    "AuditEntry",
    "Brief",
    "CallMap",
    "Choice",
    "Claim",
    "Codebook",
    "Coding",
    "CodingRound",
    "CodingTask",
    "ContactDetail",
    "Contribution",
    "Decision",
    "DispatchDataset",
    "DraftStep",
    "Embedding",
    "Engagement",
    "EngagementWording",
    "ImportBatch",
    "JudgedTheme",
    "Judgement",
    "ListeningSession",
    "Mark",
    "OpenedLanguage",
    "Paraphrase",
    "Question",
    "Quote",
    "QuoteReview",
    "Release",
    "ReleaseCell",
    "ReleaseTheme",
    "ReleaseVoice",
    "Response",
    "ReviewAct",
    "Role",
    "RoundSegment",
    "Section",
    "Segment",
    "SignInBrake",
    "SpokenPrompt",
    "Suggestion",
    "Survey",
    "Testimony",
    "Theme",
    "ToldParaphrase",
    "Version",
    "VersionWording",
    "VoiceNote",
    "WordingReview",
    "WorkingGroup",
]
