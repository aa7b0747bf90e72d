"""What the demo's fictional reviewer does: name themes, read quotes, freeze, approve."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.deliver.brief.service import approve
from community_voice.demo.names import WORRIES, suggest
from community_voice.demo.serving import work_until_idle
from community_voice.release.candidates import candidates
from community_voice.release.service import Wanted, ask_to_freeze, dimensions_of, save_reviews
from community_voice.store import Account, Answer, Engagement, Question, Segment, Testimony
from community_voice.store.database import begin_writing
from community_voice.store.review_state import effective_codings, read_codebook
from community_voice.study.review.service import Reviewer

QUESTION = "Who should answer a call for help, at what hours, and how will people know them?"
APPROVER = "Demo Administrator (fictional)"


def name_themes(session: Session, engagement: Engagement, account: Account) -> None:
    """Name themes, and merge those that only say what worries people; leave the rest unnamed."""
    begin_writing(session)
    session.refresh(account)
    reviewer = Reviewer(session, engagement, account)
    said = read_texts(session, engagement)
    names = suggest({theme: [text for text, _question in texts] for theme, texts in said.items()})
    for theme, name in names.items():
        reviewer.rename(theme, name.name)
        reviewer.describe(theme, name.description)
    worried = [theme for theme in said if theme not in names and is_worry(said[theme])]
    for theme in worried[:1]:
        reviewer.rename(theme, WORRIES.name)
        reviewer.describe(theme, WORRIES.description)
    for theme in worried[1:]:
        reviewer.merge(theme, worried[0])
    session.commit()


def read_texts(session: Session, engagement: Engagement) -> dict[int, list[tuple[str, str]]]:
    """Return what each theme's segments say, and the question that they answer."""
    codings = effective_codings(read_codebook(session, engagement.id))
    rows = session.execute(
        select(codings.c.theme_id, Testimony.text, Segment.start, Segment.end, Question.code)
        .join(Segment, Segment.id == codings.c.segment_id)
        .join(Testimony, Testimony.id == Segment.testimony_id)
        .join(Answer, Answer.id == Testimony.answer_id)
        .join(Question, Question.id == Answer.question_id)
        .where(codings.c.primary)
        .order_by(codings.c.theme_id, Segment.id)
    )
    said: dict[int, list[tuple[str, str]]] = {}
    for theme, text, start, end, question in rows:
        said.setdefault(theme, []).append((text[start:end], question))
    return said


def is_worry(texts: list[tuple[str, str]]) -> bool:
    """Say whether most of a theme answers the question about worries."""
    return sum(question == "worries" for _text, question in texts) > 0.7 * len(texts)


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
        dimensions=list(dimensions_of(session, engagement)),
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
