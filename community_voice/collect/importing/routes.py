"""Staff pages for imports: upload, say what the columns hold, look, store, follow."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from flask import url_for as address
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as Redirect

from community_voice.collect.importing import service
from community_voice.collect.importing.accepting import plain_name, set_consent
from community_voice.collect.importing.forms import (
    CONSENT_NAMES,
    ROLE_NAMES,
    DraftForm,
    form_of,
    read_form,
)
from community_voice.collect.importing.messages import (
    errors_as_csv,
    explain_error,
    explain_note,
    place_of,
)
from community_voice.collect.importing.reading import open_table, refuse_heavy
from community_voice.collect.importing.table import Table
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.locale import language
from community_voice.staff.access import allow_a_large_file, role_required, signed_in_account
from community_voice.staff.accounts import ADMINISTRATOR
from community_voice.staff.pages import title_of
from community_voice.store import Engagement, ImportBatch
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.store.packages import ZIP

blueprint = Blueprint("importing", __name__, url_prefix="/staff/<slug>/import")

MEGABYTE = 1024 * 1024
# Reading a workbook is slow, and a page must come back; the command takes larger ones.
WORKBOOK_LIMIT = 5 * MEGABYTE
SHOWN_ERRORS = 200
SHOWN_ROWS = 10
SHOWN_LETTERS = 200
REFRESH_SECONDS = "3"
Page = str | tuple[str, int] | Redirect


@blueprint.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let administrators send files that are larger than a form."""
    if endpoint == "importing.upload":
        allow_a_large_file()


@blueprint.get("")
@role_required(ADMINISTRATOR)
def index(slug: str) -> str:
    """List the imports and offer to upload a file."""
    return list_page(engagement_named(db.session(), slug))


@blueprint.post("")
@role_required(ADMINISTRATOR)
def upload(slug: str) -> Page:
    """Take a file in as a draft."""
    engagement = engagement_named(db.session(), slug)
    file = request.files.get("file")
    content = file.read() if file else b""
    name = plain_name((file and file.filename) or "")
    try:
        if not name:
            raise DomainError(_("Choose a file first."))
        if content.startswith(ZIP) and len(content) > WORKBOOK_LIMIT:
            raise DomainError(_("This workbook is too large to upload. Save the sheet as CSV."))
        refuse_heavy(content)
        examined = service.examine(engagement.languages, name, content)
        write_afresh()
        engagement = engagement_named(db.session(), slug)
        draft = service.keep_draft(
            db.session(), engagement, name, content, examined, signed_in_account()
        )
    except DomainError as problem:
        db.session.rollback()
        engagement = engagement_named(db.session(), slug)
        return list_page(engagement, str(problem)), max(problem.status, 400)
    db.session.commit()
    return redirect(address("importing.show", slug=slug, batch_id=draft.id))


@blueprint.get("/<int:batch_id>")
@role_required(ADMINISTRATOR)
def show(slug: str, batch_id: int) -> str | Response:
    """Show a draft, the progress of a running import, or what became of it."""
    engagement = engagement_named(db.session(), slug)
    batch = service.find_batch(db.session(), engagement, batch_id)
    if batch.state == "draft":
        table = open_table(batch.file_name, service.content_of(batch), batch.mapping["sheet"])
        return draft_page(engagement, batch, table, form_of(batch, table.header))
    if batch.state in ("queued", "running"):
        page = Response(render("importing/progress.html", engagement, batch=batch))
        page.headers["Refresh"] = REFRESH_SECONDS
        return page
    return render(
        "importing/result.html", engagement, batch=batch, found=batch.mapping.get("found", {})
    )


@blueprint.post("/<int:batch_id>")
@role_required(ADMINISTRATOR)
def check(slug: str, batch_id: int) -> Page:
    """Set what the columns hold, and read the whole file through that."""
    engagement = engagement_named(db.session(), slug)
    batch = service.find_batch(db.session(), engagement, batch_id)
    content, ours = service.content_of(batch), list(engagement.languages)
    sheet = request.form.get("sheet", "") or batch.mapping["sheet"]
    table = open_table(batch.file_name, content, sheet)
    form = read_form(request.form, table.header)
    try:
        if sheet != batch.mapping["sheet"]:
            examined = service.examine(ours, batch.file_name, content, sheet=sheet)
        else:
            columns = form.as_map(table.header, ours, sheet)
            set_consent(ImportBatch(), form.consent, form.reason)
            examined = service.examine(ours, batch.file_name, content, columns, form.consent)
    except DomainError as problem:
        db.session.rollback()
        return draft_page(engagement, batch, table, form, str(problem)), 422
    write_afresh()
    batch = service.find_batch(db.session(), engagement, batch_id, to_change=True)
    service.keep_map(db.session(), batch, examined, form.consent, form.reason)
    db.session.commit()
    return redirect(address("importing.show", slug=slug, batch_id=batch_id, _anchor="found"))


