"""Staff pages of an engagement's surveys: list, make, versions, compare, look."""

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community_voice.collect.builder import surveys
from community_voice.collect.builder.blocks import PURPOSES
from community_voice.collect.builder.compare import KINDS, compare
from community_voice.collect.builder.drafts import (
    find_version,
    survey_named,
    version_numbered,
)
from community_voice.collect.builder.findings import stops_of
from community_voice.collect.builder.survey_list import SurveyRow, survey_row, survey_rows
from community_voice.extensions import db
from community_voice.headers import FRAMES, allow
from community_voice.instruments.definition import read_definition
from community_voice.instruments.template import GROUPS, Template, read_template
from community_voice.instruments.wording_state import languages_of
from community_voice.locale import current_language
from community_voice.staff.access import role_required, staff_required
from community_voice.staff.roles import ADMINISTRATOR
from community_voice.store import Engagement
from community_voice.store.columns import storable
from community_voice.store.database import begin_writing
from community_voice.store.engagement import engagement_named
from community_voice.store.survey import RESIDENTS

blueprint = Blueprint("surveys", __name__, url_prefix="/staff/<slug>/surveys")

Page = str | tuple[str, int] | Response
# What a page is looked at as: a phone, a desk.
WIDTHS = (320, 1280)


@blueprint.app_template_global()
def surveys_of(engagement: Engagement) -> list[SurveyRow]:
    """Return an engagement's surveys for its page."""
    return survey_rows(db.session(), engagement, current_language().tag)


@blueprint.app_context_processor
def know_audiences() -> dict[str, object]:
    """Let every page of a survey say whom it asks."""
    return {"AUDIENCE_NAMES": surveys.AUDIENCE_NAMES, "AUDIENCE_HELP": surveys.AUDIENCE_HELP}


@blueprint.get("/")
@staff_required
def index(slug: str) -> str:
    """List the surveys of an engagement."""
    engagement = engagement_named(db.session(), slug)
    return render_template("builder/surveys.html", engagement=engagement)


@blueprint.get("/new")
@role_required(ADMINISTRATOR)
def new(slug: str) -> str:
    """Offer the ways to make a survey: templates by group, empty, a file, a copy."""
    engagement = engagement_named(db.session(), slug)
    asked = request.args.get("q", "").strip()
    asked = asked if storable(asked) else ""
    return render_template(
        "builder/survey_start.html",
        engagement=engagement,
        asked=asked,
        groups=template_groups(asked),
        empty=surveys.EMPTY,
        purposes=PURPOSES,
    )


