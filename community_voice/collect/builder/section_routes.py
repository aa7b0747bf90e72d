"""Staff pages of a section of a draft: its form, and saving it."""

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from community_voice.collect.builder.blocks import (
    PURPOSES,
    blocks_of,
    section_from,
    with_block,
)
from community_voice.collect.builder.draft_pages import (
    Page,
    blueprint,
    page_of,
    step_of,
    to_editor,
)
from community_voice.collect.builder.drafts import (
    ChangedMeanwhile,
    Draft,
    act,
    open_draft,
    take_draft,
)
from community_voice.collect.builder.editing import section_of, with_section
from community_voice.collect.builder.rule_form import add_condition
from community_voice.collect.builder.rule_view import RuleView
from community_voice.collect.builder.section_form import (
    SectionForm,
    read_section,
    section_form_of,
    section_of_form,
)
from community_voice.extensions import db
from community_voice.instruments.template import TEMPLATES, read_template
from community_voice.staff.access import role_required
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store.database import begin_writing


@blueprint.route("/new-section", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def new_section(slug: str, survey: str, number: str) -> Page:
    """Add a section."""
    if request.method == "POST":
        return save_section(slug, survey, number)
    draft = open_draft(db.session(), slug, survey, number)
    return section_page(draft, SectionForm(after=request.args.get("after", "")), {})


@blueprint.route("/sections/<code>", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def section(slug: str, survey: str, number: str, code: str) -> Page:
    """Change a section's words and rules."""
    if request.method == "POST":
        return save_section(slug, survey, number)
    draft = open_draft(db.session(), slug, survey, number)
    found = section_of(draft.definition, code)
    return section_page(draft, section_form_of(found, draft.source), {})


@blueprint.route("/blocks", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def blocks(slug: str, survey: str, number: str) -> Page:
    """Add a page of a template, with its questions in every language."""
    if request.method == "GET":
        return blocks_page(open_draft(db.session(), slug, survey, number))
    begin_writing(db.session())
    draft = take_draft(db.session(), slug, survey, number)
    form = request.form
    block = section_from(
        *(form.get("template", ""), form.get("section", ""), bool(form.get("with_off")))
    )
    codes = {each["code"] for each in draft.definition["sections"]}
    after = form.get("after", "") if form.get("after", "") in codes else ""
    made = with_block(draft.definition, block, after)
    added = next(each["code"] for each in made["sections"] if each["code"] not in codes)
    try:
        act(*(db.session(), draft, step_of(form), "add_section", added), lambda _before: made)
    except ChangedMeanwhile as late:
        db.session.rollback()
        flash(str(late), "error")
        return blocks_page(open_draft(db.session(), slug, survey, number))
    db.session.commit()
    flash(_("Saved."))
    return to_editor(draft, f"s-{added}", added)


def blocks_page(draft: Draft) -> str:
    """Show the pages of every template."""
    offered = [
        (template["texts"]["title"]["en"], name, PURPOSES.get(name, ""), blocks_of(name))
        for name, template in ((name, read_template(name)) for name in reversed(TEMPLATES))
    ]
    return render_template(
        "builder/blocks.html",
        **page_of(draft),
        offered=offered,
        after=request.values.get("after", ""),
    )


def save_section(slug: str, survey: str, number: str) -> Page:
    """Do what a button of a section's page says."""
    begin_writing(db.session())
    draft = take_draft(db.session(), slug, survey, number)
    form = read_section(request.form)
    there = {each["code"] for each in draft.definition["sections"]}
    form.old = form.old if form.old in there else ""
    form.after = form.after if form.after in there else ""
    if pressed_section(form, request.form.get("do", "")):
        return section_page(draft, form, {})
    before = section_of(draft.definition, form.old) if form.old else None
    made, problems = section_of_form(form, before, draft.definition)
    if problems:
        return section_page(draft, form, problems), 422
    name = "change_section" if form.old else "add_section"
    try:
        act(
            *(db.session(), draft, step_of(request.form), name, made["code"]),
            lambda definition: with_section(definition, made, form.old, form.after),
        )
    except ChangedMeanwhile as late:
        return section_page(draft, form, {"late": str(late)}), 409
    db.session.commit()
    flash(_("Saved."))
    return to_editor(draft, f"s-{made['code']}", made["code"])


def pressed_section(form: SectionForm, button: str) -> bool:
    """Do what a button says that changes the form alone."""
    name, _colon, rest = button.partition(":")
    if name == "condition":
        add_condition(form.show_if, request.form.get("rule:show_if:new", ""))
    elif name == "uncondition":
        number = rest.rpartition(":")[2]
        if number.isdigit() and int(number) < len(form.show_if.conditions):
            del form.show_if.conditions[int(number)]
    return name in ("condition", "uncondition", "again")


def section_page(draft: Draft, form: SectionForm, problems: dict[str, Any]) -> str:
    """Show the page of a section."""
    return render_template(
        "builder/section.html",
        **page_of(draft),
        form=form,
        problems=problems,
        view=RuleView(draft.definition, ""),
    )