@blueprint.post("/<int:batch_id>/store")
@role_required(ADMINISTRATOR)
def store(slug: str, batch_id: int) -> Page:
    """Queue a draft for the worker."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    batch = service.find_batch(db.session(), engagement, batch_id, to_change=True)
    revision = request.form.get("revision", "")
    service.confirm(db.session(), engagement, batch, int(revision) if revision.isdecimal() else 0)
    db.session.commit()
    return redirect(address("importing.show", slug=slug, batch_id=batch_id))


@blueprint.post("/<int:batch_id>/cancel")
@role_required(ADMINISTRATOR)
def cancel(slug: str, batch_id: int) -> Page:
    """Give an import up."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    batch = service.find_batch(db.session(), engagement, batch_id, to_change=True)
    service.cancel(db.session(), batch)
    db.session.commit()
    if batch.state == "cancelled":
        flash(_("The file was given up. Nothing of it was stored."))
        return redirect(address("importing.index", slug=slug))
    return redirect(address("importing.show", slug=slug, batch_id=batch_id))


@blueprint.get("/<int:batch_id>/errors.csv")
@role_required(ADMINISTRATOR)
def errors(slug: str, batch_id: int) -> Response:
    """Download what has to be mended."""
    engagement = engagement_named(db.session(), slug)
    batch = service.find_batch(db.session(), engagement, batch_id)
    file = Response(errors_as_csv(batch.row_errors), mimetype="text/csv")
    file.headers["Content-Disposition"] = f'attachment; filename="errors-{batch.id}.csv"'
    return file


def write_afresh() -> None:
    """End what was read and start to write: reading a large file held no lock."""
    db.session.commit()
    begin_writing(db.session())


def list_page(engagement: Engagement, problem: str = "") -> str:
    """Render the list of imports with the upload form."""
    batches = service.list_batches(db.session(), engagement)
    return render(
        "importing/list.html",
        engagement,
        batches=batches,
        problem=problem,
        limit=current_app.config["UPLOAD_LIMIT"] // MEGABYTE,
        workbook_limit=WORKBOOK_LIMIT // MEGABYTE,
    )


def draft_page(
    engagement: Engagement, batch: ImportBatch, table: Table, form: DraftForm, problem: str = ""
) -> str:
    """Render a draft: what its columns hold, what was found, and its first rows."""
    rows = service.first_rows(table, SHOWN_ROWS)
    found = batch.mapping.get("found")
    columns = [
        {
            "name": name,
            "shown": shown_name(table, name),
            "role": form.roles[place],
            "cells": [shortened(row[place]) if place < len(row) else "" for row in rows],
        }
        for place, name in enumerate(table.header)
    ]
    return render(
        "importing/draft.html",
        engagement,
        batch=batch,
        table=table,
        form=form,
        problem=problem,
        columns=columns,
        row_count=len(rows),
        found=found,
        left_out=[
            Markup("<bdi>{}</bdi>").format(shown_name(table, name))
            for name in (found or {}).get("left_out", ())
        ],
        errors=batch.row_errors[:SHOWN_ERRORS],
        role_names=ROLE_NAMES,
        consent_names=CONSENT_NAMES,
    )


def render(template: str, engagement: Engagement, **context: Any) -> str:
    """Render one of this room's pages."""
    return render_template(
        template,
        engagement=engagement,
        title=title_of(engagement),
        explain_error=explain_error,
        explain_note=explain_note,
        place_of=place_of,
        language_of=language,
        **context,
    )


def shown_name(table: Table, name: str) -> str:
    """Return a column's name for people: one without a header has only its letter."""
    return _("column %(letter)s (no name)", letter=name) if name in table.unnamed else name


def shortened(cell: str) -> str:
    """Return the beginning of a cell, for a page that shows many."""
    return cell if len(cell) <= SHOWN_LETTERS else cell[:SHOWN_LETTERS] + "…"
