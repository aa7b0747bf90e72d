"""What printed quotes tell of the counts is known, and hiding takes it into account."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from analysis.disclosure import ReleasedTables
from analysis.disclosure import suppress as real_suppress
from analysis.tables import Tables
from community_voice.release import record as record_module
from community_voice.release.record import count, read_record, told_by_quotes
from community_voice.store.review_state import theme_code
from tests.release.ready import make_ready


def test_quotes_tell_that_so_many_people_at_least_said_it(session: Session) -> None:
    ready = make_ready(session)
    release = ready.freeze().release
    record = read_record(session, release)
    wait, words = (theme_code(ready.themes[name].id) for name in ("wait", "words"))
    printed = [(quote.theme, quote.language, quote.place) for quote in release.quotes]
    assert sorted(printed, key=str) == sorted(
        [(wait, "en", None), (wait, "en", None), (wait, "es", "North"), *[(words, "es", None)] * 3],
        key=str,
    )
    assert told_by_quotes(record, count(record, release.dimensions), release.quotes) == {
        f"people|theme={wait}": 3,
        f"people|theme={wait}|language=en": 2,
        f"people|theme={wait}|language=es": 1,
        # Only the quote that is printed with its place tells a group: she is young.
        f"people|theme={wait}|group:age=young": 1,
        f"people|theme={words}": 3,
        f"people|theme={words}|language=es": 3,
    }


def test_hiding_knows_which_quotes_are_printed(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    def watched(tables: Tables, threshold: int, known: Any) -> ReleasedTables:
        given.append(known)
        return real_suppress(tables, threshold, known)

    monkeypatch.setattr(record_module, "suppress", watched)
    ready = make_ready(session)
    release = ready.freeze().release
    record = read_record(session, release)
    tables = count(record, release.dimensions)
    assert given[0] == {}
    assert given[-1] == told_by_quotes(record, tables, release.quotes) != {}
