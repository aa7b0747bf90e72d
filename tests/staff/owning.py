"""Everything that a partner can own, made when an address asks for it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Rule

from community_voice.store import (
    AnalysisRun,
    AsideEntry,
    CodeSheet,
    Engagement,
    EntryLink,
    HeardCard,
    ListeningSession,
    PaperCopy,
    PaperEntry,
    PaperStack,
    Partner,
    PartnerAgreement,
    PrintRun,
    Release,
    SessionNote,
    Speaker,
    Survey,
    Version,
)
from community_voice.store.columns import now, random_id, today
from tests.study.speaking import Speaking, add_survey

Value = int | str
Maker = Callable[["Own"], Value]


@dataclass
class Own:
    """What one partner owns, made when an address asks for it and once a set."""

    session: Session
    partner: Partner
    made: dict[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        if name not in self.made:
            self.made[name] = MAKERS[name](self)
        return self.made[name]

    def fill(self, rule: Rule) -> dict[str, Value]:
        """Return the arguments of an address; of several choices in it, the first."""
        return {
            name: choices_of(rule, name)[0] if choices_of(rule, name) else self[name]
            for name in sorted(rule.arguments)
        }

    def keep(self, row: object) -> Value:
        """Store a row, and return its key."""
        self.session.add(row)
        self.session.flush()
        key: Value = getattr(row, "id")  # noqa: B009  every noun has one
        return key

    def fill_all(self) -> None:
        """Make one of everything."""
        for name in MAKERS:
            self[name]

    def filled_in(self) -> dict[str, str]:
        """Return what the forms of hosts ask for, made out of what is this partner's own."""
        version, guide = self.version(), self.version("guide")
        return {
            "survey": version.survey.slug,
            "what": f"{version.id}:en",
            "guide": str(guide.id),
            "session_id": str(self["session_id"]),
            "kind": "session",
            "name": "A new one",
            "title": "A new one",
            "place": "By the lake",
            "languages": "en",
            "speakers": "0",
            "held_on": today().isoformat(),
            "forms": "5",
            "copies": "2",
            "day": (today() + dt.timedelta(days=14)).isoformat(),
        }

    @property
    def engagement(self) -> Engagement:
        return self.partner.engagement

    def version(self, kind: str = "survey") -> Version:
        """Return a published version of the engagement, which all its partners may use."""
        slug = f"of-{kind}"
        of_kind = self.session.query(Survey).filter_by(engagement_id=self.engagement.id, slug=slug)
        found = of_kind.one_or_none()
        if found is not None:
            return found.versions[0]
        speaking: Speaking = add_survey(self.session, self.engagement, slug, kind)
        return speaking.version


def a_session(own: Own) -> Value:
    return own.keep(
        ListeningSession(
            engagement_id=own.engagement.id,
            partner_id=own.partner.id,
            guide_version_id=own.version("guide").id,
            title="Lakeside on Monday",
            state="open",
            languages=["en"],
        )
    )


def a_speaker(own: Own) -> Value:
    own.keep(Speaker(session_id=own["session_id"], number=7))
    return 7


def a_note(own: Own) -> Value:
    return own.keep(SessionNote(session_id=own["session_id"], text="We need a ramp."))


def a_card(own: Own) -> Value:
    return own.keep(HeardCard(session_id=own["session_id"], text="You need a ramp."))


def a_stack(own: Own) -> Value:
    return own.keep(
        PaperStack(
            version_id=own.version().id,
            partner_id=own.partner.id,
            name="Forms of Monday",
            language="en",
            forms=2,
            is_twice=True,
        )
    )


def a_print(own: Own) -> Value:
    return own.keep(
        PrintRun(
            version_id=own.version().id,
            partner_id=own.partner.id,
            language="en",
            copies=1,
            receipts_from=today(),
        )
    )


def an_entry(own: Own) -> Value:
    number = f"{own.partner.id:06d}"
    own.keep(PaperCopy(run_id=own["print_id"], number=number, receipt_hash=random_id()))
    stack_id = own["stack_id"]
    for turn, wish in ((1, "A ramp"), (2, "A lamp")):
        answers = {"wish": {"text": wish}}
        own.keep(
            PaperEntry(
                stack_id=stack_id,
                number=number,
                turn=turn,
                state="different",
                answers=answers,
                language="en",
            )
        )
    return number


def a_link(own: Own) -> Value:
    return own.keep(
        EntryLink(
            engagement_id=own.engagement.id,
            survey_id=own.version().survey_id,
            partner_id=own.partner.id,
            code=random_id()[:12],
            kind="site",
            name="At the door",
        )
    )


def a_sheet(own: Own) -> Value:
    return own.keep(
        CodeSheet(
            survey_id=own.version().survey_id,
            partner_id=own.partner.id,
            name="Desk by the window",
            codes=10,
        )
    )


def an_aside_entry(own: Own) -> Value:
    return own.keep(
        AsideEntry(
            engagement_id=own.engagement.id,
            partner_id=own.partner.id,
            submission_id=random_id(),
            content_digest=random_id(),
            why="unfit",
            way="paper",
        )
    )


def an_agreement(own: Own) -> Value:
    terms = {"words_belong_to": "Those who said them"}
    return own.keep(PartnerAgreement(partner_id=own.partner.id, number=1, terms=terms))


def a_release(own: Own) -> Value:
    """Return the engagement's one release, which all its partners may read."""
    found = own.session.query(Release).filter_by(engagement_id=own.engagement.id).first()
    if found is not None:
        return found.id
    run_id = own.keep(AnalysisRun(engagement_id=own.engagement.id, state="done"))
    return own.keep(
        Release(
            engagement_id=own.engagement.id,
            run_id=run_id,
            state="done",
            finished_at=now(),
            frozen_on=dt.date(2026, 5, 4),
        )
    )


# By the names that arguments have in addresses. Whoever adds a noun to one writes it here.
MAKERS: dict[str, Maker] = {
    "session_id": a_session,
    "number": a_speaker,
    "note_id": a_note,
    "card_id": a_card,
    "stack_id": a_stack,
    "print_id": a_print,
    "entry_number": an_entry,
    "link_id": a_link,
    "sheet_id": a_sheet,
    "aside_id": an_aside_entry,
    "agreement_id": an_agreement,
    "release_id": a_release,
    "version_id": lambda own: own.version().id,
    "survey": lambda own: own.version().survey.slug,
    "lang": lambda own: "en",
}
# How makers name what is listed, and what the forms of hosts make.
NAMES = ("Lakeside on Monday", "Forms of Monday", "At the door", "Desk by the window")
MADE_BY_FORMS = (ListeningSession, PaperStack, PrintRun, EntryLink)
# What belongs to an engagement and not to one of its partners.
SHARED = {"release_id", "version_id", "survey", "lang"}
# What lies within another thing, and has a key of its own.
WITHIN = {"note_id": "session_id", "card_id": "session_id"}


def choices_of(rule: Rule, name: str) -> list[str]:
    """Return what an argument is one of, where its address lists that; such a one is no thing."""
    converter = rule._converters.get(name)
    return sorted(converter.items) if isinstance(converter, AnyConverter) else []
