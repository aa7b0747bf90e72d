"""Sheets of single-use codes: printed once, and only digests are kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from community_voice.answering.eligible import (
    LEAST_CODES,
    MOST_CODES,
    needs_code,
    print_codes,
)
from community_voice.collect.ways.desk import LinksDesk
from community_voice.collect.ways.links import read_name
from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import CodeSheet, EntryCode, Survey, Version

# So many codes for one survey a partner prints by itself: staff decide who may answer.
MOST_OF_A_HOST = 3 * MOST_CODES


class ClosesSurvey(DomainError):
    """From this sheet on nobody answers without a code: it must be said first."""


@dataclass(frozen=True)
class SheetRow:
    """A sheet as the list shows it."""

    sheet: CodeSheet
    survey_name: str
    used: str
    # Whose it is, in staff's list.
    partner_name: str = ""
    # Whether closing it opens its survey to everybody.
    is_last: bool = False


def sheets_of(desk: LinksDesk) -> list[CodeSheet]:
    """Return the sheets of a desk, newest first."""
    query = select(CodeSheet).join(Survey).where(Survey.engagement_id == desk.engagement.id)
    if desk.partner is not None:
        query = query.where(CodeSheet.partner_id == desk.partner.id)
    return list(desk.session.scalars(query.order_by(CodeSheet.id.desc())))


def rows_of(desk: LinksDesk) -> list[SheetRow]:
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
            desk.told(f"used {sheet.id}", used.get(sheet.id, 0), is_closed=not sheet.is_open),
            sheet.partner.name if desk.is_staff and sheet.partner else "",
            is_last=sheet.is_open
            and sheet.partner_id is None
            and needing.count(sheet.survey_id) == 1,
        )
        for sheet in sheets
    ]


def surveys_for_codes(desk: LinksDesk) -> list[tuple[Version, str]]:
    """Return the surveys for which codes can be made.

    Staff decide that a survey needs a code, by a sheet of theirs; a host adds codes to those.
    """
    found = desk.surveys()
    if desk.is_staff:
        return found
    return [each for each in found if needs_code(desk.session, each[0].survey_id)]


def sheet_at(desk: LinksDesk, sheet_id: int) -> CodeSheet:
    """Return one of a desk's sheets; another's does not exist here."""
    found = next((sheet for sheet in sheets_of(desk) if sheet.id == sheet_id), None)
    if found is None:
        raise NotFound(_("There is no such sheet."))
    return found


def make_sheet(desk: LinksDesk, form: Mapping[str, str]) -> tuple[CodeSheet, list[str]]:
    """Make a sheet, and return it with its codes, which nobody can see again.

    A name is one sheet's: a page that is loaded once more makes no second one.
    """
    version = desk.version(form.get("survey", ""))
    allowed = {each.survey_id for each, _name in surveys_for_codes(desk)}
    if version is None or version.survey_id not in allowed:
        raise DomainError(_("Please choose a survey."))
    typed = form.get("codes", "").strip()
    number = int(typed) if typed.isdecimal() and len(typed) <= 4 else 0
    if not LEAST_CODES <= number <= MOST_CODES:
        told = _("A sheet has %(least)s to %(most)s codes.", least=LEAST_CODES, most=MOST_CODES)
        raise DomainError(told)
    name, there = read_name(form.get("name", "")), _sheets_beside(desk, version.survey_id)
    if name in {sheet.name for sheet in there}:
        raise Conflict(_("There is one with this name already."))
    if not desk.is_staff and number + sum(sheet.codes for sheet in there) > MOST_OF_A_HOST:
        raise Conflict(_("You have printed as many codes as you can. Ask the staff."))
    if closes_survey(desk, version) and "sure" not in form:
        raise ClosesSurvey(_("Please check"))
    sheet = CodeSheet(
        survey_id=version.survey_id, partner_id=desk.partner_id, name=name, codes=number
    )
    desk.session.add(sheet)
    desk.session.flush()
    codes = print_codes(desk.session, sheet)
    detail = {"id": sheet.id, "codes": number}
    record_act(desk.session, "codes.print", desk.engagement.slug, detail=detail)
    return sheet, codes


def closes_survey(desk: LinksDesk, version: Version) -> bool:
    """Say whether a sheet of this desk keeps out everybody who has no code, as none did before."""
    return desk.is_staff and not needs_code(desk.session, version.survey_id)


def open_or_close(desk: LinksDesk, sheet: CodeSheet, *, is_open: bool) -> None:
    """Let a sheet's codes work, or no more; what staff closed, staff alone open."""
    if is_open and sheet.is_closed_by_staff and not desk.is_staff:
        raise Conflict(_("Staff closed this sheet."))
    if desk.is_staff:
        sheet.is_closed_by_staff = not is_open
    sheet.is_open = is_open
    act = "codes.open" if is_open else "codes.close"
    record_act(desk.session, act, desk.engagement.slug, detail={"id": sheet.id})


def _sheets_beside(desk: LinksDesk, survey_id: int) -> list[CodeSheet]:
    """Return the sheets that this desk's partner, or staff, made for a survey."""
    theirs = (CodeSheet.survey_id == survey_id, CodeSheet.partner_id == desk.partner_id)
    return list(desk.session.scalars(select(CodeSheet).where(*theirs)))
