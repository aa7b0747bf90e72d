"""Single-use codes: who has one may answer once, and nobody is told who it was.

A survey needs a code exactly while staff keep a sheet of codes open for it. (A host's sheet adds
codes to such a survey; it cannot close a survey to everybody else.)
"""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from community_voice.answering.codes import make_code, read_code
from community_voice.answering.flood.limit import brake
from community_voice.answering.tally import ENOUGH, tally
from community_voice.store import CodeSheet, EntryCode, Partner
from community_voice.store.secrets import keyed_digest

LENGTH = 12
# A sheet of fewer would tell of each person on it.
LEAST_CODES, MOST_CODES = ENOUGH, 300
# Why an answer is held: its survey needs a code since it was begun and its person has none, or
# the one that it was begun with is good no more.
NO_CODE = "no_code"


def needs_code(session: Session, survey_id: int) -> bool:
    """Say whether a survey can be answered with a code alone."""
    query = select(CodeSheet.id).where(
        CodeSheet.survey_id == survey_id, CodeSheet.is_open, CodeSheet.partner_id.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def read_entry_code(text: str) -> str | None:
    """Return the code that a person typed, or None where it cannot be one."""
    return read_code(text, LENGTH)


def print_codes(session: Session, sheet: CodeSheet) -> list[str]:
    """Make a sheet's codes and return them, this once: only digests are kept."""
    codes = sorted({make_code(LENGTH) for _each in range(sheet.codes)})
    while len(codes) < sheet.codes:
        codes = sorted({*codes, make_code(LENGTH)})
    session.add_all(EntryCode(sheet_id=sheet.id, code_digest=digest_of(code)) for code in codes)
    session.flush()
    return codes


def digest_of(code: str) -> str:
    """Return the keyed digest under which a code is kept."""
    return keyed_digest("entry-code", code)


def find_code(session: Session, survey_id: int, code: str) -> EntryCode | None:
    """Return a survey's code, used or not, where its sheet is open and its partner works here."""
    return session.scalar(
        _codes_of(survey_id, code)
        .outerjoin(Partner, Partner.id == CodeSheet.partner_id)
        .where(CodeSheet.is_open, or_(CodeSheet.partner_id.is_(None), Partner.active))
    )


def check_lapsed(session: Session, survey_id: int, code: str, submission_id: str) -> str:
    """Return the key of the code that somebody began with, set aside for their submission.

    Only where it is unused and nothing but its closed sheet, or its partner who left, is against
    it; else it is empty.
    """
    found = session.scalar(_codes_of(survey_id, code)) if code else None
    if found is None or found.is_used or find_code(session, survey_id, code) is not None:
        return ""
    return found.id if tally().take(found.id, submission_id) else ""


def _codes_of(survey_id: int, code: str) -> Select[tuple[EntryCode]]:
    return (
        select(EntryCode)
        .join(CodeSheet)
        .where(EntryCode.code_digest == digest_of(code), CodeSheet.survey_id == survey_id)
    )


def check_code(
    session: Session, survey_id: int, code: str, submission_id: str, *, was_typed: bool
) -> EntryCode | None:
    """Return a code that can be used now, set aside for a submission; None for any other.

    Not found, used, and too many tries before it: whoever guesses learns no difference. Only a
    code that `was_typed` just now is a try: one that came along was looked at when it was typed,
    and a room full of people behind one address sends at once.
    """
    if was_typed and brake("code"):
        return None
    found = _usable(session, survey_id, code)
    if found is not None and tally().take(found.id, submission_id):
        return found
    return None


def looks_right(session: Session, survey_id: int, code: str) -> bool:
    """Say at the start whether a code can be used; it is looked at again when it is sent."""
    found = None if brake("code") else _usable(session, survey_id, code)
    return found is not None and not tally().is_spent(found.id)


def _usable(session: Session, survey_id: int, code: str) -> EntryCode | None:
    found = find_code(session, survey_id, code) if code else None
    return None if found is None or found.is_used else found


def spend_code(session: Session, survey_id: int, code: str) -> None:
    """Remember that a code was used, where it is a survey's and unused; written later, apart.

    One of a closed sheet too: the sheet may be opened again.
    """
    found = session.scalar(_codes_of(survey_id, code))
    if found is not None and not found.is_used:
        tally().spend(found.id)
