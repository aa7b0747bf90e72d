"""Alembic's entry: migrate over the connection that `store.migrating` opened."""

from typing import Any, Literal

from alembic import context

from community_voice import store  # noqa: F401  registers every table
from community_voice.extensions import Base

PLAIN = {"Words": "sa.Text()", "Moment": "sa.DateTime(timezone=True)"}


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as the plain ones they are: a migration outlives the code."""
    if kind == "type" and type(item).__name__ in PLAIN:
        return PLAIN[type(item).__name__]
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_item=render_item,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
