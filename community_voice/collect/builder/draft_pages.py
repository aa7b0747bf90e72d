"""What all staff pages of a draft share: their blueprint, what they show, the way back."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from community_voice.collect.builder.drafts import Draft
from community_voice.collect.builder.type_fields import name_of

blueprint = Blueprint("drafts", __name__, url_prefix="/staff/<slug>/surveys/<survey>/<number>/edit")

Page = str | tuple[str, int] | Response


@blueprint.app_template_filter("type_name")
def type_name(kind: str) -> str:
    """Name a type of question."""
    return name_of(kind)


def page_of(draft: Draft) -> dict[str, Any]:
    """Return what every page of a draft needs."""
    return {
        "engagement": draft.engagement,
        "draft": draft,
        "source": draft.source,
        "at": {
            "slug": draft.engagement.slug,
            "survey": draft.survey.slug,
            "number": draft.version.number,
        },
        "title": title_of(draft),
    }


def title_of(draft: Draft) -> str:
    """Return what a draft calls itself."""
    return draft.definition.get("title", {}).get(draft.source) or draft.survey.slug


def step_of(typed: Mapping[str, str]) -> int:
    """Return the step of the draft that the page was made of; -1 where it says none."""
    text = typed.get("step", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def to_editor(draft: Draft, anchor: str | None = None, section: str | None = None) -> Response:
    """Go back to the draft, to a question or section of it."""
    at = page_of(draft)["at"]
    return redirect(url_for("drafts.edit", **at, section=section, _anchor=anchor))
