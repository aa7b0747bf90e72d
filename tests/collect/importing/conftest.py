"""An engagement to import into, and files made on the spot."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from community_voice.collect.importing.accepting import store_now
from community_voice.collect.importing.checking import check
from community_voice.collect.importing.findings import Asked
from community_voice.collect.importing.mapping import ColumnMap
from community_voice.collect.importing.reading import open_table
from community_voice.store import Engagement, ImportBatch


@pytest.fixture
def engagement(session: Session) -> Engagement:
    made = Engagement(slug="river-street", source_language="en", languages=["en", "es", "zh-Hant"])
    session.add(made)
    session.flush()
    return made


class Importer:
    """Imports bytes as the command does, without a command."""

    def __init__(self, session: Session, engagement: Engagement) -> None:
        self.session = session
        self.engagement = engagement

    def __call__(
        self,
        content: bytes | str,
        columns: ColumnMap | None = None,
        *,
        name: str = "answers.csv",
        consent: str = "counted",
        reason: str = "",
    ) -> ImportBatch:
        raw = content.encode() if isinstance(content, str) else content
        columns = columns or ColumnMap(text=("comment",))
        asked = Asked(columns, tuple(self.engagement.languages), consent)
        table = open_table(name, raw, columns.sheet)
        opened = table, check(table, asked)
        return store_now(self.session, self.engagement, name, raw, asked, reason, opened)


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """Give messages a language to be in."""
    with app.app_context():
        yield


@pytest.fixture
def take_in(session: Session, engagement: Engagement) -> Importer:
    return Importer(session, engagement)