@blueprint.route("/new/<template>", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def create(slug: str, template: str) -> Page:
    """Make a survey from a template or an empty one: published at once, or a draft first."""
    if request.method == "POST":
        begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    chosen = surveys.template_named(template)
    said = {name: request.form.get(name, "").strip() for name in ("slug", "audience", "title")}
    if request.method == "GET":
        wished = "survey" if chosen is None else template
        said["slug"] = surveys.free_slug(db.session(), engagement, wished)
        said["audience"] = str((chosen or {}).get("audience", RESIDENTS))
        return create_page(engagement, chosen, said, {})
    problems = surveys.find_problems(db.session(), engagement, said["slug"], said["audience"])
    if not storable(said["title"]) or len(said["title"]) > 500:
        problems["title"] = _("There is a character here that we cannot keep. Type it again.")
    if problems:
        return create_page(engagement, chosen, said, problems), 422
    if chosen is None:
        definition = surveys.empty_definition(engagement.source_language, said["title"])
    else:
        definition = surveys.definition_of_template(chosen, bool(request.form.get("with_off")))
    made = surveys.new_survey(db.session(), engagement, said["slug"], said["audience"], definition)
    wanted = chosen is not None and request.form.get("do") == "publish"
    if wanted and not any(finding.stops for finding in stops_of(definition)):
        surveys.publish_at_once(db.session(), made)
        db.session.commit()
        flash(_("The survey is published."))
        return redirect(url_for("surveys.show", slug=slug, survey=said["slug"]))
    db.session.commit()
    flash(
        _("It is a draft for now: something must be filled in before it can be published.")
        if wanted
        else _("The survey is made, as a draft. Nobody can answer it until you publish it.")
    )
    return redirect(url_for("drafts.edit", slug=slug, survey=said["slug"], number=1))


@blueprint.get("/<survey>/")
@staff_required
def show(slug: str, survey: str) -> str:
    """Show a survey: its versions, how many answered each, and the ways on."""
    engagement = engagement_named(db.session(), slug)
    found = survey_named(db.session(), engagement, survey)
    row = survey_row(db.session(), found, current_language().tag)
    return render_template("builder/survey.html", engagement=engagement, row=row)


@blueprint.post("/<survey>/version")
@role_required(ADMINISTRATOR)
def version(slug: str, survey: str) -> Response:
    """Begin a new version as the newest one is."""
    begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    made = surveys.new_version(db.session(), survey_named(db.session(), engagement, survey))
    number = made.number
    db.session.commit()
    flash(_("The draft begins as the newest version is. Residents keep answering that one."))
    return redirect(url_for("drafts.edit", slug=slug, survey=survey, number=number))


@blueprint.route("/<survey>/copy", methods=["GET", "POST"])
@role_required(ADMINISTRATOR)
def copy(slug: str, survey: str) -> Page:
    """Make another survey that begins as the newest version of this one is."""
    if request.method == "POST":
        begin_writing(db.session())
    engagement = engagement_named(db.session(), slug)
    found = survey_named(db.session(), engagement, survey)
    row = survey_row(db.session(), found, current_language().tag)
    said = {name: request.form.get(name, "").strip() for name in ("slug", "audience")}
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = surveys.find_problems(db.session(), engagement, said["slug"], said["audience"])
        if not problems:
            newest = version_numbered(db.session(), found, row.versions[0].number)
            surveys.copy_survey(db.session(), newest, said["slug"], said["audience"])
            db.session.commit()
            flash(_("The copy is made, as a draft."))
            return redirect(url_for("drafts.edit", slug=slug, survey=said["slug"], number=1))
    else:
        said["slug"] = surveys.free_slug(db.session(), engagement, survey)
        said["audience"] = found.audience
    page = render_template(
        "builder/survey_copy.html", engagement=engagement, row=row, said=said, problems=problems
    )
    return (page, 422) if problems else page


@blueprint.get("/<survey>/compare")
@staff_required
def compared(slug: str, survey: str) -> str:
    """Show what differs between two versions."""
    engagement = engagement_named(db.session(), slug)
    found = survey_named(db.session(), engagement, survey)
    row = survey_row(db.session(), found, current_language().tag)
    numbers = [each.number for each in row.versions]
    newest = str(numbers[0]) if numbers else "1"
    before = str(numbers[1]) if len(numbers) > 1 else newest
    one, two = request.args.get("one", before), request.args.get("two", newest)
    old, new = (
        read_definition(db.session(), version_numbered(db.session(), found, each))
        for each in (one, two)
    )
    return render_template(
        "builder/compare.html",
        engagement=engagement,
        row=row,
        one=one,
        two=two,
        kinds=KINDS,
        source=new["source_language"],
        parts=compare(old, new, new["source_language"]),
    )


@blueprint.get("/<survey>/<number>/look")
@staff_required
def look(slug: str, survey: str, number: str) -> str:
    """Show a version as a person will see it: in any language, on a phone or a desk."""
    found = find_version(db.session(), slug, survey, number)
    tags = [found.source_language, *languages_of(db.session(), found)]
    lang = request.args.get("lang", "")
    width = request.args.get("width", "")
    allow(FRAMES)
    return render_template(
        "builder/look.html",
        engagement=found.survey.engagement,
        row=survey_row(db.session(), found.survey, current_language().tag),
        version=found,
        tags=tags,
        lang=lang if lang in tags else tags[0],
        widths=WIDTHS,
        width=int(width) if width in map(str, WIDTHS) else WIDTHS[0],
    )


def template_groups(asked: str) -> list[tuple[str, list[dict[str, object]]]]:
    """Return the templates in which the words are found, by group; all where none are asked."""
    wanted = asked.casefold()
    groups = []
    for name, slugs in GROUPS.values():
        found = [each for each in map(read_template, slugs) if wanted in searchable(each)]
        if found:
            groups.append((str(name), found))
    return groups


def searchable(template: dict[str, object]) -> str:
    """Return everything that a template can be found by: all its English words."""
    return str(template).casefold()


def create_page(
    engagement: Engagement,
    chosen: Template | None,
    said: dict[str, str],
    problems: dict[str, str],
) -> str:
    """Show the page on which a new survey gets its address."""
    return render_template(
        "builder/survey_new.html",
        engagement=engagement,
        template=chosen,
        said=said,
        problems=problems,
        has_off=chosen is not None and surveys.has_off(chosen),
    )
