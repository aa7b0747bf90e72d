"""Sheets of single-use codes: printed once, and only digests are kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from community_voice.answering.eligible import MOST_CODES, needs_code, print_codes
from community_voice.collect.ways.desk import Desk
from community_voice.collect.ways.links import read_name
from community_voice.errors import DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import CodeSheet, EntryCode, Survey, Version


@dataclass(frozen=True)
class SheetRow:
    """A sheet as the list shows it."""

    sheet: CodeSheet
    survey_name: str
    used: int
    # Whether closing it opens its survey to everybody.
    is_last: bool = False


def sheets_of(desk: Desk) -> list[CodeSheet]:
    """Return the sheets of a desk, newest first."""
    query = select(CodeSheet).join(Survey).where(Survey.engagement_id == desk.engagement.id)
    if desk.partner is not None:
        query = query.where(CodeSheet.partner_id == desk.partner.id)
    return list(desk.session.scalars(query.order_by(CodeSheet.id.desc())))


def rows_of(desk: Desk) -> list[SheetRow]:
    """Return a desk's sheets, with how many codes of each were used."""
    names = {version.survey_id: name for version, name in desk.surveys()}
    used_ones = select(EntryCode.sheet_id, func.count()).where(EntryCode.is_used)
    counted = desk.session.execute(used_ones.group_by(EntryCode.sheet_id))
    used: dict[int, int] = {row[0]: row[1] for row in counted}
    sheets = sheets_of(desk)
    # Of staff's sheets alone: those of hosts let nobody out.
    needing = [sheet.survey_id for sheet in sheets if sheet.is_open and sheet.partner_id is None]
    return [
        SheetRow(
            sheet,
            names.get(sheet.survey_id, sheet.survey.slug),
            used.get(sheet.id, 0),
            is_last=sheet.is_open
            and sheet.partner_id is None
            and needing.count(sheet.survey_id) == 1,
        )
        for sheet in sheets
    ]


def surveys_for_codes(desk: Desk) -> list[tuple[Version, str]]:
    """Return the surveys for which codes can be made.

    Staff decide that a survey needs a code, by a sheet of theirs; a host adds codes to those.
    """
    found = desk.surveys()
    if desk.is_staff:
        return found
    return [each for each in found if needs_code(desk.session, each[0].survey_id)]


def sheet_at(desk: Desk, sheet_id: int) -> CodeSheet:
    """Return one of a desk's sheets; another's does not exist here."""
    found = next((sheet for sheet in sheets_of(desk) if sheet.id == sheet_id), None)
    if found is None:
        raise NotFound(_("There is no such sheet."))
    return found


def make_sheet(desk: Desk, form: Mapping[str, str]) -> tuple[CodeSheet, list[str]]:
    """Make a sheet, and return it with its codes, which nobody can see again."""
    version = desk.version(form.get("survey", ""))
    allowed = {each.survey_id for each, _name in surveys_for_codes(desk)}
    if version is None or version.survey_id not in allowed:
        raise DomainError(_("Please choose a survey."))
    typed = form.get("codes", "").strip()
    number = int(typed) if typed.isdecimal() and len(typed) <= 4 else 0
    if not 1 <= number <= MOST_CODES:
        raise DomainError(_("A sheet has 1 to %(most)s codes.", most=MOST_CODES))
    sheet = CodeSheet(
        survey_id=version.survey_id,
        partner_id=desk.partner_id,
        name=read_name(form.get("name", "")),
        codes=number,
    )
    desk.session.add(sheet)
    desk.session.flush()
    codes = print_codes(desk.session, sheet)
    detail = {"id": sheet.id, "codes": number}
    record_act(desk.session, "codes.print", desk.engagement.slug, detail=detail)
    return sheet, codes


def open_or_close(desk: Desk, sheet: CodeSheet, *, is_open: bool) -> None:
    """Let a sheet's codes work, or no more."""
    sheet.is_open = is_open
    act = "codes.open" if is_open else "codes.close"
    record_act(desk.session, act, desk.engagement.slug, detail={"id": sheet.id})
