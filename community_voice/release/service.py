"""The release room: what is missing, which quotes were read, and asking for a freeze."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.release.candidates import Candidate, candidates, named_themes
from community_voice.staff.audit import record_act
from community_voice.store import (
    Account,
    AnalysisRun,
    Brief,
    Engagement,
    QuoteReview,
    Release,
    Response,
    ReviewAct,
    Segment,
    Testimony,
)
from community_voice.store.columns import now, storable
from community_voice.store.frames.labels import PARTNER, group_labels
from community_voice.store.lease import LIVE_STATES
from community_voice.store.listening import SENT, ListeningSession
from community_voice.store.response import by_residents, said_by_residents
from community_voice.store.review_state import CodebookState, latest_run_id, read_codebook

THRESHOLD = 11
LONGEST_QUESTION = 500


@dataclass(frozen=True)
class Readiness:
    """What a freeze would read, and what stands in its way."""

    state: CodebookState
    people: dict[str, int]
    later: int
    named: int
    unnamed: int
    missing: list[str]
    release: Release | None

    @property
    def may_freeze(self) -> bool:
        """Say whether nothing is missing."""
        return not self.missing and self.release is None


@dataclass(frozen=True)
class Wanted:
    """What a person asked to freeze, and the codebook that they saw when they asked."""

    question: str
    dimensions: list[str]
    run_id: int
    last_act_id: int


def look(session: Session, engagement: Engagement) -> Readiness:
    """Look at what a freeze would read now."""
    state = read_codebook(session, engagement.id)
    rows = session.execute(
        select(Response.unit, func.count())
        .where(Response.engagement_id == engagement.id, by_residents())
        .group_by(Response.unit)
    )
    people = dict(rows.tuples().all())
    named = len(named_themes(state))
    missing = []
    if not people:
        missing.append(_("Nobody has answered yet."))
    if latest_run_id(session, engagement.id) is None:
        missing.append(_("The answers have not been analysed yet. Start a run and let it finish."))
    elif not named:
        missing.append(_("No theme has a name yet. Read the themes and name those that hold."))
    return Readiness(
        state=state,
        people=people,
        later=_came_later(session, engagement.id, state.run_id),
        named=named,
        unnamed=len(state.shown) - named,
        missing=missing,
        release=live_release(session, engagement.id),
    )


def live_release(session: Session, engagement_id: int) -> Release | None:
    """Return the engagement's release that is asked for, at work or frozen."""
    return session.scalar(
        select(Release).where(
            Release.engagement_id == engagement_id, Release.state.in_(LIVE_STATES)
        )
    )


def last_attempt(session: Session, engagement_id: int) -> Release | None:
    """Return the newest release of any state: a failed or cancelled one says why."""
    return session.scalar(
        select(Release)
        .where(Release.engagement_id == engagement_id)
        .order_by(Release.id.desc())
        .limit(1)
    )


def brief_of(session: Session, release: Release) -> Brief | None:
    """Return the brief of a frozen release."""
    return session.scalar(select(Brief).where(Brief.release_id == release.id))


def dimensions_of(session: Session, engagement: Engagement) -> dict[str, str]:
    """Return what people can be compared by, with words for it."""
    declared = {name: labels.text for name, labels in group_labels(session, engagement.id).items()}
    found = {"language": _("Language"), "mode": _("How they answered"), **declared}
    hosted = select(ListeningSession.id).where(
        ListeningSession.engagement_id == engagement.id,
        ListeningSession.partner_id.is_not(None),
        ListeningSession.state == SENT,
    )
    if session.scalar(hosted.limit(1)) is not None:
        found[PARTNER] = _("Who hosted the session (told to that host alone)")
    return found


def save_reviews(
    session: Session,
    engagement: Engagement,
    reader: Account,
    said: Mapping[int, bool],
) -> int:
    """Keep what a person said of quotes they read; return how many words changed."""
    if live_release(session, engagement.id) is not None:
        raise Conflict(_("This release is frozen or being frozen: quotes cannot change any more."))
    offered = {
        candidate.segment_id: candidate
        for found in candidates(session, read_codebook(session, engagement.id)).values()
        for candidate in found
    }
    unknown = set(said) - set(offered)
    if unknown:
        raise NotFound(_("One of these quotes is not offered any more. Reload the page."))
    changed = [
        _save_review(session, offered[segment_id], points_at_nobody, reader)
        for segment_id, points_at_nobody in sorted(said.items())
        if offered[segment_id].points_at_nobody is not points_at_nobody
    ]
    if changed:
        session.flush()
        detail = {
            "points_at_nobody": [review.id for review in changed if review.points_at_nobody],
            "points_at_somebody": [review.id for review in changed if not review.points_at_nobody],
        }
        record_act(session, "quotes.read", engagement.slug, actor=reader, detail=detail)
    return len(changed)


