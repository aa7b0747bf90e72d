"""The pages of links and codes, the same for hosts and for staff."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.wrappers import Response

from community_voice.answering.greeting import greet
from community_voice.answering.offered import resident_versions, version_at
from community_voice.answering.qr import qr_code
from community_voice.collect.ways import links, sheets
from community_voice.collect.ways.desk import LinksDesk
from community_voice.errors import DomainError
from community_voice.instruments.open_languages import open_languages
from community_voice.locale import language, speak
from community_voice.store import CodeSheet, EntryLink, Version

Page = str | tuple[str, int] | Response


def list_links(desk: LinksDesk, problem: str = "") -> Page:
    """List the links that were looked for, with a form for a new one."""
    asked = request.args.get("q", "").strip()
    shown = render_template(
        "ways/links.html",
        desk=desk,
        engagement=desk.engagement,
        links=links.links_of(desk, asked),
        asked=asked,
        kinds=links.KINDS,
        surveys=desk.surveys(),
        sessions=desk.listening_sessions(),
        typed=request.form,
        problem=problem,
    )
    return (shown, 422) if problem else shown


def add_link(desk: LinksDesk) -> Page:
    """Make a link and lead to its page."""
    try:
        link = links.make_link(desk, request.form)
    except DomainError as problem:
        return list_links(desk, str(problem))
    address = desk.url("link", link_id=link.id)
    desk.session.commit()
    return redirect(address, 303)


def show_link(desk: LinksDesk, link_id: int, problem: str = "") -> Page:
    """Show a link: its address, its picture, its counts, and its poster's languages."""
    link = links.link_at(desk, link_id)
    version = _leads_to(desk, link)
    tags = open_languages(desk.session, desk.engagement, version) if version else []
    shown = render_template(
        "ways/link.html",
        desk=desk,
        engagement=desk.engagement,
        link=link,
        kind=links.KINDS[link.kind],
        survey_name=next((name for each, name in desk.surveys() if each == version), ""),
        address=links.address_of(link),
        picture=qr_code(links.address_of(link)),
        tongues=[language(tag) for tag in tags],
        problem=problem,
    )
    return (shown, 422) if problem else shown


def change_link(desk: LinksDesk, link_id: int) -> Page:
    """Close a link, open it again, or give it another name."""
    link = links.link_at(desk, link_id)
    if request.form.get("go") == "rename":
        return _rename(desk, link)
    is_open = request.form.get("go") == "open"
    links.open_or_close(desk, link, is_open=is_open)
    address = desk.url("link", link_id=link.id)
    desk.session.commit()
    flash(_("The link counts again.") if is_open else _("The link is closed. It counts no more."))
    return redirect(address, 303)


def _rename(desk: LinksDesk, link: EntryLink) -> Page:
    try:
        links.rename(desk, link, request.form.get("name", ""))
    except DomainError as problem:
        return show_link(desk, link.id, str(problem))
    address = desk.url("link", link_id=link.id)
    desk.session.commit()
    return redirect(address, 303)


def show_poster(desk: LinksDesk, link_id: int) -> Page:
    """Show a page to print, in one of the survey's languages."""
    link = links.link_at(desk, link_id)
    version = _leads_to(desk, link)
    tags = open_languages(desk.session, desk.engagement, version) if version else []
    wanted = request.args.get("language", "")
    tag = wanted if wanted in tags else (tags or [desk.engagement.source_language])[0]
    back = desk.url("link", link_id=link.id)
    speak(tag)
    refresh()
    return render_template(
        "ways/poster.html",
        greeting=greet(desk.session, desk.engagement, tag, tags),
        address=links.address_of(link),
        picture=qr_code(links.address_of(link, tag)),
        back=back,
    )


def list_sheets(desk: LinksDesk, problem: str = "", *, must_ask: bool = False) -> Page:
    """List the sheets of codes, with a form for a new one, or with the question before it."""
    shown = render_template(
        "ways/codes.html",
        desk=desk,
        engagement=desk.engagement,
        rows=sheets.rows_of(desk),
        surveys=sheets.surveys_for_codes(desk),
        typed=request.form,
        problem=problem,
        must_ask=must_ask,
    )
    return (shown, 422) if problem else shown


def add_sheet(desk: LinksDesk) -> Page:
    """Make a sheet and show it, this once, to be printed."""
    try:
        sheet, codes = sheets.make_sheet(desk, request.form)
    except DomainError as problem:
        must_ask = isinstance(problem, sheets.ClosesSurvey)
        return list_sheets(desk, str(problem), must_ask=must_ask)
    desk.session.commit()
    address = _with_code(desk, sheet)
    return render_template(
        "ways/sheet.html",
        desk=desk,
        engagement=desk.engagement,
        sheet=sheet,
        address=address,
        codes=[(code, qr_code(f"{address}#{code}")) for code in codes],
    )


def change_sheet(desk: LinksDesk, sheet_id: int) -> Response:
    """Close a sheet, or open it again."""
    sheet = sheets.sheet_at(desk, sheet_id)
    is_open = request.form.get("go") == "open"
    sheets.open_or_close(desk, sheet, is_open=is_open)
    address = desk.url("codes")
    desk.session.commit()
    told = _("The codes work again.") if is_open else _("The codes of this sheet work no more.")
    flash(told)
    return redirect(address, 303)


def _leads_to(desk: LinksDesk, link: EntryLink) -> Version | None:
    if link.survey is not None:
        found = resident_versions(desk.session, desk.engagement.id).get(link.survey.slug)
        if found is not None:
            return found
    return version_at(desk.session, desk.engagement, None)


def _with_code(desk: LinksDesk, sheet: CodeSheet) -> str:
    """Return the address at which a code is typed: short, or its survey's own."""
    slug, first = desk.engagement.slug, version_at(desk.session, desk.engagement, None)
    if first is not None and first.survey_id == sheet.survey_id:
        return url_for("entrance.with_code", slug=slug, _external=True)
    return url_for("entrance.with_code_to", slug=slug, survey=sheet.survey.slug, _external=True)
