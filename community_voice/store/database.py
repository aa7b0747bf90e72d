"""How connections behave: durable, strict, and one writer at a time on SQLite."""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

WRITING = "community_voice_writing"


def prepare_engine(engine: Engine) -> None:
    """Set up every new connection of an engine; PostgreSQL needs nothing."""
    if engine.dialect.name != "sqlite" or event.contains(engine, "connect", _open_sqlite):
        return
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def begin_writing(session: Session) -> None:
    """Start this session's transaction as a writer.

    In SQLite a transaction that reads first and writes later can fail at once if another
    wrote in between; one that says from the start that it will write waits its turn. So this
    comes first: after a read it raises RuntimeError.
    """
    if not isinstance(session.get_bind(), Engine):
        return  # A test's session stands on a connection whose transaction has begun already.
    if not session.in_transaction():
        session.connection(execution_options={WRITING: True})
    elif not session.connection().get_execution_options().get(WRITING):
        raise RuntimeError("begin_writing comes before the first read of a transaction")


def _open_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions would begin late; SQLAlchemy's begin event does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout = 30000",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
