"""Read the engagement form, which is one page of plain fields."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community_voice.collect.builder.setup import (
    PATHS,
    Setup,
    find_problems,
    known_language,
)
from community_voice.instruments.template import Template
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.store import Engagement

POLICE = {"yes": True, "no": False, "unknown": None}
Problems = dict[str, str]


def read_setup(form: MultiDict[str, str], slug: str) -> tuple[Setup, Problems]:
    """Return what was filled in, and what is wrong with it by field."""
    ticked = form.getlist("languages")
    typed = form.get("other_languages", "").replace(",", " ").split()
    languages = tuple(dict.fromkeys(canonical(tag) for tag in [*ticked, *typed]))
    days, problems = _read_days(form)
    setup = Setup(
        slug=slug,
        wordings=_read_wordings(form),
        languages=languages,
        source_language=form.get("source_language", ""),
        host=form.get("host", "").strip(),
        opens_on=days["opens_on"],
        closes_on=days["closes_on"],
        leave_url=form.get("leave_url", "").strip(),
        local_line=form.get("local_line", "").strip(),
        local_line_brings_police=POLICE.get(form.get("local_line_brings_police", "")),
    )
    return setup, {**find_problems(setup), **problems}


def blank_setup(template: Template | None) -> Setup:
    """Return what the form shows first: the template's words, or nothing."""
    if template is None:
        return Setup(slug="", wordings={})
    return Setup(
        slug=template["slug"],
        wordings=template["texts"],
        languages=tuple(template["languages"]),
        source_language=template["source_language"],
    )


def setup_of(engagement: Engagement) -> Setup:
    """Return an engagement as its form shows it."""
    wordings: dict[str, dict[str, str]] = {path: {} for path in PATHS}
    for row in engagement.wordings:
        wordings.setdefault(row.path, {})[row.language] = row.text
    return Setup(
        slug=engagement.slug,
        wordings=wordings,
        languages=tuple(engagement.languages),
        source_language=engagement.source_language,
        host=engagement.host,
        opens_on=engagement.opens_on,
        closes_on=engagement.closes_on,
        leave_url=engagement.leave_url,
        local_line=engagement.local_line,
        local_line_brings_police=engagement.local_line_brings_police,
        is_demo=engagement.is_demo,
    )


def offered_languages(setup: Setup, more: Iterable[str] = ()) -> list[str]:
    """Return the languages to tick: those chosen, the interface's, the template's."""
    chosen = filter(known_language, setup.languages)
    return list(dict.fromkeys([*INTERFACE_LANGUAGES, *more, *chosen]))


def unknown_languages(setup: Setup) -> list[str]:
    """Return what was typed as a language and is none: it stays where it can be mended."""
    return [tag for tag in setup.languages if not known_language(tag)]


def canonical(tag: str) -> str:
    """Return a language tag in its usual letters, or as it was typed where we do not know it."""
    try:
        return str(Locale.parse(tag.strip().replace("_", "-"), sep="-")).replace("_", "-")
    except (ValueError, UnknownLocaleError):
        return tag.strip()


def _read_wordings(form: Mapping[str, str]) -> dict[str, dict[str, str]]:
    wordings: dict[str, dict[str, str]] = {path: {} for path in PATHS}
    for name, text in form.items():
        kind, _colon, rest = name.partition(":")
        path, _colon, language = rest.partition(":")
        if kind == "wording" and path in wordings and 0 < len(language) <= 16:
            wordings[path][language] = text.replace("\r\n", "\n")
    return wordings


def _read_days(form: Mapping[str, str]) -> tuple[dict[str, Any], Problems]:
    days: dict[str, dt.date | None] = {"opens_on": None, "closes_on": None}
    problems: Problems = {}
    for name in days:
        typed = form.get(name, "").strip()
        try:
            days[name] = dt.date.fromisoformat(typed) if typed else None
        except ValueError:
            problems[name] = str(_("Write the day as year-month-day, such as 2026-05-31."))
    return days, problems
