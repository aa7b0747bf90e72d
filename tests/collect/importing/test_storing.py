"""What a file says becomes responses, answers and testimony, counted as what they are."""

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.collect.importing.accepting import AlreadyImported, RowsRefused
from community_voice.collect.importing.mapping import ColumnMap
from community_voice.errors import DomainError
from community_voice.staff.audit import verify_chain
from community_voice.store import (
    Answer,
    AuditEntry,
    Choice,
    Engagement,
    ImportBatch,
    Question,
    Response,
    Survey,
    Testimony,
    VersionWording,
)
from tests.collect.importing.conftest import Importer

FILE = """who,said,also,tongue,area,when,allowed
a,first of a,,English,North,2026-03-01,quoted
b,first of b,more of b,español,South,2026-03-02,
a,second of a,,,North,2026-03-05,counted
c, ,,,,,
a,,third of a,zh-TW,,,quoted with place
"""
ALL = ColumnMap(
    text=("said", "also"),
    person="who",
    language="tongue",
    group=("area",),
    date="when",
    consent="allowed",
)


def of_batch(session: Session, batch: ImportBatch) -> list[Response]:
    return list(session.scalars(select(Response).where(Response.import_batch_id == batch.id)))


def test_people_are_counted_as_people(session: Session, take_in: Importer) -> None:
    batch = take_in(FILE, ALL)
    responses = of_batch(session, batch)
    assert (batch.unit, batch.people_stored, batch.rows_stored) == ("people", 2, 4)
    assert {response.unit for response in responses} == {"people"}
    assert sorted(len(response.answers) for response in responses) == [3, 4]


def test_without_a_person_column_comments_are_counted(session: Session, take_in: Importer) -> None:
    batch = take_in(FILE, ColumnMap(text=("said",)))
    assert (batch.unit, batch.people_stored, batch.rows_stored) == ("comments", 0, 3)
    assert [response.unit for response in of_batch(session, batch)] == ["comments"] * 3


def test_each_text_keeps_its_language_consent_and_question(
    session: Session, take_in: Importer
) -> None:
    batch = take_in(FILE, ALL)
    rows = session.execute(
        select(
            Testimony.text,
            Testimony.language,
            Testimony.language_source,
            Testimony.consent,
            VersionWording.text,
        )
        .join(Answer, Answer.id == Testimony.answer_id)
        .join(Question, Question.id == Answer.question_id)
        .join(VersionWording, VersionWording.path == "question." + Question.code + ".label")
        .where(Question.version_id == batch.version_id)
        .where(VersionWording.version_id == batch.version_id)
    )
    assert sorted(tuple(row) for row in rows) == [
        ("first of a", "en", "declared", "quoted", "said"),
        ("first of b", "es", "declared", "counted", "said"),
        ("more of b", "es", "declared", "counted", "also"),
        ("second of a", "und", "none", "counted", "said"),
        ("third of a", "zh-Hant", "declared", "quoted_with_place", "also"),
    ]


def test_a_response_has_the_least_consent_and_the_first_day_of_its_person(
    session: Session, take_in: Importer
) -> None:
    responses = of_batch(session, take_in(FILE, ALL))
    assert sorted((r.consent, r.received_on, r.language) for r in responses) == [
        ("counted", dt.date(2026, 3, 1), "en"),
        ("counted", dt.date(2026, 3, 2), "es"),
    ]


def test_groups_are_choices_of_a_published_version(session: Session, take_in: Importer) -> None:
    batch = take_in(FILE, ALL)
    group = session.scalars(
        select(Question).where(
            Question.version_id == batch.version_id, Question.type == "one_choice"
        )
    ).one()
    assert (group.code, group.settings) == ("area", {"group": True})
    counted = session.execute(
        select(Choice.code, func.count(Answer.id)).join(Answer).group_by(Choice.code)
    )
    assert dict(tuple(row) for row in counted) == {"north": 1, "south": 1}
    survey = session.scalars(select(Survey)).one()
    assert (survey.kind, survey.versions[0].published_on is not None) == ("imported", True)


def test_a_column_of_questions_makes_one_question_each(session: Session, take_in: Importer) -> None:
    content = "q,said\nWhat happened?,noise\n什么？,noise 2\nWhat happened?,noise 3\n,noise 4\n"
    batch = take_in(content, ColumnMap(text=("said",), question="q"))
    rows = session.execute(
        select(Question.code, func.count(Testimony.id), Question.settings)
        .join(Answer, Answer.question_id == Question.id)
        .join(Testimony, Testimony.answer_id == Answer.id)
        .where(Question.version_id == batch.version_id)
        .group_by(Question.id)
    )
    assert sorted((code, count) for code, count, _settings in rows) == [
        ("column_2", 1),
        ("said", 1),
        ("what_happened", 2),
    ]


