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
from community_voice.store.entry import (
    AsideEntry,
    CodeSheet,
    EntryCode,
    EntryLink,
    SavedDraft,
    Statement,
)
from community_voice.store.import_batch import ImportBatch
from community_voice.store.judgement import (
    CodingRound,
    JudgedTheme,
    Judgement,
    RoundSegment,
)
from community_voice.store.listening import (
    Contribution,
    HeardCard,
    ListeningSession,
    SessionNote,
    Speaker,
)
from community_voice.store.mark import Mark
from community_voice.store.paper import PaperCopy, PaperEntry, PaperStack, PrintRun
from community_voice.store.paraphrase import Paraphrase, ToldParaphrase
from community_voice.store.partner import (
    Dissent,
    Invitation,
    Partner,
    PartnerAgreement,
    PartnerHost,
    PaymentRecord,
)
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
    "AsideEntry",
    "AuditEntry",
    "Brief",
    "CallMap",
    "Choice",
    "Claim",
    "CodeSheet",
    "Codebook",
    "Coding",
    "CodingRound",
    "CodingTask",
    "ContactDetail",
    "Contribution",
    "Decision",
    "DispatchDataset",
    "Dissent",
    "DraftStep",
    "Embedding",
    "Engagement",
    "EngagementWording",
    "EntryCode",
    "EntryLink",
    "HeardCard",
    "ImportBatch",
    "Invitation",
    "JudgedTheme",
    "Judgement",
    "ListeningSession",
    "Mark",
    "OpenedLanguage",
    "PaperCopy",
    "PaperEntry",
    "PaperStack",
    "Paraphrase",
    "Partner",
    "PartnerAgreement",
    "PartnerHost",
    "PaymentRecord",
    "PrintRun",
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
    "SavedDraft",
    "Section",
    "Segment",
    "SessionNote",
    "SignInBrake",
    "Speaker",
    "SpokenPrompt",
    "Statement",
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
