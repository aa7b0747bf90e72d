"""What is agreed with a partner: staff write it, a host says yes, and each change is a number."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.store import Account, AuditEntry, Partner, PartnerAgreement

TERMS = {
    "words_belong_to": "Those who said them",
    "may_be_used_for": "The brief",
    "paid": "40 dollars for each host\nand lunch",
    "answer_by": "2099-12-01",
    "other": "",
}


@pytest.fixture
def address(partner: Partner) -> str:
    return f"/staff/lakeside/partners/{partner.id}/agreement"


def numbers(session: Session) -> list[tuple[int, bool]]:
    rows = session.scalars(select(PartnerAgreement).order_by(PartnerAgreement.number))
    return [(row.number, row.agreed_on is not None) for row in rows]


def test_a_host_reads_the_terms_and_says_yes(
    staff: FlaskClient, mine: FlaskClient, address: str, host: Account, session: Session
) -> None:
    staff.post(address, data=TERMS)
    assert "Not agreed yet" in mine.get("/host/").text
    page = mine.get("/host/agreement").text
    for told in ("Those who said them", "40 dollars for each host\nand lunch", "Dec 1, 2099"):
        assert told in page
    mine.post("/host/agreement", data={"number": "1"})
    row = session.scalars(select(PartnerAgreement)).one()
    assert row.agreed_by_id == host.id
    assert "Rosa Vega agreed on" in mine.get("/host/agreement").text
    assert "Rosa Vega agreed on" in staff.get(f"{address}/{row.id}").text
    acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts[-2:] == ["agreement.write", "agreement.agree"]


def test_a_change_is_a_new_number_to_agree_to_anew(
    staff: FlaskClient, mine: FlaskClient, address: str, session: Session
) -> None:
    staff.post(address, data=TERMS)
    mine.post("/host/agreement", data={"number": "1"})
    staff.post(address, data=TERMS)
    assert numbers(session) == [(1, True)]
    staff.post(address, data={**TERMS, "paid": "Nobody"})
    assert numbers(session) == [(1, True), (2, False)]
    stale = mine.post("/host/agreement", data={"number": "1"})
    assert "in the meantime" in mine.get(stale.location).text
    assert numbers(session) == [(1, True), (2, False)]
    first = session.scalars(select(PartnerAgreement).where(PartnerAgreement.number == 1)).one()
    assert "40 dollars" in mine.get(f"/host/agreement/{first.id}").text


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"answer_by": "soon"},
        {"answer_by": "2020-01-01"},
        {"other": "x" * 4001},
        {"other": "a\x00b"},
    ],
)
def test_terms_that_do_not_fit_are_said_and_stay_typed(
    staff: FlaskClient, address: str, session: Session, wrong: dict[str, str]
) -> None:
    page = staff.post(address, data={**TERMS, **wrong} if wrong else {})
    assert page.status_code == 422
    assert not wrong or "Those who said them" in page.text
    assert numbers(session) == []


def test_a_number_that_is_none_is_refused(mine: FlaskClient) -> None:
    assert mine.post("/host/agreement", data={"number": "one"}).status_code == 400
    assert mine.post("/host/agreement", data={"number": "1"}).status_code == 302
