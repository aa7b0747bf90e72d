"""From the welcome to the receipt, as a browser without JavaScript goes."""

from sqlalchemy.orm import Session

from community_voice.store import Response
from tests.collect.survey.conftest import Walker


def test_a_person_who_skips_everything_still_gets_a_receipt(
    walker: Walker, session: Session
) -> None:
    seen = [walker.hidden()["at"]]
    while walker.hidden()["at"] != "review":
        assert walker.press("next").status_code == 200
        seen.append(walker.hidden()["at"])
    assert len(seen) == len(set(seen)) == 7
    assert session.query(Response).count() == 0, "nothing is stored before sending"
    assert walker.press("send").status_code == 200
    stored = session.query(Response).one()
    assert (stored.consent, stored.unit, stored.mode) == ("counted", "people", "web")
