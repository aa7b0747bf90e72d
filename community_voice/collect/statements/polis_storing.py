"""Store an export of Polis once: statements as proposals, and a response a participant."""

from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Table as SqlTable
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from community_voice.collect.statements.polis import Export
from community_voice.collect.statements.service import (
    DECLINED,
    PROPOSED,
    codes_of,
    refuse_other_language,
)
from community_voice.errors import Conflict
from community_voice.instruments.definition import Definition, QuestionDict, publish, write_draft
from community_voice.staff.audit import record_act
from community_voice.store import (
    Account,
    Answer,
    Choice,
    Engagement,
    ImportBatch,
    Question,
    Response,
    Statement,
    Survey,
    Version,
)
from community_voice.store.columns import UNDETERMINED, midnight, now, random_id, today
from community_voice.store.lease import LIVE_STATES
from community_voice.store.secrets import keyed_digest
from community_voice.store.survey import VOTERS


def store_export(
    session: Session,
    engagement: Engagement,
    files: tuple[bytes, bytes],
    export: Export,
    language: str,
    actor: Account,
) -> ImportBatch:
    """Store statements and votes in the session's one transaction; the caller commits."""
    refuse_other_language(engagement, language)
    digest = keyed_digest("file", len(files[0]).to_bytes(8) + files[0] + files[1])
    _refuse_repeat(session, engagement, digest)
    batch = ImportBatch(
        engagement_id=engagement.id,
        state="done",
        file_name="Polis: comments.csv, votes",
        file_digest=digest,
        unit="people",
        rows_stored=sum(map(len, export.votes.values())),
        people_stored=len(export.votes),
        asked_at=midnight(now()),
        finished_at=midnight(now()),
        asked_by_id=actor.id,
        mapping={"found": _found(export, language)},
    )
    session.add(batch)
    session.flush()
    codes = _keep_statements(session, engagement, export, language)
    batch.version_id = _describe(session, engagement, batch, export, codes, language).id
    _keep_votes(session, batch, export, codes)
    told = {"people": batch.people_stored, "votes": batch.rows_stored, "left_out": export.left_out}
    subject = f"{engagement.slug}/import/{batch.id}"
    record_act(session, "statements.polis", subject, detail=told, brings_words=True)
    return batch


def _found(export: Export, language: str) -> dict[str, Any]:
    """Return the counts that the page of an import shows."""
    people = len(export.votes)
    return {
        "rows": people,
        "empty": 0,
        "texts": len(export.comments),
        "people": people,
        "errors": 0,
        "questions": 1,
        "groups": {},
        "languages": {language: len(export.comments)},
        "consents": {"counted": people},
        "left_out": export.left_out,
    }


def _refuse_repeat(session: Session, engagement: Engagement, digest: str) -> None:
    earlier = session.scalar(
        select(ImportBatch).where(
            ImportBatch.engagement_id == engagement.id,
            ImportBatch.file_digest == digest,
            ImportBatch.state.in_(LIVE_STATES),
        )
    )
    if earlier is not None:
        day = format_date(earlier.finished_at or earlier.asked_at)
        raise Conflict(
            _("This very file was imported on %(day)s. Nothing was stored again.", day=day)
        )


def _keep_statements(
    session: Session, engagement: Engagement, export: Export, language: str
) -> dict[int, str]:
    """Return each statement's code; one with the same text from an earlier export keeps its own."""
    earlier = {
        statement.texts.get(language): statement.code
        for statement in session.scalars(
            select(Statement).where(
                Statement.engagement_id == engagement.id, Statement.origin == "polis"
            )
        )
    }
    taken, codes = set(codes_of(session, engagement)), dict[int, str]()
    for comment in export.comments:
        known = earlier.get(comment.text)
        if known is None or known in codes.values():
            known = _free(f"p{comment.id}", taken)
            taken.add(known)
            session.add(
                Statement(
                    engagement_id=engagement.id,
                    code=known,
                    language=language,
                    texts={language: comment.text},
                    origin="polis",
                    state=DECLINED if comment.is_rejected else PROPOSED,
                )
            )
        codes[comment.id] = known
    session.flush()
    return codes


def _free(wished: str, taken: set[str]) -> str:
    number, code = 1, wished
    while code in taken:
        number += 1
        code = f"{wished}_{number}"
    return code


def _describe(
    session: Session,
    engagement: Engagement,
    batch: ImportBatch,
    export: Export,
    codes: dict[int, str],
    language: str,
) -> Version:
    """Describe the export as a survey that nobody else can answer."""
    name = f"polis-{batch.id}"
    survey = Survey(engagement_id=engagement.id, slug=name, kind="imported", audience=VOTERS)
    version = Version(survey=survey, source_language=language, languages=[language])
    session.add(version)
    session.flush()
    write_draft(session, version, _definition(f"polis_{batch.id}", export, codes, language))
    publish(session, version)
    return version


def _definition(code: str, export: Export, codes: dict[int, str], language: str) -> Definition:
    """Return a survey of one question: its choices are the statements."""
    label = str(_("Statements of a Polis conversation"))
    question: QuestionDict = {
        "code": code,
        "type": "statement_votes",
        "label": {language: label},
        "choices": [
            {"code": codes[comment.id], "label": {language: comment.text}}
            for comment in export.asked
        ],
    }
    return {
        "source_language": language,
        "languages": [language],
        "title": {language: label},
        "sections": [{"code": "polis", "title": {}, "questions": [question]}],
    }


def _keep_votes(
    session: Session, batch: ImportBatch, export: Export, codes: dict[int, str]
) -> None:
    choices = _choices(session, batch)
    place = {comment.id: position for position, comment in enumerate(export.asked)}
    responses: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for number, votes in enumerate(export.votes.values(), start=1):
        response = _response(batch, number)
        responses.append(response)
        for statement, vote in sorted(votes.items()):
            question_id, choice_id = choices[codes[statement]]
            answers.append(
                {
                    "id": random_id(),
                    "response_id": response["id"],
                    "question_id": question_id,
                    "position": place[statement],
                    "choice_id": choice_id,
                    "number": vote,
                }
            )
    # In the order of their random keys: the export's order of people is not kept.
    responses.sort(key=lambda row: str(row["id"]))
    for noun, sent in ((Response, responses), (Answer, answers)):
        table = noun.__table__
        assert isinstance(table, SqlTable)
        session.execute(insert(table), sent)


def _response(batch: ImportBatch, number: int) -> dict[str, Any]:
    """Return the row of one participant."""
    submission = f"import:{batch.engagement_id}:{batch.file_digest[:32]}"
    return {
        "id": random_id(),
        "submission_id": f"{submission}:person-{number}",
        "content_digest": keyed_digest("response", f"{batch.file_digest}:{number}"),
        "engagement_id": batch.engagement_id,
        "version_id": batch.version_id,
        "import_batch_id": batch.id,
        "unit": "people",
        "mode": "import",
        "language": UNDETERMINED,
        "consent": "counted",
        "received_on": today(),
        "pin_tries": 0,
    }


def _choices(session: Session, batch: ImportBatch) -> dict[str, tuple[int, int]]:
    rows = session.execute(
        select(Choice.code, Choice.question_id, Choice.id)
        .join(Question, Question.id == Choice.question_id)
        .where(Question.version_id == batch.version_id)
    )
    return {code: (question_id, choice_id) for code, question_id, choice_id in rows}
