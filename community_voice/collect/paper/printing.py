"""Print a version: copies with a number and a receipt each, and the words of the form."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from community_voice.answering.greeting import Greeting, greet
from community_voice.answering.instrument import Instrument, load_instrument
from community_voice.answering.offered import Named, name_survey
from community_voice.answering.qr import qr_code
from community_voice.answering.receipts import make_receipt, show_receipt
from community_voice.collect.paper.desk import PaperDesk
from community_voice.collect.paper.form_numbers import make_number, show_number
from community_voice.collect.paper.form_parts import Part, parts_of, short_codes
from community_voice.collect.paper.rule_words import CodeSpeaker
from community_voice.collect.paper.versions import version_code
from community_voice.errors import DomainError, NotFound
from community_voice.instruments.definition import read_definition
from community_voice.staff.audit import record_act
from community_voice.store import PaperCopy, PrintRun, Version
from community_voice.store.columns import is_over, today
from community_voice.store.secrets import keyed_digest

MOST_COPIES = 200
# How long forms usually lie before they are typed in.
USUAL_WAIT = dt.timedelta(days=14)
SHOWN_RUNS = 50


@dataclass(frozen=True)
class Copy:
    """One copy as it is printed: here alone stands the receipt."""

    number: str
    receipt: str

    def __repr__(self) -> str:
        return f"<Copy {self.number}>"

    @property
    def shown_number(self) -> str:
        """Return the form's number in groups."""
        return show_number(self.number)

    @property
    def shown_receipt(self) -> str:
        """Return the receipt in groups."""
        return show_receipt(self.receipt)

    @property
    def number_qr(self) -> Markup:
        """Return the form's number as a QR code."""
        return qr_code(self.number)


@dataclass(frozen=True)
class PrintedForm:
    """A form in the language of its readers, the same for every copy."""

    greeting: Greeting
    named: Named
    code: str
    parts: list[Part]
    speaker: CodeSpeaker


def read_copies(text: str) -> int:
    """Return how many copies somebody wants."""
    digits = text.strip()
    count = int(digits) if digits.isdecimal() and len(digits) < 6 else 0
    if not 1 <= count <= MOST_COPIES:
        raise DomainError(_("Choose from 1 to %(most)s copies.", most=MOST_COPIES))
    return count


def read_day(text: str) -> dt.date:
    """Return the day from which the answers should be stored: none that is over."""
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        raise DomainError(_("Choose the day from which answers will be stored.")) from None
    if is_over(day):
        raise DomainError(_("The date must be %(date)s or later.", date=format_date(today())))
    return day


def usual_day() -> dt.date:
    """Return the day that a form says unless somebody chooses another."""
    return today() + USUAL_WAIT


def print_copies(
    session: Session, desk: PaperDesk, version: Version, tag: str, copies: int, day: dt.date
) -> list[Copy]:
    """Make copies, and return them with their receipts, of which only digests are kept."""
    instrument_of(session, desk, version, tag)
    run = PrintRun(
        version=version,
        partner_id=desk.partner_id,
        language=tag,
        copies=copies,
        receipts_from=day,
    )
    session.add(run)
    made: list[Copy] = []
    taken: set[str] = set()
    while len(made) < copies:
        numbers = {make_number() for _place in range(copies - len(made))} - taken
        known = select(PaperCopy.number).where(PaperCopy.number.in_(numbers))
        numbers -= set(session.scalars(known))
        taken |= numbers
        made += [Copy(number, make_receipt()) for number in sorted(numbers)]
    for copy in made:
        receipt_hash = keyed_digest("receipt", copy.receipt)
        session.add(PaperCopy(run=run, number=copy.number, receipt_hash=receipt_hash))
    session.flush()
    detail = {"version": version.id, "language": tag, "copies": copies, "run": run.id}
    record_act(session, "paper.print", desk.engagement.slug, detail=detail)
    return made


def form_of(session: Session, desk: PaperDesk, version: Version, tag: str) -> PrintedForm:
    """Return a form in a language; the request speaks that language already."""
    instrument = instrument_of(session, desk, version, tag)
    return PrintedForm(
        greeting=greet(session, desk.engagement, tag),
        named=name_survey(session, version, tag),
        code=version_code(version, tag),
        parts=parts_of(instrument),
        speaker=CodeSpeaker(read_definition(session, version), tag, short_codes(instrument)),
    )


def instrument_of(session: Session, desk: PaperDesk, version: Version, tag: str) -> Instrument:
    """Return a version in a language, or say that it asks nothing."""
    found = load_instrument(session, desk.engagement.id, version.id, tag)
    if found is None:
        raise NotFound(_("There is no such survey in that language."))
    return found


def print_runs(session: Session, desk: PaperDesk) -> list[PrintRun]:
    """Return what was printed here, the newest first."""
    query = select(PrintRun).where(desk.owns(PrintRun)).order_by(PrintRun.id.desc())
    return list(session.scalars(query.options(joinedload(PrintRun.version)).limit(SHOWN_RUNS)))
