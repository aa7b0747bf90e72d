"""What the database itself refuses: edited words, changed versions, a rewritten log.

Installed after every migration, because rebuilding a table in SQLite drops its triggers.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

PUBLISHED = "(SELECT published_on FROM version WHERE id = {row}.version_id) IS NOT NULL"
OF_QUESTION = (
    "(SELECT version.published_on FROM version JOIN question ON question.version_id = version.id"
    " WHERE question.id = {row}.question_id) IS NOT NULL"
)
FROZEN = "(SELECT state FROM release WHERE id = {row}.release_id) = 'done'"
SOURCE_TEXT = (
    "EXISTS (SELECT 1 FROM version WHERE id = {row}.version_id AND published_on IS NOT NULL"
    " AND source_language = {row}.language)"
)


@dataclass(frozen=True)
class Refusal:
    """One thing that may not happen to a table's rows, and when."""

    table: str
    act: str
    message: str
    when: str = ""

    @property
    def name(self) -> str:
        """Return the trigger's name."""
        return f"refuse_{self.table}_{self.act.split()[0].lower()}"

    @property
    def condition(self) -> str:
        """Return the condition on the row, which is OLD or, for an insert, NEW."""
        return self.when.format(row="NEW" if self.act == "INSERT" else "OLD")


def _all_acts(table: str, message: str, when: str) -> list[Refusal]:
    return [Refusal(table, act, message, when) for act in ("INSERT", "UPDATE", "DELETE")]


REFUSALS = (
    Refusal("testimony", "UPDATE OF text, verbatim", "words are never edited"),
    Refusal("audit_entry", "UPDATE", "the audit log only grows"),
    Refusal("audit_entry", "DELETE", "the audit log only grows"),
    Refusal(
        "version", "UPDATE", "a published version never changes", "OLD.published_on IS NOT NULL"
    ),
    Refusal(
        "version", "DELETE", "a published version never changes", "OLD.published_on IS NOT NULL"
    ),
    *_all_acts("section", "a published version never changes", PUBLISHED),
    *_all_acts("question", "a published version never changes", PUBLISHED),
    *_all_acts("choice", "a published version never changes", OF_QUESTION),
    *_all_acts("version_wording", "a published source text never changes", SOURCE_TEXT),
    Refusal("release_cell", "INSERT", "a frozen release never changes", FROZEN),
    Refusal("release_cell", "UPDATE", "a frozen release never changes", FROZEN),
    Refusal("release_voice", "INSERT", "a frozen release never changes", FROZEN),
    Refusal("release_voice", "UPDATE", "a frozen release never changes", FROZEN),
    Refusal("release_theme", "INSERT", "a frozen release never changes", FROZEN),
    Refusal("release_theme", "UPDATE", "a frozen release never changes", FROZEN),
    Refusal("claim", "INSERT", "a frozen release never changes", FROZEN),
    Refusal("claim", "UPDATE", "a frozen release never changes", FROZEN),
    Refusal("quote", "INSERT", "a frozen release never changes", FROZEN),
    Refusal("quote", "UPDATE", "a frozen release never changes", FROZEN),
)


def install_triggers(connection: Connection) -> None:
    """Put every trigger in place, replacing what stands under its name."""
    write = _write_sqlite if connection.dialect.name == "sqlite" else _write_postgresql
    for refusal in REFUSALS:
        for statement in write(refusal):
            connection.execute(text(statement))


def _write_sqlite(refusal: Refusal) -> list[str]:
    condition = f" WHEN {refusal.condition}" if refusal.when else ""
    return [
        f"DROP TRIGGER IF EXISTS {refusal.name}",
        f"CREATE TRIGGER {refusal.name} BEFORE {refusal.act} ON {refusal.table}"
        f" FOR EACH ROW{condition} BEGIN SELECT RAISE(ABORT, '{refusal.message}'); END",
    ]


def _write_postgresql(refusal: Refusal) -> list[str]:
    # A WHEN clause may not hold a subquery in PostgreSQL, so the function tests it.
    condition = refusal.condition or "TRUE"
    return [
        f"CREATE OR REPLACE FUNCTION {refusal.name}() RETURNS trigger AS $$ BEGIN"
        f" IF {condition} THEN"
        f" RAISE EXCEPTION '{refusal.message}' USING ERRCODE = 'integrity_constraint_violation';"
        " END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$ LANGUAGE plpgsql",
        f"DROP TRIGGER IF EXISTS {refusal.name} ON {refusal.table}",
        f"CREATE TRIGGER {refusal.name} BEFORE {refusal.act} ON {refusal.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {refusal.name}()",
    ]


def remove_triggers(connection: Connection) -> None:
    """Take every trigger away: only for throwing an unfinished demo away."""
    for refusal in REFUSALS:
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER IF EXISTS {refusal.name}"))
        else:
            connection.execute(text(f"DROP FUNCTION IF EXISTS {refusal.name}() CASCADE"))
