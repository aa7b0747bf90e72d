"""What reviewers can do to themes: each act is kept, audited, and can be taken back."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.errors import Conflict, DomainError, NotFound
from community_voice.staff.audit import record_act
from community_voice.store import Account, Engagement, ReviewAct, Segment, Testimony
from community_voice.store.columns import storable
from community_voice.store.review_state import CodebookState, read_codebook, theme_code
from community_voice.store.theme import Codebook, Coding

LONGEST_NAME = 120
LONGEST_DESCRIPTION = 2000


class Reviewer:
    """One person's acts on one engagement's themes, one request long."""

    def __init__(self, session: Session, engagement: Engagement, account: Account) -> None:
        """Hold the codebook until the transaction ends.

        Acts are numbered in the order in which they are committed, so that "every act up to
        this one" means the same today and later.
        """
        self.session = session
        self.engagement = engagement
        self.account = account
        session.scalar(
            select(Codebook.id).where(Codebook.engagement_id == engagement.id).with_for_update()
        )

    def rename(self, theme_id: int, name: str) -> ReviewAct:
        """Give a theme the name that people will read."""
        self._there(theme_id)
        return self._act("rename", theme_id=theme_id, text=written(name, LONGEST_NAME))

    def describe(self, theme_id: int, text: str) -> ReviewAct:
        """Say what belongs to a theme and what does not."""
        self._there(theme_id)
        return self._act("describe", theme_id=theme_id, text=written(text, LONGEST_DESCRIPTION))

    def merge(self, theme_id: int, into_id: int) -> ReviewAct:
        """Let another theme hold this one's words from now on."""
        state = self._shown(theme_id)
        if into_id == theme_id:
            raise DomainError(_("Choose another theme to merge into."))
        self._shown(into_id, state)
        return self._act("merge", theme_id=theme_id, into_theme_id=into_id)

    def set_aside_theme(self, theme_id: int) -> ReviewAct:
        """Leave a theme and all its words out of what is counted by theme."""
        self._there(theme_id)
        return self._act("set_aside_theme", theme_id=theme_id)

    def move(self, segment_id: int, from_id: int, into_id: int) -> ReviewAct:
        """Say that a segment is about another theme, and about no other."""
        state = self._shown(into_id)
        self._own_segment(segment_id)
        if into_id == from_id:
            raise DomainError(_("Choose another theme to move these words to."))
        source = from_id if from_id in state.themes else None
        act = self._act("move", theme_id=source, into_theme_id=into_id, segment_id=segment_id)
        self._code(act, segment_id, into_id)
        return act

    def set_aside_segment(self, segment_id: int, from_id: int) -> ReviewAct:
        """Say that a segment is about none of the themes."""
        self._own_segment(segment_id)
        state = read_codebook(self.session, self.engagement.id)
        source = from_id if from_id in state.themes else None
        act = self._act("set_aside_segment", theme_id=source, segment_id=segment_id)
        self._code(act, segment_id, None)
        return act

    def undo(self, act_id: int) -> ReviewAct:
        """Take back one act: from now on it does not count; that it was done stays known."""
        act = self.session.scalar(
            select(ReviewAct).where(
                ReviewAct.id == act_id, ReviewAct.engagement_id == self.engagement.id
            )
        )
        if act is None or act.kind == "undo":
            raise NotFound(_("There is no such act to take back."))
        if act.undone_by_id is not None:
            raise Conflict(_("Somebody has already taken this back."))
        undoing = self._act("undo", theme_id=act.theme_id, detail={"act": act.id})
        act.undone_by_id = undoing.id
        self.session.flush()
        return undoing

    def _shown(self, theme_id: int, state: CodebookState | None = None) -> CodebookState:
        """Refuse a theme that words are not counted by."""
        state = state or read_codebook(self.session, self.engagement.id)
        if theme_id not in state.shown:
            raise NotFound(_gone())
        return state

    def _there(self, theme_id: int) -> None:
        """Refuse a theme that is neither counted by nor coded with."""
        state = read_codebook(self.session, self.engagement.id)
        if theme_id not in state.shown and theme_id not in state.adopted:
            raise NotFound(_gone())

    def _own_segment(self, segment_id: int) -> None:
        found = self.session.scalar(
            select(Segment.id)
            .join(Testimony, Testimony.id == Segment.testimony_id)
            .where(Segment.id == segment_id, Testimony.engagement_id == self.engagement.id)
        )
        if found is None:
            raise NotFound(_("These words are not there any more."))

    def _act(
        self,
        kind: str,
        theme_id: int | None = None,
        into_theme_id: int | None = None,
        segment_id: int | None = None,
        text: str = "",
        detail: dict[str, object] | None = None,
    ) -> ReviewAct:
        act = ReviewAct(
            engagement_id=self.engagement.id,
            actor_id=self.account.id,
            kind=kind,
            theme_id=theme_id,
            into_theme_id=into_theme_id,
            segment_id=segment_id,
            text=text,
        )
        self.session.add(act)
        self.session.flush()
        said = {"act": act.id, "into": into_theme_id, "segment": segment_id, "text": text}
        told = {name: value for name, value in said.items() if value}
        subject = theme_code(theme_id) if theme_id else self.engagement.slug
        record_act(
            self.session,
            f"theme.{kind}",
            subject,
            actor=self.account,
            detail={"engagement": self.engagement.slug, **told, **(detail or {})},
        )
        return act

    def _code(self, act: ReviewAct, segment_id: int, theme_id: int | None) -> None:
        self.session.add(Coding(segment_id=segment_id, theme_id=theme_id, act_id=act.id))
        self.session.flush()


def _gone() -> str:
    return str(_("This theme is not there any more: it was merged, set aside or left out."))


def written(text: str, longest: int) -> str:
    """Return what somebody wrote without the space around it, or say what is wrong with it."""
    # A browser counts a line's end once and sends it as two characters.
    text = text.replace("\r\n", "\n").strip()
    if not any(mark.isprintable() and not mark.isspace() for mark in text):
        raise DomainError(_("Write something first."))
    if len(text) > longest or not storable(text):
        raise DomainError(_("Keep it under %(number)d characters, in plain text.", number=longest))
    return text
