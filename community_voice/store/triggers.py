"""What the database itself refuses: edited words, changed versions, releases and logs.

Installed after every migration, because rebuilding a table in SQLite drops its triggers.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from community_voice.store.columns import CONSENTS

PUBLISHED = "(SELECT published_on FROM version WHERE id = {row}.version_id) IS NOT NULL"
OF_QUESTION = (
    "(SELECT version.published_on FROM version JOIN question ON question.version_id = version.id"
    " WHERE question.id = {row}.question_id) IS NOT NULL"
)
FROZEN = "(SELECT state FROM release WHERE id = {row}.release_id) = 'done'"
ROUND_ENDED = (
    "{row}.round_id IS NOT NULL"
    " AND (SELECT state FROM coding_round WHERE id = {row}.round_id) <> 'open'"
)
OF_ENDED_ROUND = (
    "COALESCE((SELECT coding_round.state FROM judgement JOIN coding_round"
    " ON coding_round.id = judgement.round_id WHERE judgement.id = {row}.judgement_id), 'open')"
    " <> 'open'"
)
IS_FROZEN = "OLD.state = 'done'"
IS_APPROVED = "OLD.state = 'approved'"
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
    # Told apart by it where one act of one table is refused for several causes.
    cause: str = ""

    @property
    def name(self) -> str:
        """Return the trigger's name."""
        name = f"refuse_{self.table}_{self.act.split()[0].lower()}"
        return f"{name}_{self.cause}" if self.cause else name

    @property
    def condition(self) -> str:
        """Return the condition on the row, which is OLD or, for an insert, NEW."""
        return self.when.format(row="NEW" if self.act == "INSERT" else "OLD")


def _all_acts(table: str, message: str, when: str) -> list[Refusal]:
    return [Refusal(table, act, message, when) for act in ("INSERT", "UPDATE", "DELETE")]


def _never_raised(table: str) -> Refusal:
    """Refuse to let consent grow: what somebody did not allow, nobody else may allow."""
    places = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(CONSENTS))
    grows = f"CASE NEW.consent {places} END > CASE OLD.consent {places} END"
    return Refusal(table, "UPDATE OF consent", "consent is never raised", grows, "consent")


REWORDED = (
    'testimony_id, consent, verbatim, start, "end", theme_id, text, author_id, author_name, at'
)
REVIEWED = "id, engagement_id, actor_id, kind, theme_id, into_theme_id, segment_id, text, at"
REFUSALS = (
    Refusal("testimony", "UPDATE OF text, verbatim", "words are never edited"),
    _never_raised("testimony"),
    _never_raised("response"),
    Refusal("review_act", f"UPDATE OF {REVIEWED}", "an act of review is only ever undone"),
    # Other words may go with those that they are laid over, or be written anew.
    Refusal("paraphrase", f"UPDATE OF {REWORDED}", "a paraphrase is never edited"),
    Refusal(
        "paraphrase",
        "UPDATE OF approved_by_id",
        "an approval is never changed",
        "OLD.approved_by_id IS NOT NULL",
        "approval",
    ),
    # A judgement of a closed round may go with withdrawn words; none comes or changes.
    Refusal("judgement", "INSERT", "a closed round takes no judgement", ROUND_ENDED),
    Refusal("judgement", "UPDATE", "a closed round takes no judgement", ROUND_ENDED),
    Refusal("judged_theme", "INSERT", "a closed round takes no judgement", OF_ENDED_ROUND),
    Refusal("coding_round", "UPDATE", "a compared round never changes", "OLD.state = 'compared'"),
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
    Refusal("release", "UPDATE", "a frozen release never changes", IS_FROZEN),
    Refusal("release", "DELETE", "a frozen release never changes", IS_FROZEN),
    Refusal("brief", "UPDATE", "an approved brief never changes", IS_APPROVED),
    Refusal("brief", "DELETE", "an approved brief never changes", IS_APPROVED),
    *_all_acts("release_cell", "a frozen release never changes", FROZEN),
    *_all_acts("release_theme", "a frozen release never changes", FROZEN),
    *_all_acts("claim", "a frozen release never changes", FROZEN),
    # Voices, their quotes and paraphrases may go, when somebody takes their words back; none
    # comes or changes.
    Refusal("release_voice", "INSERT", "a frozen release never changes", FROZEN),
    Refusal("release_voice", "UPDATE", "a frozen release never changes", FROZEN),
    Refusal("quote", "INSERT", "a frozen release never changes", FROZEN),
    Refusal("quote", "UPDATE", "a frozen release never changes", FROZEN),
    Refusal("told_paraphrase", "INSERT", "a frozen release never changes", FROZEN),
    Refusal("told_paraphrase", "UPDATE", "a frozen release never changes", FROZEN),
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
    # A WHEN clause may not hold a subquery in PostgreSQL, so the function tests it (in brackets,
    # or the THEN of a CASE would end it).
    condition = refusal.condition or "TRUE"
    return [
        f"CREATE OR REPLACE FUNCTION {refusal.name}() RETURNS trigger AS $$ BEGIN"
        f" IF ({condition}) THEN"
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
