"""Column types and mixins that several nouns share."""

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, String, Text, TypeDecorator
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

UNITS = ("people", "comments", "sessions")
MODES = ("web", "kiosk", "assisted", "paper", "phone", "session", "import")
CONSENTS = ("counted", "paraphrased", "quoted", "quoted_with_place")
QUOTABLE = ("quoted", "quoted_with_place")
UNDETERMINED = "und"
# PostgreSQL's integer; a number beyond it in an address names nothing.
LARGEST_KEY = 2**31 - 1


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """Return the constraint that keeps a column to a closed list."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def random_id() -> str:
    """Return a key that tells nothing of when or in which order a row came."""
    return secrets.token_hex(16)


def read_key(text: str) -> int:
    """Read a number that a database can hold as a key; ValueError for any other."""
    number = int(text)
    if not 0 <= number <= LARGEST_KEY:
        raise ValueError("no key is that large")
    return number


def storable(text: str) -> bool:
    """Say whether both databases can keep this text unchanged."""
    return "\x00" not in text and not any("\ud800" <= mark <= "\udfff" for mark in text)


class Words(TypeDecorator[str]):
    """Text kept to the letter: what a database would change or refuse is refused before it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Refuse NUL and lone surrogates, which SQLite and PostgreSQL treat differently."""
        if value is not None and not storable(value):
            raise ValueError("text holds a character that cannot be stored unchanged")
        return value


class Moment(TypeDecorator[dt.datetime]):
    """A UTC time of a staff act or a lease; resident tables have days and nothing finer."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Store UTC, and refuse a time that does not say its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Give back UTC: SQLite forgets the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value


def now() -> dt.datetime:
    """Return the present moment in UTC."""
    return dt.datetime.now(dt.UTC)


def midnight(moment: dt.datetime) -> dt.datetime:
    """Return the UTC day of a moment, which is all that may be kept beside residents' words."""
    return moment.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def today() -> dt.date:
    """Return the present day in UTC, the finest time kept about a resident."""
    return now().date()


def is_over(day: dt.date) -> bool:
    """Say whether a day is over everywhere: where days begin later than in UTC, it goes on."""
    return day < today() - dt.timedelta(days=1)


class RandomKey:
    """A table whose rows carry no order: random keys, and no hidden row number in SQLite."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        """Leave SQLite's rowid out, which would tell the order of arrival."""
        return (*cls.constraints(), {"sqlite_with_rowid": False})

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Return the table's constraints; a noun with some overrides this."""
        return ()
