"""Staff pages of one question of a draft: its form, and saving it."""

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

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
from community_voice.collect.builder.editing import (
    place_of,
    question_of,
    questions_of,
    with_choices_renamed,
    with_question,
)
from community_voice.collect.builder.map_shapes import MOST_CHARACTERS
from community_voice.collect.builder.question_buttons import press
from community_voice.collect.builder.question_check import Problems, question_of_form
from community_voice.collect.builder.question_form import (
    ChoiceRow,
    QuestionForm,
    form_of,
    read_form,
)
from community_voice.collect.builder.rule_view import RuleView
from community_voice.collect.builder.surveys import locked_codes
from community_voice.collect.builder.type_fields import (
    GROUPS,
    NEEDS_CHOICES,
    TYPES,
    WITH_CHOICES,
    WITH_EXCLUSIVE,
    WITH_FILTER,
    WITH_FIXED_CHOICES,
    WITH_HIGH,
    WITH_LOW,
    WITHOUT_ANSWER,
    WITHOUT_LIMITS,
    fields_of,
)
from community_voice.errors import NotFound
from community_voice.extensions import db
from community_voice.instruments.definition import Definition, QuestionDict
from community_voice.questions import QUESTION_TYPES
from community_voice.questions.fixed_choices import FIXED_CHOICES
from community_voice.staff.access import role_required
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store.columns import CONSENTS
from community_voice.store.database import begin_writing

KINDS = {
    "with_choices": WITH_CHOICES,
    "needs_choices": NEEDS_CHOICES,
    "fixed_choices": WITH_FIXED_CHOICES,
    "with_exclusive": WITH_EXCLUSIVE,
    "with_filter": WITH_FILTER,
    "without_answer": WITHOUT_ANSWER,
    "without_limits": WITHOUT_LIMITS,
}


@blueprint.get("/add")
@role_required(ADMINISTRATOR)
def add(slug: str, survey: str, number: str) -> str:
    """Offer the types of a question to add."""
    draft = open_draft(db.session(), slug, survey, number)
    return render_template(
        "builder/add.html",
        **page_of(draft),
        groups=type_groups(),
        types=TYPES,
        section=request.args.get("section", ""),
        after=request.args.get("after", ""),
    )


