"""`flask demo`: a fictional engagement, already analysed, served with its worker."""

import os
import shlex
import sys
from collections.abc import Mapping

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from community_voice.demo.hosting import HOST_EMAIL
from community_voice.demo.making import EMAIL, SLUG, make_demo, new_password
from community_voice.demo.serving import HOST, port_is_free, serve
from community_voice.extensions import Base, db
from community_voice.store import Brief, Mark, Release
from community_voice.store.mark import is_demo
from community_voice.store.migrating import upgrade
from community_voice.store.triggers import remove_triggers

READY = "ready"


@click.command("demo")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Where to serve, on 127.0.0.1.",
)
@click.option("--prepare-only", is_flag=True, help="Make the demo and stop.")
@with_appcontext
def demo(port: int, prepare_only: bool) -> None:
    """Serve a fictional demo engagement; never touches a database that is not a demo."""
    if not prepare_only and not port_is_free(port):
        raise click.ClickException(f"Port {port} is in use. Name another: PORT={port + 1} make run")
    session = db.session()
    prepare(session)
    if prepare_only:
        return
    passwords = {}
    for email in (EMAIL, HOST_EMAIL):
        passwords[email] = new_password(session, email)
        session.commit()
    message = directions(session, port, passwords)
    db.session.remove()
    db.engine.dispose()
    sys.exit(serve(port, lambda: click.echo(message)))


def prepare(session: Session) -> None:
    """Make the demo where there is none; begin again where the making was cut short."""
    present = set(inspect(db.engine).get_table_names())
    if present & set(Base.metadata.tables) and not ("mark" in present and is_demo(session)):
        raise click.ClickException(
            f"{db.engine.url.render_as_string()} is not a demo database; it was not touched."
        )
    mark = session.get(Mark, "demo") if "mark" in present else None
    if mark is not None and mark.value == READY:
        session.rollback()
        upgrade(db.engine)
        return
    session.rollback()
    if mark is not None:
        click.echo("The last start was cut short: making the demo anew.")
        remove_everything()
    upgrade(db.engine)
    session.add(Mark(key="demo", value="being made"))
    session.commit()
    make_demo(session, click.echo)
    session.get_one(Mark, "demo").value = READY
    session.commit()


def remove_everything() -> None:
    """Drop every table of a demo that was not finished."""
    with db.engine.begin() as connection:
        remove_triggers(connection)
        Base.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


def directions(session: Session, port: int, passwords: Mapping[str, str]) -> str:
    """Return the list of where to go."""
    place = f"http://{HOST}:{port}"
    brief = session.scalar(select(Brief.id).join(Release).order_by(Brief.id))
    instance = shlex.quote(os.path.relpath(current_app.instance_path))
    return "\n".join(
        [
            "",
            "Ready. All testimony in this demo is fictional.",
            "",
            f"  As a resident   {place}/{SLUG}/",
            f"  The brief       {place}/{SLUG}/brief/",
            f"  As staff        {place}/staff/",
            f"                  {EMAIL}  one-time password: {passwords[EMAIL]}",
            f"  As a host       {place}/host/",
            f"                  {HOST_EMAIL}   one-time password: {passwords[HOST_EMAIL]}",
            "  Check the brief",
            f"    INSTANCE={instance} .venv/bin/flask --app wsgi brief verify {brief}",
            "",
            "The passwords are new at every start. Stop with Ctrl-C.",
        ]
    )
