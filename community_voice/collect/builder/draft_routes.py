"""Staff pages of one draft: its questions in order, acts on them, undoing, publishing."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.collect.builder import question_routes, section_routes, surveys
from community_voice.collect.builder.acts import ACTS, act_name
from community_voice.collect.builder.draft_pages import (
    Page,
    blueprint,
    page_of,
    step_of,
    to_editor,
)
from community_voice.collect.builder.drafts import (
    CHANGE_TEXTS,
    ChangedMeanwhile,
    Draft,
    act,
    next_to_undo,
    open_draft,
    publish_draft,
    steps_of,
    take_draft,
    undo,
)
from community_voice.collect.builder.findings import (
    findings_of,
    in_source_alone,
    stops_of,
)
from community_voice.collect.builder.outline import is_paged, outline, whereabouts
from community_voice.collect.builder.section_form import (
    ZONES,
    TextsForm,
    read_texts,
    texts_form_of,
    with_texts,
)
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.instruments.carried import closing, open_carried
from community_voice.instruments.read_aloud import heard
from community_voice.instruments.wording_state import read_states
from community_voice.locale import INTERFACE_LANGUAGES, current_language
from community_voice.staff.access import role_required
from community_voice.staff.audit import record_act
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store.columns import storable
from community_voice.store.database import begin_writing
from community_voice.store.survey import AUDIENCES

# With more questions than these, advice on the words of every language would keep one waiting.
LONG = 100
# The pages of questions and sections are added to the same blueprint.
__all__ = ["blueprint", "question_routes", "section_routes"]


@blueprint.get("")
@role_required(ADMINISTRATOR)
def edit(slug: str, survey: str, number: str) -> str:
    """Show a draft: its sections and questions in order."""
    draft = open_draft(db.session(), slug, survey, number)
    asked = request.args.get("q", "").strip()
    asked = asked if storable(asked) else ""
    findings = stops_of(draft.definition)
    last = next_to_undo(db.session(), draft.version)
    return render_template(
        "builder/draft.html",
        **page_of(draft),
        asked=asked,
        outline=outline(draft.definition, findings, asked, request.args),
        findings=findings,
        last=act_name(last.act) if last else "",
    )


@blueprint.post("/act")
@role_required(ADMINISTRATOR)
def do(slug: str, survey: str, number: str) -> Response:
    """Do what one button says, and go back to where it was pressed."""
    begin_writing(db.session())
    draft = take_draft(db.session(), slug, survey, number)
    button, asked = request.form.get("act", ""), request.form.get("q", "")
    code, shown = request.form.get("code", ""), request.form.get("section_shown", "")
    try:
        if button == "undo":
            undone = undo(db.session(), draft, step_of(request.form))
            told, code = _("Undone: %(act)s", act=act_name(undone)), undone.partition(":")[2]
        elif button in ACTS:
            name, maker = ACTS[button]
            act(db.session(), draft, step_of(request.form), name, code, maker(request.form))
            told = act_name(f"{name}:{code}")
        else:
            raise DomainError(_("We do not know this button."))
        db.session.commit()
        flash(told)
    except ChangedMeanwhile as late:
        db.session.rollback()
        flash(str(late), "error")
    return where_it_stands(slug, survey, number, code, asked, shown)


def where_it_stands(
    slug: str, survey: str, number: str, code: str, asked: str, shown: str
) -> Response:
    """Go back to the draft, to what was acted on; to the section that was shown if it is gone."""
    draft = open_draft(db.session(), slug, survey, number)
    is_long = bool(shown) or is_paged(draft.definition)
    place = whereabouts(draft.definition, code)
    back: dict[str, Any] = {"q": asked or None}
    if is_long and not asked:
        back["section"] = shown or None
        back.update(place)
    is_section = code in {section["code"] for section in draft.definition["sections"]}
    anchor = f"s-{code}" if is_section and place.get("section") == code else f"q-{code}"
    at = page_of(draft)["at"]
    return redirect(url_for("drafts.edit", **at, **back, _anchor=anchor))


@blueprint.get("/history")
@role_required(ADMINISTRATOR)
def history(slug: str, survey: str, number: str) -> str:
    """List the last acts on a draft: what, who and when."""
    draft = open_draft(db.session(), slug, survey, number)
    steps = [
        (each, act_name(each.act), who, gone)
        for each, who, gone in steps_of(db.session(), draft.version)
    ]
    last = next_to_undo(db.session(), draft.version)
    return render_template(
        "builder/history.html",
        **page_of(draft),
        steps=steps,
        last=act_name(last.act) if last else "",
    )


@blueprint.get("/advice")
@role_required(ADMINISTRATOR)
def advice(slug: str, survey: str, number: str) -> str:
    """Show everything to look at before publishing."""
    draft = open_draft(db.session(), slug, survey, number)
    return render_template("builder/advice.html", **page_of(draft), **advice_on(draft))


@blueprint.route("/texts", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def texts(slug: str, survey: str, number: str) -> Page:
    """Change what a survey says around its questions, its deadline, and whom it asks."""
    if request.method == "GET":
        draft = open_draft(db.session(), slug, survey, number)
        form = texts_form_of(draft.definition, draft.survey.audience)
        return texts_page(draft, form, {})
    begin_writing(db.session())
    draft = take_draft(db.session(), slug, survey, number)
    typed = request.form.get("other_languages", "").replace(",", " ").split()
    languages = [*request.form.getlist("languages"), *typed]
    form = read_texts(request.form, languages, draft.survey.audience)
    made, problems = with_texts(form, draft.definition)
    if form.audience not in AUDIENCES:
        problems["audience"] = _("Choose one of the list.")
    if problems:
        return texts_page(draft, form, problems), 422
    try:
        act(db.session(), draft, step_of(request.form), CHANGE_TEXTS, "", lambda _before: made)
    except ChangedMeanwhile as late:
        return texts_page(draft, form, {"late": str(late)}), 409
    change_audience(draft, form.audience)
    db.session.commit()
    flash(_("Saved."))
    return to_editor(draft)


@blueprint.route("/publish", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def publish(slug: str, survey: str, number: str) -> Page:
    """Ask, then publish: what would make it unanswerable stops it, advice does not."""
    if request.method == "GET":
        return publish_page(open_draft(db.session(), slug, survey, number), "")
    begin_writing(db.session())
    draft = take_draft(db.session(), slug, survey, number)
    if any(finding.stops for finding in stops_of(draft.definition)):
        return publish_page(draft, _("First mend what stops it.")), 422
    try:
        publish_draft(db.session(), draft, step_of(request.form))
    except ChangedMeanwhile as late:
        return publish_page(draft, str(late)), 409
    open_carried(db.session(), draft.version)
    db.session.commit()
    flash(_("Version %(number)s is published. It never changes from now on.", number=number))
    return redirect(url_for("surveys.show", slug=slug, survey=survey))


@blueprint.route("/discard", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def discard(slug: str, survey: str, number: str) -> Page:
    """Ask, then throw a draft away."""
    if request.method == "GET":
        draft = open_draft(db.session(), slug, survey, number)
        return render_template("builder/discard.html", **page_of(draft))
    begin_writing(db.session())
    draft = take_draft(db.session(), slug, survey, number)
    if step_of(request.form) != draft.step:
        flash(_("Somebody changed this draft since you opened this page. Look again."), "error")
        return to_editor(draft)
    surveys.discard(db.session(), draft.version)
    db.session.commit()
    flash(_("The draft is thrown away."))
    return redirect(url_for("surveys.index", slug=slug))


def texts_page(draft: Draft, form: TextsForm, problems: dict[str, str]) -> str:
    """Show the page of a survey's own texts."""
    return render_template(
        "builder/texts.html",
        **page_of(draft),
        form=form,
        problems=problems,
        zones=ZONES,
        known=list(dict.fromkeys([*INTERFACE_LANGUAGES, *form.languages])),
        is_new=audience_is_open(draft),
    )


def audience_is_open(draft: Draft) -> bool:
    """Say whether nobody can have answered: then whom a survey asks may still change."""
    return all(version.published_on is None for version in draft.survey.versions)


def change_audience(draft: Draft, audience: str) -> None:
    """Change whom a survey asks, where nothing of it is published."""
    if audience_is_open(draft) and audience != draft.survey.audience:
        draft.survey.audience = audience
        record_act(db.session(), "survey.audience", draft.subject, detail={"audience": audience})


def advice_on(draft: Draft) -> dict[str, Any]:
    """Return the advice on a draft; of a long one only the first text language is read."""
    count = sum(len(section["questions"]) for section in draft.definition["sections"])
    definition = draft.definition if count <= LONG else in_source_alone(draft.definition)
    found = findings_of(definition, heard(db.session(), draft.version.id))
    return {"findings": found, "is_long": count > LONG}


def publish_page(draft: Draft, problem: str) -> str:
    """Show what publishing fixes, what to look at first, and which languages can be opened."""
    return render_template(
        "builder/publish.html",
        **page_of(draft),
        **advice_on(draft),
        problem=problem,
        states=read_states(db.session(), draft.version),
        closing=closing(db.session(), draft.version),
        tongue=current_language().tag,
    )
