"""`flask migrate`: bring the database up to date; `flask check-migrations`: compare it."""

import click
from alembic import command
from alembic.util import CommandError
from flask.cli import with_appcontext

from community_voice.extensions import db
from community_voice.store.migrating import migration_config, upgrade


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database up to date; safe to start several times at once."""
    upgrade(db.engine)
    click.echo("The database is up to date.")


@click.command("check-migrations")
@with_appcontext
def check_migrations() -> None:
    """Fail where the migrations do not make the tables that the models describe."""
    upgrade(db.engine)
    with db.engine.connect() as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        try:
            command.check(config)
        except CommandError as difference:
            raise click.ClickException(str(difference)) from difference
    click.echo("Migrations match the models.")
