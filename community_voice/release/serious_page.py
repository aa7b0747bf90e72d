"""What the page “Said once, serious” shows: passages, and the words laid over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.release.serious import (
    Found,
    Passage,
    find_passages,
    original_words,
    paraphrases_of,
)
from community_voice.store import Account, Paraphrase
from community_voice.store.review_state import CodebookState

FLAGS = {
    "crisis_disclosure": _l("tells of a crisis"),
    "names_third_party": _l("names somebody else"),
    "alleges_misconduct": _l("accuses somebody of misconduct"),
}


@dataclass(frozen=True)
class Laid:
    """One paraphrase, the passage under it, and who approved it ("" for nobody yet)."""

    paraphrase: Paraphrase
    passage: Passage
    approver: str
    is_mine: bool
    is_offered: bool


@dataclass(frozen=True)
class SeriousPage:
    """Passages without words of a reviewer, and those that have them."""

    found: Found
    open_passages: list[Passage]
    written: list[Laid]
    themes: Mapping[int, str] = field(repr=False)

    def why(self, passage: Passage) -> str:
        """Return why a passage is offered, in words."""
        flags = [str(FLAGS[flag]) for flag in passage.flags if flag in FLAGS]
        if flags:
            return str(_("Somebody who coded it said: %(flags)s.", flags=" · ".join(flags)))
        return str(
            ngettext(
                "The theme is serious, and %(num)d person raised it.",
                "The theme is serious, and %(num)d people raised it.",
                passage.people,
            )
        )


def serious_page(session: Session, state: CodebookState, reader: Account) -> SeriousPage:
    """Return what staff see of what few people said that is serious."""
    found = find_passages(session, state)
    written = paraphrases_of(session, state.engagement_id)
    originals = original_words(session, written)
    offered = {passage.span: passage for passage in found.passages}
    approvers = _names(session, written)
    laid = []
    for each in written:
        passage = originals[each.id]
        laid.append(
            Laid(
                paraphrase=each,
                passage=offered.get(passage.span, passage),
                approver=approvers.get(each.approved_by_id or 0, ""),
                is_mine=each.author_id == reader.id,
                is_offered=passage.span in offered,
            )
        )
    taken = {each.passage.span for each in laid}
    return SeriousPage(
        found=found,
        open_passages=[each for each in found.passages if each.span not in taken],
        # Whatever waits for a second person comes first.
        written=sorted(laid, key=lambda each: bool(each.approver)),
        themes={theme.id: theme.title for theme in state.themes.values()},
    )


def words_sentence(session: Session, engagement_id: int) -> str:
    """Return how many passages can be told in other words, as a sentence; "" for none."""
    written = paraphrases_of(session, engagement_id)
    ready = sum(each.approved_by_id is not None for each in written)
    waiting = len(written) - ready
    first = ngettext(
        "%(num)d passage said once is told in a reviewer’s words.",
        "%(num)d passages said once are told in a reviewer’s words.",
        ready,
    )
    second = ngettext(
        "%(num)d waits for a second reader and would not be printed.",
        "%(num)d wait for a second reader and would not be printed.",
        waiting,
    )
    said = [first] * bool(ready) + [second] * bool(waiting)
    return " ".join(str(each) for each in said)


def _names(session: Session, written: list[Paraphrase]) -> dict[int, str]:
    """Return account -> name of those who approved."""
    approvers = {each.approved_by_id for each in written if each.approved_by_id}
    rows = session.scalars(select(Account).where(Account.id.in_(approvers)))
    return {row.id: row.name or row.email for row in rows}
