"""The page of the statements' room that takes in an export of Polis."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community_voice.collect.statements.pages import polis_page
from community_voice.collect.statements.polis import read_export
from community_voice.collect.statements.polis_storing import store_export
from community_voice.collect.statements.routes import Page, blueprint
from community_voice.collect.statements.service import engagement_to_change
from community_voice.errors import DomainError, NotFound
from community_voice.extensions import db
from community_voice.staff.access import allow_a_large_file, role_required, signed_in_account
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store.engagement import engagement_named


@blueprint.url_value_preprocessor
def allow_exports(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let administrators upload files that are larger than a form."""
    if endpoint == "statements.take_polis":
        allow_a_large_file()


@blueprint.get("/polis")
@role_required(ADMINISTRATOR)
def polis(slug: str) -> str:
    """Offer to import an export of Polis."""
    return polis_page(engagement_named(db.session(), slug))


@blueprint.post("/polis")
@role_required(ADMINISTRATOR)
def take_polis(slug: str) -> Page:
    """Read both files, and store them whole or not at all."""
    comments, votes = (_file(name) for name in ("comments", "votes"))
    tongue = request.form.get("language", "")
    try:
        if not comments or not votes:
            raise DomainError(_("Choose both files first."))
        export = read_export(comments, votes)
        engagement = engagement_to_change(db.session(), slug)
        batch = store_export(
            db.session(), engagement, (comments, votes), export, tongue, signed_in_account()
        )
    except NotFound:
        raise
    except DomainError as problem:
        db.session.rollback()
        return polis_page(engagement_named(db.session(), slug), str(problem)), problem.status
    people = batch.people_stored
    db.session.commit()
    flash(_told(people, len(export.comments), export.left_out))
    return redirect(url_for(".index", slug=slug))


def _file(name: str) -> bytes:
    file = request.files.get(name)
    return file.read() if file else b""


def _told(people: int, statements: int, left_out: int) -> str:
    told = [
        ngettext("%(num)s statement is here.", "%(num)s statements are here.", statements),
        ngettext("%(num)s person voted.", "%(num)s people voted.", people),
    ]
    if left_out:
        told.append(
            ngettext(
                "%(num)s vote was left out: its statement was rejected or is not in the file.",
                "%(num)s votes were left out: their statements were rejected or are not in the "
                "file.",
                left_out,
            )
        )
    return " ".join(told)
