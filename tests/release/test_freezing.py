"""Freezing a release: what is stored is what the record says, and nothing that points at few."""

from sqlalchemy.orm import Session

from tests.release.ready import make_ready


def test_it_counts_people_of_this_engagement_alone(session: Session) -> None:
    ready = make_ready(session)
    make_ready(session, slug="hill-street")
    release = ready.freeze().release
    cells = {cell.key: cell.n for cell in release.cells}
    assert cells["people"] == len(ready.people)
    assert cells[f"people|theme=t{ready.themes['wait'].id}"] == 50
