"""The form of a section, and that of a survey's own texts and settings."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from zoneinfo import available_timezones

from flask_babel import gettext as _

from community_voice.collect.builder.codes import is_code, proposed_code
from community_voice.collect.builder.rule_form import (
    FORMULA,
    RuleForm,
    check_rule,
    read_rule,
    rule_form_of,
)
from community_voice.collect.builder.setup import known_language
from community_voice.instruments.definition import Definition, SectionDict
from community_voice.instruments.logic import known_of
from community_voice.instruments.logic.formula import write_formula
from community_voice.store.columns import storable

Problems = dict[str, str]
MOST_REPEATS = 50
ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"),
    *("America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"),
    *("America/Toronto", "America/Mexico_City", "Europe/London", "UTC"),
)


@dataclass
class SectionForm:
    """A section as it was typed."""

    old: str = ""
    code: str = ""
    after: str = ""
    title: str = ""
    intro: str = ""
    show_if: RuleForm = field(default_factory=RuleForm)
    repeats: bool = False
    most: str = ""
    count: str = ""


@dataclass
class TextsForm:
    """What a survey says around its questions, and until when it is open."""

    title: str = ""
    intro: str = ""
    thanks: str = ""
    audience: str = ""
    deadline: str = ""
    time_zone: str = ""
    languages: list[str] = field(default_factory=list)


def section_form_of(section: SectionDict, source: str) -> SectionForm:
    """Return a stored section as its page shows it."""
    settings = section.get("settings", {})
    repeat = settings.get("repeat") or {}
    return SectionForm(
        *(section["code"], section["code"], ""),
        section["title"].get(source, ""),
        section.get("intro", {}).get(source, ""),
        rule_form_of(settings.get("show_if")),
        bool(repeat),
        str(repeat.get("most", "")),
        write_formula(repeat["count"]) if repeat.get("count") else "",
    )


def read_section(typed: Mapping[str, str]) -> SectionForm:
    """Read the page of a section."""
    return SectionForm(
        typed.get("old", ""),
        typed.get("code", "").strip(),
        typed.get("after", ""),
        typed.get("title", ""),
        typed.get("intro", "").replace("\r\n", "\n"),
        read_rule(typed, "show_if"),
        bool(typed.get("repeats")),
        typed.get("most", "").strip(),
        typed.get("count", ""),
    )


def section_of_form(
    form: SectionForm, base: SectionDict | None, definition: Definition
) -> tuple[SectionDict, Problems]:
    """Return the section that a form says, and what is wrong with it by field."""
    problems: Problems = {}
    source, kept = definition["source_language"], cast(Mapping[str, Any], base or {})
    taken = {section["code"] for section in definition["sections"]} - {form.old}
    for name, text in (("title", form.title), ("intro", form.intro)):
        if not storable(text) or len(text) > 10_000:
            problems[name] = str(_("There is a character here that we cannot keep. Type it again."))
    if not form.code:
        form.code = proposed_code(form.title, taken, "page")
    if not is_code(form.code):
        problems["code"] = str(
            _("A code has small letters, digits and underscores, at most 60, such as age_group.")
        )
    elif form.code in taken:
        problems["code"] = str(_("There is a section with this code already."))
    settings = dict(kept.get("settings", {}))
    known = known_of(definition)
    tree, told = check_rule(form.show_if, known)
    if told:
        problems["rule:show_if"] = told
    settings["show_if"] = tree
    settings["repeat"] = _repeat_of(form, known, problems)
    made = {**kept, "code": form.code, "questions": kept.get("questions", [])}
    made["title"] = _texts(kept.get("title", {}), source, form.title)
    made["intro"] = _texts(kept.get("intro", {}), source, form.intro)
    made["settings"] = {name: value for name, value in settings.items() if value is not None}
    for name in ("intro", "settings"):
        if not made[name]:
            del made[name]
    return cast(SectionDict, made), problems


def _repeat_of(form: SectionForm, known: Any, problems: Problems) -> dict[str, Any] | None:
    if not form.repeats:
        return None
    most = int(form.most) if form.most.isascii() and form.most.isdigit() else 0
    if not 1 <= most <= MOST_REPEATS or len(form.most) > 3:
        problems["most"] = str(
            _("Write a number from %(low)s to %(high)s.", low=1, high=MOST_REPEATS)
        )
    made: dict[str, Any] = {"most": most}
    if form.count.strip():
        tree, told = check_rule(RuleForm(FORMULA, formula=form.count), known)
        if told:
            problems["count"] = told
        made["count"] = tree
    return made


def texts_form_of(definition: Definition, audience: str) -> TextsForm:
    """Return a survey's own texts and settings as their page shows them."""
    source, settings = definition["source_language"], definition.get("settings", {})
    title, intro, thanks = (
        dict(cast(Mapping[str, Any], definition).get(name) or {}).get(source, "")
        for name in ("title", "intro", "thanks")
    )
    return TextsForm(
        *(title, intro, thanks, audience),
        str(settings.get("deadline", "")),
        str(settings.get("time_zone", "")),
        list(definition["languages"]),
    )


def read_texts(typed: Mapping[str, str], languages: list[str], audience: str) -> TextsForm:
    """Read the page of a survey's own texts."""
    title, intro, thanks = (
        typed.get(name, "").replace("\r\n", "\n") for name in ("title", "intro", "thanks")
    )
    return TextsForm(
        *(title, intro, thanks, typed.get("audience", audience)),
        typed.get("deadline", "").strip(),
        typed.get("time_zone", "").strip(),
        languages,
    )


def with_texts(form: TextsForm, definition: Definition) -> tuple[Definition, Problems]:
    """Return a definition with these texts and settings, and what is wrong by field."""
    problems: Problems = {}
    source = definition["source_language"]
    made = cast(dict[str, Any], dict(definition))
    for name in ("title", "intro", "thanks"):
        text = getattr(form, name)
        if not storable(text) or len(text) > 10_000:
            problems[name] = str(_("There is a character here that we cannot keep. Type it again."))
        made[name] = _texts(made.get(name, {}), source, text)
        if not made[name]:
            del made[name]
    unknown = [tag for tag in form.languages if not known_language(tag)]
    if unknown:
        problems["languages"] = str(
            _("We do not know this language: %(tag)s", tag=", ".join(unknown))
        )
    others = [tag for tag in form.languages if tag != source]
    made["languages"] = [source, *dict.fromkeys(others)]
    settings = {**definition.get("settings", {})}
    settings |= {"deadline": form.deadline or None, "time_zone": form.time_zone or None}
    _check_deadline(form, problems)
    made["settings"] = {name: value for name, value in settings.items() if value is not None}
    if not made["settings"]:
        del made["settings"]
    return cast(Definition, made), problems


def _check_deadline(form: TextsForm, problems: Problems) -> None:
    if form.time_zone and form.time_zone not in available_timezones():
        problems["time_zone"] = str(_("We do not know this time zone. Write it like UTC."))
    if not form.deadline:
        return
    try:
        moment = dt.datetime.fromisoformat(form.deadline)
    except ValueError:
        problems["deadline"] = str(_("Write day and time such as 2026-12-31T17:00."))
        return
    if moment.tzinfo is not None:
        problems["deadline"] = str(_("Write day and time such as 2026-12-31T17:00."))
    elif not form.time_zone:
        problems["time_zone"] = str(_("A deadline needs the time zone that it is meant in."))


def _texts(before: Mapping[str, str], source: str, text: str) -> dict[str, str]:
    return {**before, source: text.strip("\n")} if text.strip() else {}
