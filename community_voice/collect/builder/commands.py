"""`flask engagement`: make an engagement from a template, and list what there is."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from community_voice.collect.builder.service import make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.instruments.template import TEMPLATES, Template, load_template
from community_voice.store import Engagement
from community_voice.store.database import begin_writing


@click.group("engagement")
def engagement() -> None:
    """Make and list engagements."""


@engagement.command("create")
@click.argument("slug")
@click.option("--template", "template_slug", type=click.Choice(sorted(TEMPLATES)))
@click.option("--title", default="", help="In the first language; else the template's titles.")
@click.option("--host", default="", help="Who runs the engagement.")
@click.option("--languages", default="", help="Such as en,es; else the template's.")
@click.option("--open", "is_open", is_flag=True, help="Let residents answer at once.")
@with_appcontext
def create(
    slug: str, template_slug: str | None, title: str, host: str, languages: str, is_open: bool
) -> None:
    """Make an engagement at SLUG, with a template's survey where one is named."""
    template = load_template(template_slug) if template_slug else None
    if is_open and template is None:
        raise click.UsageError("--open needs a --template: without one there is no survey.")
    tags = tuple(tag.strip() for tag in languages.split(",") if tag.strip())
    setup = _setup(slug, template, title, host, tags)
    begin_writing(db.session())
    try:
        made = make_engagement(db.session(), setup, is_open=is_open)
        if template:
            make_survey(db.session(), made, template)
    except DomainError as problem:
        raise click.ClickException(str(problem)) from problem
    db.session.commit()
    click.echo(f"Made {made.slug} ({made.state}): /{made.slug}/")


@engagement.command("list")
@with_appcontext
def list_engagements() -> None:
    """List engagements: address, state and languages."""
    for row in db.session.scalars(select(Engagement).order_by(Engagement.slug)):
        click.echo(f"{row.slug}\t{row.state}\t{','.join(row.languages)}")


def _setup(
    slug: str, template: Template | None, title: str, host: str, tags: tuple[str, ...]
) -> Setup:
    source: str = template["source_language"] if template else "en"
    languages = tags or (tuple(template["languages"]) if template else (source,))
    if source not in languages:
        source = languages[0]
    texts = dict(template["texts"]) if template else {}
    if title:
        texts["title"] = {source: title}
    return Setup(slug=slug, wordings=texts, languages=languages, source_language=source, host=host)
