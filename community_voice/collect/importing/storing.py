"""Store a checked file: its rows as responses with answers, and their words as testimony."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy import insert
from sqlalchemy.orm import Session

from community_voice.collect.importing.checking import said_in
from community_voice.collect.importing.findings import Asked, Findings, Said, day_of
from community_voice.collect.importing.instrument import Instrument, describe_columns
from community_voice.collect.importing.table import Table
from community_voice.errors import Conflict
from community_voice.extensions import Base
from community_voice.store import Answer, Engagement, ImportBatch, Response, Testimony, Version
from community_voice.store.columns import UNDETERMINED, random_id, today
from community_voice.store.secrets import keyed_digest

ROWS_AT_ONCE = 2000


def store_rows(
    session: Session,
    engagement: Engagement,
    batch: ImportBatch,
    table: Table,
    asked: Asked,
    findings: Findings,
    told: Callable[[int], None] | None = None,
) -> Version:
    """Store all that a sound file says, in the session's one transaction; the caller commits."""
    instrument = describe_columns(session, engagement, f"import-{batch.id}", findings)
    rows = _Rows(session, batch, instrument, asked, findings)
    for said in said_in(table, asked, rows.refuse):
        rows.add(said)
        if told and rows.stored % ROWS_AT_ONCE == 0:
            told(rows.stored)
    rows.send()
    return instrument.version


class _Rows:
    """Turns what rows say into table rows, and sends them some thousands at a time."""

    def __init__(
        self,
        session: Session,
        batch: ImportBatch,
        instrument: Instrument,
        asked: Asked,
        findings: Findings,
    ) -> None:
        self.session = session
        self.findings = findings
        self.unit = asked.columns.unit
        self.stored = 0
        self.today = today()
        self.engagement_id = batch.engagement_id
        # The same file may come into two engagements, and is stored once in each.
        self.submission = f"import:{batch.engagement_id}:{batch.file_digest[:32]}"
        self.file_digest = batch.file_digest
        self.every_response = {
            "engagement_id": batch.engagement_id,
            "version_id": instrument.version.id,
            "import_batch_id": batch.id,
            "unit": self.unit,
            "mode": "import",
            "pin_tries": 0,
        }
        self.questions, self.groups = instrument.questions, instrument.groups
        self.known: dict[str, str] = {}
        self.positions: Counter[tuple[str, int]] = Counter()
        self.waiting: dict[type[Base], list[dict[str, Any]]] = {
            Response: [],
            Answer: [],
            Testimony: [],
        }

    def refuse(self, _error: object) -> None:
        """Stop: a row that was sound when the file was checked is not any more."""
        raise Conflict("The file changed while it was stored.")

    def add(self, said: Said) -> None:
        """Take in one row: its response (or its person's), its answers and its words."""
        self.stored += 1
        response = self.known.get(said.person) if self.unit == "people" else None
        response = response or self._respond(said)
        for name, text in said.words:
            question = self.questions[name]
            answer = self._answer(response, question)
            self.waiting[Testimony].append(
                {
                    "id": random_id(),
                    "engagement_id": self.engagement_id,
                    "response_id": response,
                    "answer_id": answer,
                    "contribution_id": None,
                    "text": text,
                    "language": said.language or UNDETERMINED,
                    "language_source": "declared" if said.language else "none",
                    "mode": "import",
                    "consent": said.consent,
                    "source": "import",
                    "verbatim": True,
                    "themed": True,
                }
            )
        if len(self.waiting[Testimony]) >= ROWS_AT_ONCE:
            self.send()

    def _respond(self, said: Said) -> str:
        person = self.findings.persons.get(said.person) if self.unit == "people" else None
        teller = person or said
        number = f"person-{person.number}" if person else f"row-{said.row}"
        response = random_id()
        self.waiting[Response].append(
            {
                **self.every_response,
                "id": response,
                "submission_id": f"{self.submission}:{number}",
                "content_digest": keyed_digest("response", f"{self.file_digest}:{number}"),
                "language": teller.language or UNDETERMINED,
                "consent": teller.consent,
                "received_on": day_of(teller.day, self.findings) or self.today,
            }
        )
        for (question, choices), value in zip(self.groups, teller.groups, strict=True):
            if value:
                self._answer(response, question, choices[value])
        if person:
            self.known[said.person] = response
        return response

    def _answer(self, response: str, question: int, choice: int | None = None) -> str:
        answer = random_id()
        place = (response, question)
        position = self.positions[place] if self.unit == "people" else 0
        if self.unit == "people":
            self.positions[place] += 1
        self.waiting[Answer].append(
            {
                "id": answer,
                "response_id": response,
                "question_id": question,
                "position": position,
                "choice_id": choice,
                "number": None,
            }
        )
        return answer

    def send(self) -> None:
        """Send what waits, parents first."""
        for noun, rows in self.waiting.items():
            if rows:
                table = noun.__table__
                assert isinstance(table, SqlTable)
                self.session.execute(insert(table), rows)
                rows.clear()
