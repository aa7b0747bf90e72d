"""Filling in for somebody: who types, in what role, and in which languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.answering.eligible import needs_code, read_entry_code
from community_voice.answering.offered import standing_of, version_at
from community_voice.answering.state import (
    ANSWER_LANGUAGE,
    CODE,
    DESK,
    INTERVIEW_LANGUAGE,
    NOTED,
    TYPED_AS,
    Filling,
    begin,
)
from community_voice.collect.ways.desk import LinksDesk
from community_voice.errors import DomainError
from community_voice.instruments.open_languages import open_languages
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.staff.audit import record_act
from community_voice.store import Version
from community_voice.store.columns import UNDETERMINED

ROLES = {
    "host": _l("Host"),
    "interviewer": _l("Interviewer"),
    "family": _l("Family or friend"),
    "staff": _l("Staff"),
}
HOST_ROLES = ("host", "interviewer", "family")
STAFF_ROLES = ("staff", "interviewer", "family")


@dataclass(frozen=True)
class Start:
    """A survey that is about to be filled in for somebody."""

    filling: Filling
    address: str
    lang: str


def surveys_open(desk: LinksDesk) -> list[tuple[Version, str]]:
    """Return the surveys that can be answered now."""
    return [each for each in desk.surveys() if standing_of(desk.engagement, each[0]) == "open"]


def roles_of(desk: LinksDesk) -> tuple[str, ...]:
    """Return the roles in which somebody types at this desk."""
    return STAFF_ROLES if desk.is_staff else HOST_ROLES


def tongues_of(desk: LinksDesk) -> list[str]:
    """Return the languages that people speak and answer in; the last stands for another one."""
    asked_in = [tag for version, _name in desk.surveys() for tag in version.languages]
    known = dict.fromkeys([*desk.engagement.languages, *asked_in, *INTERFACE_LANGUAGES])
    return [*known, UNDETERMINED]


def page_languages(desk: LinksDesk) -> list[str]:
    """Return the languages in which the pages can be shown."""
    found: dict[str, None] = {}
    for version, _name in surveys_open(desk):
        found.update(dict.fromkeys(open_languages(desk.session, desk.engagement, version)))
    return list(found)


def start(desk: LinksDesk, form: Mapping[str, str]) -> Start:
    """Begin for somebody, in a frame that says how; no account goes with the answers.

    The log says that somebody began, on which day and in what role, and no more.
    """
    version = desk.version(form.get("survey", ""))
    if version is None or standing_of(desk.engagement, version) != "open":
        raise DomainError(_("Please choose a survey."))
    role, tongues = form.get("role", ""), tongues_of(desk)
    if role not in roles_of(desk):
        raise DomainError(_("Please say in what role you type."))
    heard, answered = form.get("heard", ""), form.get("answered", "")
    if heard not in tongues or answered not in tongues:
        raise DomainError(_("Please choose the languages."))
    through = {
        TYPED_AS: role,
        INTERVIEW_LANGUAGE: heard,
        ANSWER_LANGUAGE: answered,
        DESK: "staff" if desk.is_staff else "host",
    }
    # What is turned into another language while it is typed is not as it was said.
    if form.get("words") != "said" or heard != answered:
        through[NOTED] = "1"
    if needs_code(desk.session, version.survey_id):
        through[CODE] = read_entry_code(form.get("code", "")) or ""
    detail = {"role": role, "survey": version.survey.slug}
    subject = desk.engagement.slug
    record_act(desk.session, "assisted.begin", subject, detail=detail, brings_words=True)
    lang = form.get("lang", "")
    available = open_languages(desk.session, desk.engagement, version)
    return Start(
        begin(version.id).came_through(**through),
        _address(desk, version),
        lang if lang in available else available[0],
    )


def _address(desk: LinksDesk, version: Version) -> str:
    slug, first = desk.engagement.slug, version_at(desk.session, desk.engagement, None)
    if first is not None and first.survey_id == version.survey_id:
        return url_for("survey.survey", slug=slug)
    return url_for("survey.other_survey", slug=slug, survey_slug=version.survey.slug)
