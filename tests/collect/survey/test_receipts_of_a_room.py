"""A receipt from a listening session: not stored yet, stored, and its words with a PIN."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from community_voice.answering.pins import hash_pin
from community_voice.answering.receipts import make_receipt
from community_voice.store import (
    Contribution,
    Engagement,
    ListeningSession,
    Response,
    Speaker,
    Testimony,
)
from community_voice.store.secrets import keyed_digest
from tests.study.speaking import add_survey

PIN, QUOTED, NOTED = "482915", "Nobody came for two hours.", "She wants a ramp."


def look_up(client: FlaskClient, receipt: str, pin: str = "") -> str:
    return client.post("/receipt", data={"receipt": receipt, "pin": pin, "lang": "en"}).text


def test_a_slip_tells_whether_the_session_was_sent_and_opens_what_was_written_down(
    client: FlaskClient, session: Session, engagement: Engagement
) -> None:
    receipt = make_receipt()
    version = add_survey(session, engagement, "circle", "guide").version
    held = ListeningSession(engagement_id=engagement.id, guide_version_id=version.id)
    session.add(held)
    session.flush()
    digest = keyed_digest("receipt", receipt)
    session.add(Speaker(session_id=held.id, number=3, receipt_hash=digest))
    session.commit()
    assert "nothing is stored yet" in look_up(client, receipt)
    assert "nothing is stored yet" not in look_up(client, make_receipt())

    response = Response(
        engagement_id=engagement.id,
        version_id=version.id,
        submission_id="session:speaker-number-3",
        content_digest="0" * 64,
        mode="session",
        language="en",
        receipt_hash=digest,
        pin_hash=hash_pin(PIN),
    )
    session.add(response)
    session.flush()
    for position, (form, text) in enumerate((("verbatim", QUOTED), ("noted", NOTED))):
        said = Contribution(session_id=held.id, form=form, position=position, speaker=3)
        session.add(said)
        session.flush()
        session.add(
            Testimony(
                engagement_id=engagement.id,
                response_id=response.id,
                contribution_id=said.id,
                text=text,
                mode="session",
                source="listening",
                verbatim=form == "verbatim",
            )
        )
    session.commit()
    page = look_up(client, receipt)
    assert "Your answers are stored" in page
    assert QUOTED not in page
    opened = look_up(client, receipt, PIN)
    assert opened.index(QUOTED) < opened.index(NOTED) < opened.index("person who took notes")