@pytest.mark.parametrize(
    ("row", "code", "columns"),
    [
        ("a,noise,,,South,,", "two_groups", ALL),
        (",noise,,,,,", "no_person", ALL),
        ("d,noise,,Elvish,,,", "language", ALL),
        ("d,noise,,,,soon,", "date", ALL),
        ("d,noise,,,,2999-01-01,", "date", ALL),
        ("d,noise,,,,2026-02-30,", "date", ALL),
        ("d,noise,,,,,yes", "consent", ALL),
    ],
)
def test_what_cannot_be_right_is_an_error_of_its_row(
    session: Session, take_in: Importer, row: str, code: str, columns: ColumnMap
) -> None:
    with pytest.raises(RowsRefused) as refused:
        take_in(FILE + row + "\n", columns)
    assert [(error.row, error.code) for error in refused.value.errors] == [(7, code)]
    assert session.scalar(select(func.count(Response.id))) == 0


def test_too_many_groups_look_like_a_wrong_column(take_in: Importer) -> None:
    content = "said,area\n" + "".join(f"noise {n},area {n}\n" for n in range(201))
    with pytest.raises(RowsRefused) as refused:
        take_in(content, ColumnMap(text=("said",), group=("area",)))
    assert [(error.row, error.code) for error in refused.value.errors] == [(0, "too_many_values")]
    take_in(content.rsplit("noise 200", 1)[0], ColumnMap(text=("said",), group=("area",)))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["03/04/2026", "25/04/2026"], [(4, 3), (4, 25)]),
        (["03/04/2026", "04/25/2026"], [(3, 4), (4, 25)]),
        (["3.4.2026", "2026-04-25T10:00:00Z"], [(4, 3), (4, 25)]),
        (["Wed Apr 27 07:51:34 PDT 2022", "1651071094558"], [(4, 27), (4, 27)]),
        (["27 April 2022", "Apr 28, 2022"], [(4, 27), (4, 28)]),
    ],
)
def test_days_are_read_in_the_order_that_the_file_shows(
    session: Session, take_in: Importer, days: list[str], expected: list[tuple[int, int]]
) -> None:
    content = "said,when\n" + "".join(f'noise,"{day}"\n' for day in days)
    batch = take_in(content, ColumnMap(text=("said",), date="when"))
    stored = [r.received_on for r in of_batch(session, batch)]
    assert sorted((day.month, day.day) for day in stored) == expected


def test_days_that_leave_the_month_open_are_errors(take_in: Importer) -> None:
    with pytest.raises(RowsRefused) as refused:
        take_in("said,when\nnoise,3/4/2026\nnoise,5/5/2026\n", ColumnMap(("said",), date="when"))
    assert [(error.row, error.code) for error in refused.value.errors] == [(2, "day_or_month")]


def test_the_same_file_is_stored_once(session: Session, take_in: Importer) -> None:
    take_in(FILE, ALL)
    with pytest.raises(AlreadyImported, match="was imported on"):
        take_in(FILE, ColumnMap(text=("said",)))
    assert session.scalar(select(func.count(ImportBatch.id))) == 1


def test_two_who_import_at_once_store_once(
    session: Session, take_in: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(FILE, ALL)
    session.commit()
    # The second looked before the first had stored.
    monkeypatch.setattr(
        "community_voice.collect.importing.accepting.refuse_repeat", lambda *_args: None
    )
    with pytest.raises(AlreadyImported, match="Somebody else"):
        take_in(FILE, ALL)
    assert session.scalar(select(func.count(ImportBatch.id))) == 1


def test_even_a_second_batch_could_not_double_a_response(
    session: Session, take_in: Importer
) -> None:
    batch = take_in(FILE, ALL)
    batch.state = "failed"
    session.commit()
    with pytest.raises(IntegrityError):
        take_in(FILE, ALL)


def test_two_engagements_may_have_the_same_file(session: Session, take_in: Importer) -> None:
    take_in(FILE, ALL)
    other = Engagement(slug="hill-road", languages=["en"])
    session.add(other)
    session.flush()
    batch = Importer(session, other)(FILE, ALL)
    assert len(of_batch(session, batch)) == 2


def test_raising_consent_takes_a_reason_which_is_logged(
    session: Session, take_in: Importer
) -> None:
    with pytest.raises(DomainError, match="Say why"):
        take_in(FILE, ALL, consent="quoted", reason="  ")
    take_in(FILE, ALL, consent="quoted", reason="They signed form 12.")
    session.flush()
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.detail["consent_reason"] == "They signed form 12."
    assert (entry.brings_words, entry.at, entry.act) == (True, None, "import.stored")
    assert verify_chain(session).broken_id is None
    consents = session.execute(
        select(Testimony.text, Testimony.consent).where(Testimony.consent != "quoted")
    )
    assert sorted(tuple(row) for row in consents) == [
        ("second of a", "counted"),
        ("third of a", "quoted_with_place"),
    ]


def test_a_whole_file_may_have_a_language(session: Session, take_in: Importer) -> None:
    columns = ColumnMap(text=("said",), language="tongue", file_language="es")
    take_in(FILE, columns)
    stored = session.execute(select(Testimony.text, Testimony.language))
    assert dict(tuple(row) for row in stored) == {
        "first of a": "en",
        "first of b": "es",
        "second of a": "es",
    }
