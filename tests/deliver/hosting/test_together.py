"""Two hosts of one partner dissent at once: the words of one stand, and no page fails."""

from flask import Flask
from sqlalchemy import select

from community_voice.extensions import db
from community_voice.store import AnalysisRun, Dissent, ListeningSession, Release
from community_voice.store.columns import now, today
from tests.conftest import make_host, make_partner, post_at_once, signed_in_browser


def test_two_hosts_write_and_take_back_at_once(busy_app: Flask) -> None:
    partner = make_partner(db.session(), "lakeside", "Lakeside Day Center")
    hosts = [make_host(db.session(), partner, f"{name}@example.org") for name in ("one", "two")]
    browsers = [signed_in_browser(busy_app, each) for each in hosts]
    db.session.add(
        ListeningSession(
            engagement_id=partner.engagement_id,
            partner_id=partner.id,
            title="Thursday",
            state="sent",
            sent_on=today(),
        )
    )
    run = AnalysisRun(engagement_id=partner.engagement_id, state="done")
    db.session.add(run)
    db.session.flush()
    made = Release(
        engagement_id=partner.engagement_id,
        run_id=run.id,
        state="done",
        frozen_on=today(),
        finished_at=now(),
        digest="0" * 64,
    )
    db.session.add(made)
    db.session.commit()
    address = f"/host/findings/{made.id}/dissent"
    db.session.rollback()
    said = {"text": "No.", "language": "en", "sure": "1"}
    for _turn in range(4):
        assert post_at_once(browsers, [address] * 2, said) == {302}
        assert len(db.session.scalars(select(Dissent)).all()) == 1
        db.session.rollback()
        assert post_at_once(browsers, [f"{address}/take-back"] * 2, {}) == {302}
        assert db.session.scalars(select(Dissent)).all() == []
        db.session.rollback()
