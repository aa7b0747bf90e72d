"""Staff pages for XLSForm: upload, see what is held, make the survey or give up; download."""

import io
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file
from flask import url_for as address
from flask_babel import gettext as _
from flask_security import current_user
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from community_voice.collect.xlsform import service
from community_voice.collect.xlsform.notices import Notice
from community_voice.errors import Conflict, DomainError
from community_voice.extensions import db
from community_voice.instruments.new_survey import free_slug
from community_voice.staff.access import role_required
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store import Engagement, Survey
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named

blueprint = Blueprint("xlsform", __name__, url_prefix="/staff/<slug>/surveys/xlsform")

LARGE = ("xlsform.upload", "xlsform.make")
SHOWN = 500
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Page = str | tuple[str, int] | Response


@blueprint.url_value_preprocessor
def allow_a_large_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let administrators send forms; everybody else's requests stay small.

    This runs before the form's token is looked for, which reads the whole body.
    """
    if endpoint in LARGE and current_user.has_role(ADMINISTRATOR):
        request.max_content_length = current_app.config["UPLOAD_LIMIT"]
        request.max_form_memory_size = current_app.config["UPLOAD_LIMIT"]


@blueprint.get("")
@role_required(ADMINISTRATOR)
def index(slug: str) -> str:
    """Offer to upload a form, and every version to download."""
    return upload_page(engagement_named(db.session(), slug))


@blueprint.post("")
@role_required(ADMINISTRATOR)
def upload(slug: str) -> Page:
    """Read a form and show what is held of it; nothing is stored."""
    engagement = engagement_named(db.session(), slug)
    file = request.files.get("file")
    content = file.read() if file else b""
    name = (file and file.filename) or ""
    try:
        if not name:
            raise DomainError(_("Choose a file first."))
        taken = service.take_in(name, content, engagement.source_language)
    except DomainError as problem:
        db.session.rollback()
        return upload_page(engagement_named(db.session(), slug), str(problem)), 422
    packed = packer(slug).dumps(taken.imported.definition)
    proposed = service.slug_for(db.session(), engagement, name)
    return found_page(engagement, taken, packed, proposed)


@blueprint.post("/make")
@role_required(ADMINISTRATOR)
def make(slug: str) -> Page:
    """Make the survey that was shown, as a draft."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    try:
        definition = packer(slug).loads(request.form.get("form", ""))
        named = request.form.get("survey", "").strip()
        named = free_slug(db.session(), engagement, named)
        service.make_survey(db.session(), engagement, definition, named)
    except BadData:
        problem = _("This page is not one of ours any more. Upload the form again.")
        db.session.rollback()
        return upload_page(engagement_named(db.session(), slug), problem), 400
    except Conflict as conflict:
        db.session.rollback()
        return upload_page(engagement_named(db.session(), slug), str(conflict)), 409
    db.session.commit()
    flash(_("The survey “%(name)s” is made, as a draft. Nobody but staff sees it.", name=named))
    return redirect(address("xlsform.index", slug=slug))


@blueprint.get("/<survey>/<int:number>.xlsx")
@role_required(ADMINISTRATOR)
def download(slug: str, survey: str, number: int) -> Response:
    """Send a version as an XLSForm workbook."""
    db.session.rollback()
    begin_writing(db.session())
    version = service.find_version(db.session(), f"{slug}/{survey}", number)
    content = service.export_book(db.session(), version)
    db.session.commit()
    name = f"{slug}-{survey}-{number}.xlsx"
    return send_file(io.BytesIO(content), MIME, as_attachment=True, download_name=name)


def packer(slug: str) -> URLSafeSerializer:
    """Return what packs and signs a form that somebody looks at, for one engagement."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"xlsform {slug}")


def upload_page(engagement: Engagement, problem: str = "") -> str:
    """Show the upload form and the surveys there are."""
    surveys = db.session.scalars(
        select(Survey)
        .where(Survey.engagement_id == engagement.id, Survey.kind == "survey")
        .options(selectinload(Survey.versions))
        .order_by(Survey.slug)
    )
    return render_template(
        "xlsform/upload.html", engagement=engagement, surveys=list(surveys), problem=problem
    )


def found_page(engagement: Engagement, taken: service.TakenIn, packed: str, proposed: str) -> str:
    """Show what of a form is held, row by row."""
    imported = taken.imported
    lost: list[Notice] = [notice for notice in imported.notices if not notice.held]
    kept: list[Notice] = [notice for notice in imported.notices if notice.held]
    return render_template(
        "xlsform/found.html",
        engagement=engagement,
        imported=imported,
        lost=lost[:SHOWN],
        lost_count=len(lost),
        kept=kept[:SHOWN],
        kept_count=len(kept),
        warnings=taken.warnings[:SHOWN],
        packed=packed,
        proposed=proposed,
        questions=sum(len(each["questions"]) for each in imported.definition["sections"]),
    )
