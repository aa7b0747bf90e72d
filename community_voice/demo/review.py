"""What the demo's fictional reviewer does: name themes, read quotes, freeze, approve."""

from sqlalchemy.orm import Session

from community_voice.deliver.brief.service import approve
from community_voice.demo.names import suggest
from community_voice.demo.serving import work_until_idle
from community_voice.release.candidates import candidates
from community_voice.release.service import Wanted, ask_to_freeze, dimensions_of, save_reviews
from community_voice.store import Account, Engagement
from community_voice.store.database import begin_writing
from community_voice.store.review_state import read_codebook
from community_voice.study.review.service import Reviewer

QUESTION = "Who should answer a call for help, at what hours, and how will people know them?"
APPROVER = "Demo Administrator (fictional)"


def name_themes(session: Session, engagement: Engagement, account: Account) -> None:
    """Give each theme a name of the list; one that none fits stays unnamed, and is not told."""
    begin_writing(session)
    session.refresh(account)
    reviewer = Reviewer(session, engagement, account)
    taken: set[str] = set()
    for theme in read_codebook(session, engagement.id).shown.values():
        found = suggest(theme.keywords, taken)
        if found:
            reviewer.rename(theme.id, found.name)
            taken.add(found.name)
            reviewer.describe(theme.id, found.description)
    session.commit()


def release(session: Session, engagement: Engagement, account: Account) -> None:
    """Read every quote offered, freeze a release with the worker, and approve its brief."""
    begin_writing(session)
    session.refresh(account)
    state = read_codebook(session, engagement.id)
    offered = candidates(session, state)
    # The testimony is made up: it points at nobody.
    said = {quote.segment_id: True for quotes in offered.values() for quote in quotes}
    save_reviews(session, engagement, account, said)
    assert state.run_id is not None
    wanted = Wanted(
        question=QUESTION,
        dimensions=[name for name in dimensions_of(session, engagement) if name != "mode"],
        run_id=state.run_id,
        last_act_id=read_codebook(session, engagement.id).last_act_id,
    )
    ask_to_freeze(session, engagement, wanted, account)
    session.commit()
    work_until_idle()
    begin_writing(session)
    session.refresh(account)
    approve(session, engagement.slug, APPROVER, account)
    session.commit()
