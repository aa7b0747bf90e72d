"""Make a survey of an XLSForm, and an XLSForm of a survey; the caller commits."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import PurePath
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.collect.xlsform.columns import OWN
from community_voice.collect.xlsform.exporting import export_form
from community_voice.collect.xlsform.importing import Imported, import_form
from community_voice.collect.xlsform.notices import Notice
from community_voice.collect.xlsform.own import leave_out_unfit
from community_voice.collect.xlsform.reading import Form, check_form, read_form
from community_voice.errors import Conflict, NotFound
from community_voice.instruments.definition import Definition, read_definition
from community_voice.instruments.new_survey import (
    SLUG_LENGTH,
    address_problem,
    free_slug,
    make_draft,
)
from community_voice.staff.audit import record_act
from community_voice.store import Engagement, Survey, Version
from community_voice.store.columns import storable

BOOK_WRITER = EntryPoint("write", "community_voice.collect.xlsform.raw:write_book", "writers")


@dataclass(frozen=True)
class TakenIn:
    """A form that was read, and what pyxform's own converter says of it."""

    imported: Imported
    warnings: list[str]


def take_in(name: str, content: bytes, source_language: str, *, check: bool = True) -> TakenIn:
    """Read a workbook; nothing is stored."""
    form = read_form(name, content)
    imported = import_form(form, source_language)
    for named in leave_out_unfit(imported.definition):
        imported.notices.append(Notice("survey", 0, OWN, "own_setting", named))
    return TakenIn(imported, check_form(form) if check else [])


def make_survey(
    session: Session, engagement: Engagement, definition: Mapping[str, Any], slug: str
) -> Version:
    """Make a new survey of a form, as a draft that nobody sees yet."""
    problem = address_problem(session, engagement, slug)
    if problem:
        raise Conflict(problem)
    version = make_draft(session, engagement, cast(Definition, definition), slug)
    record_act(
        session,
        "survey.import",
        f"{engagement.slug}/{slug}",
        detail={"sections": len(definition["sections"])},
    )
    return version


def slug_for(session: Session, engagement: Engagement, file_name: str) -> str:
    """Return a short name that is free, after the file's."""
    stem = PurePath(file_name).stem.casefold()
    plain = "-".join(re.findall(r"[a-z0-9]+", stem))[: SLUG_LENGTH.stop - 7].strip("-")
    return free_slug(session, engagement, plain if len(plain) in SLUG_LENGTH else "survey")


def find_version(session: Session, named: str, number: int | None = None) -> Version:
    """Return a version of "ENGAGEMENT/SURVEY", or of a survey whose name there is once.

    Without a number it is the newest, drafts included.
    """
    engagement, _slash, slug = named.rpartition("/")
    if not storable(named):
        raise NotFound(_("There is no survey by that name."))
    wanted = select(Survey).where(Survey.slug == slug, Survey.kind == "survey")
    if engagement:
        wanted = wanted.join(Engagement).where(Engagement.slug == engagement)
    found = list(session.scalars(wanted.limit(2)))
    if len(found) > 1:
        raise Conflict(_("Several engagements have this survey. Write ENGAGEMENT/SURVEY."))
    versions = found[0].versions if found else []
    if number is not None:
        versions = [version for version in versions if version.number == number]
    if not versions:
        raise NotFound(_("There is no survey by that name."))
    return versions[-1]


def export_book(session: Session, version: Version) -> bytes:
    """Return a version as an XLSForm workbook."""
    definition = read_definition(session, version)
    write: Callable[[Form], bytes] = BOOK_WRITER.load()
    book = write(export_form(cast(Mapping[str, Any], definition)))
    survey = version.survey
    record_act(
        session,
        "survey.export",
        f"{survey.engagement.slug}/{survey.slug}",
        detail={"version": version.number},
    )
    return book