@blueprint.route("/new-question", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def new_question(slug: str, survey: str, number: str) -> Page:
    """Add a question."""
    if request.method == "POST":
        return save(slug, survey, number)
    draft = open_draft(db.session(), slug, survey, number)
    kind = request.args.get("type", "")
    if kind not in QUESTION_TYPES:
        raise NotFound(_("There is no such type of question."))
    form = blank_form(kind, draft, request.args.get("section", ""), request.args.get("after", ""))
    return question_page(draft, form, {})


@blueprint.route("/questions/<code>", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def question(slug: str, survey: str, number: str, code: str) -> Page:
    """Change a question."""
    if request.method == "POST":
        return save(slug, survey, number)
    draft = open_draft(db.session(), slug, survey, number)
    return question_page(draft, form_of(question_of(draft.definition, code), draft.source), {})


def save(slug: str, survey: str, number: str) -> Page:
    """Do what a button of a question's page says: change the form, or keep the question."""
    begin_writing(db.session())
    draft = take_draft(db.session(), slug, survey, number)
    form = read_form(request.form)
    take_upload(form)
    gone = form.old and all(form.old != each["code"] for each in questions_of(draft.definition))
    if gone:
        form.old, form.section = "", draft.definition["sections"][-1]["code"]
    if press(form, request.form.get("do", ""), request.form):
        return question_page(draft, form, {})
    before = question_of(draft.definition, form.old) if form.old else None
    locked = locked_codes(db.session(), draft.survey)
    made, problems = question_of_form(form, before, draft.definition, locked)
    if gone:
        problems["late"] = _(
            "Somebody deleted this question meanwhile. Save again to bring it back."
        )
    if problems:
        return question_page(draft, form, problems), 409 if gone else 422
    name = "change_question" if form.old else "add_question"

    def change(definition: Definition) -> Definition:
        put = with_question(definition, made, form.old, form.section, form.after)
        return renamed(put, form, made)

    try:
        act(db.session(), draft, step_of(request.form), name, made["code"], change)
    except ChangedMeanwhile as late:
        return question_page(draft, form, {"late": str(late)}), 409
    db.session.commit()
    flash(_("Saved."))
    return back_to(draft, made["code"], form)


def back_to(draft: Draft, code: str, form: QuestionForm) -> Response:
    """Go back to the draft, where the question is shown."""
    return to_editor(draft, f"q-{code}", home_of(draft, form))


def home_of(draft: Draft, form: QuestionForm) -> str:
    """Return the section in which a question stands, or will."""
    near = form.old or form.after
    try:
        at = place_of(draft.definition, near)[0] if near else -1
    except NotFound:
        at = -1
    return draft.definition["sections"][at]["code"] if at >= 0 else form.section


def renamed(definition: Definition, form: QuestionForm, made: QuestionDict) -> Definition:
    """Let rules follow choices, rows and columns that got other codes."""
    rows = {row.old: row.code for row in form.choices if row.old and row.old != row.code}
    columns = {row.old: row.code for row in form.columns if row.old and row.old != row.code}
    if not rows and not columns:
        return definition
    is_grid = made["type"] == "grid"
    values = columns if is_grid else rows
    return with_choices_renamed(definition, made["code"], values, rows)


def take_upload(form: QuestionForm) -> None:
    """Put an uploaded map where a pasted one stands."""
    file = request.files.get("map_file")
    if file and file.filename:
        form.map = (
            file.stream.read(MOST_CHARACTERS + 1).decode("utf-8", "replace").replace("\x00", "")
        )


def blank_form(kind: str, draft: Draft, section: str, after: str) -> QuestionForm:
    """Return the form of a question that is not there yet."""
    sections = draft.definition["sections"]
    if not sections:
        raise NotFound(_("Add a section first."))
    codes = [each["code"] for each in sections]
    known = {each["code"] for each in questions_of(draft.definition)}
    form = QuestionForm(
        kind,
        section=section if section in codes else codes[-1],
        after=after if after in known else "",
        settings={each.name: "on" if each.default else "" for each in fields_of(kind)},
    )
    if kind in FIXED_CHOICES:
        form.choices = [ChoiceRow(code=code) for code in FIXED_CHOICES[kind]]
    elif kind == "consent":
        form.choices = [ChoiceRow(code=code) for code in CONSENTS]
    elif kind in WITH_CHOICES:
        form.choices = [ChoiceRow(), ChoiceRow(), ChoiceRow()]
    if kind == "grid":
        form.columns = [ChoiceRow(), ChoiceRow(), ChoiceRow()]
    return form


def question_page(draft: Draft, form: QuestionForm, problems: Problems) -> str:
    """Show the page of a question, with what is wrong beside its fields."""
    locked = locked_codes(db.session(), draft.survey)
    return render_template(
        "builder/question.html",
        **page_of(draft),
        form=form,
        problems=problems,
        fields=fields_of(form.kind),
        view=RuleView(draft.definition, form.kind),
        groups=type_groups(),
        types=TYPES,
        low_name=WITH_LOW.get(form.kind),
        high_name=WITH_HIGH.get(form.kind),
        is_locked=form.old in locked,
        locked=locked.get(form.old, set()),
        home=home_of(draft, form),
        **{name: form.kind in kinds for name, kinds in KINDS.items()},
    )


def type_groups() -> list[tuple[str, list[str]]]:
    """Return the types that there are, by group; one without a group comes last."""
    grouped = {kind for _name, kinds in GROUPS for kind in kinds}
    groups = [(str(name), [k for k in kinds if k in QUESTION_TYPES]) for name, kinds in GROUPS]
    rest = [kind for kind in QUESTION_TYPES if kind not in grouped]
    return [*groups, *([(str(_("Others")), rest)] if rest else [])]
