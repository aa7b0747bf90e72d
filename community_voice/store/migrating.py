"""Bring the database up to date, one starter at a time."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Connection, Engine, text

from community_voice.store.triggers import install_triggers, remove_triggers

# Any fixed number: all starters of this app ask for the same lock.
ADVISORY_LOCK = 7_141_208_335
MIGRATIONS = Path(__file__).parents[1] / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run missing migrations under a lock, so that four starters at once all succeed."""
    with migration_lock(engine), engine.connect() as connection, _tables_may_be_rebuilt(connection):
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        install_triggers(connection)
        connection.commit()


@contextlib.contextmanager
def _tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """Keep SQLite from deleting what refers to a table while the table is written anew.

    Foreign keys can only be switched outside a transaction; whether all hold is looked at after.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    plain = connection.connection.dbapi_connection
    assert plain is not None
    plain.execute("PRAGMA foreign_keys = OFF")
    try:
        # A trigger that reads a table stands in the way of renaming another into its place.
        remove_triggers(connection)
        yield
        if broken := plain.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"{len(broken)} foreign keys do not hold after the migration")
    finally:
        connection.rollback()
        plain.execute("PRAGMA foreign_keys = ON")


def is_current(engine: Engine) -> bool:
    """Say whether the database stands at the newest migration."""
    newest = ScriptDirectory.from_config(migration_config()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def migration_config() -> Config:
    """Return Alembic's configuration; there is no ini file to go stale."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@contextlib.contextmanager
def migration_lock(engine: Engine) -> Iterator[None]:
    """Hold the lock: a file beside a SQLite database, an advisory lock in PostgreSQL."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
    elif engine.url.database in (None, "", ":memory:"):
        yield
    else:
        with FileLock(f"{engine.url.database}.migrating", timeout=120):
            yield