def ask_to_freeze(
    session: Session, engagement: Engagement, wanted: Wanted, asker: Account
) -> Release:
    """Queue the freeze of what was seen; refuse a second one, also when two ask at once."""
    check_wanted(session, engagement, wanted)
    release = Release(
        engagement_id=engagement.id,
        run_id=wanted.run_id,
        last_act_id=wanted.last_act_id,
        question=wanted.question,
        threshold=THRESHOLD,
        dimensions=list(wanted.dimensions),
        asked_by_id=asker.id,
    )
    try:
        with session.begin_nested():
            session.add(release)
    except IntegrityError as error:
        raise Conflict(second_freeze()) from error
    record_act(session, "release.freeze", engagement.slug, actor=asker, detail={"id": release.id})
    return release


def check_wanted(session: Session, engagement: Engagement, wanted: Wanted) -> None:
    """Say in words what stands in the way of this freeze."""
    readiness = look(session, engagement)
    if readiness.release is not None:
        raise Conflict(second_freeze())
    if readiness.missing:
        raise Conflict(" ".join(readiness.missing))
    if not wanted.question.strip():
        raise DomainError(_("Write the question that the working group has to decide."))
    if len(wanted.question) > LONGEST_QUESTION or not storable(wanted.question):
        raise DomainError(_("Keep the question under 500 characters, in plain text."))
    if set(wanted.dimensions) - set(dimensions_of(session, engagement)):
        raise DomainError(_("One of the groups is not asked about in this engagement."))
    run = session.get(AnalysisRun, wanted.run_id)
    if run is None or run.engagement_id != engagement.id or run.state != "done":
        raise NotFound(_("There is no such finished run."))
    act = session.get(ReviewAct, wanted.last_act_id) if wanted.last_act_id else None
    is_ours = act is not None and act.engagement_id == engagement.id
    if not is_ours or not named_themes(
        read_codebook(session, engagement.id, run.id, wanted.last_act_id)
    ):
        # A page that is open still may show an earlier act; another number is no page of ours.
        raise Conflict(_("These are not the themes that the page showed. Reload the page."))


def second_freeze() -> str:
    """Return why there cannot be a second release yet."""
    return str(
        _(
            "This engagement already has a release. A second one cannot be made yet: comparing"
            " two releases a few people apart could show what single people said."
        )
    )


def ask_to_cancel(session: Session, engagement: Engagement, asker: Account) -> None:
    """Ask the worker to stop; work that nobody took yet ends at once."""
    release = live_release(session, engagement.id)
    if release is None or release.state == "done":
        raise Conflict(_("There is nothing to stop: the release is not being made."))
    if release.state == "queued":
        release.state = "cancelled"
        release.finished_at = now()
    else:
        release.cancel_asked = True
    session.flush()
    record_act(session, "release.cancel", engagement.slug, actor=asker, detail={"id": release.id})


def read_and_unread(found: Mapping[int, Sequence[Candidate]]) -> str:
    """Return how many quotes can be printed, as a sentence."""
    every = [candidate for each in found.values() for candidate in each]
    ready = sum(candidate.points_at_nobody is True for candidate in every)
    unread = count_unread(found)
    first = ngettext(
        "%(num)d quote points at nobody and can be printed.",
        "%(num)d quotes point at nobody and can be printed.",
        ready,
    )
    second = ngettext("%(num)d is not read yet.", "%(num)d are not read yet.", unread)
    return f"{first} {second}" if unread else str(first)


def count_unread(found: Mapping[int, Sequence[Candidate]]) -> int:
    """Count the quotes that nobody has read: none of them can be printed."""
    return sum(candidate.points_at_nobody is None for each in found.values() for candidate in each)


def _save_review(
    session: Session, candidate: Candidate, points_at_nobody: bool, reader: Account
) -> QuoteReview:
    review = session.scalar(
        select(QuoteReview).where(
            QuoteReview.testimony_id == candidate.testimony_id,
            QuoteReview.start == candidate.start,
            QuoteReview.end == candidate.end,
        )
    )
    if review is None:
        review = QuoteReview(
            testimony_id=candidate.testimony_id, start=candidate.start, end=candidate.end
        )
    review.points_at_nobody = points_at_nobody
    review.reviewer_id = reader.id
    review.at = now()
    session.add(review)
    return review


def _came_later(session: Session, engagement_id: int, run_id: int | None) -> int:
    """Count responses with words that the run did not read, because they came after it."""
    if run_id is None:
        return 0
    segmented = exists().where(Segment.testimony_id == Testimony.id)
    return (
        session.scalar(
            select(func.count(func.distinct(Testimony.response_id))).where(
                Testimony.engagement_id == engagement_id,
                Testimony.themed,
                said_by_residents(),
                ~segmented,
            )
        )
        or 0
    )
