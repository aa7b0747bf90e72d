"""The codebook that people code with: adopt the starter themes, add one, say what each means.

Names, definitions and setting aside are review acts, as for every theme: in the history, and
taken back there.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.staff.audit import record_act
from community_voice.store import Account, AdoptedTheme, Codebook, Engagement, ReviewAct, Theme
from community_voice.store.review_state import (
    CodebookState,
    ThemeState,
    effective_acts,
    read_codebook,
)
from community_voice.store.theme import codebook_of
from community_voice.study.coding.starter import MARKS, first_words, starter_themes
from community_voice.study.review.reading import letters
from community_voice.study.review.service import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    Reviewer,
    written,
)


@dataclass(frozen=True)
class Line:
    """One theme of the codebook in the reader's words."""

    id: int
    slug: str
    name: str
    definition: str
    marks: tuple[str, ...] = ()


def line_of(theme: ThemeState, tag: str) -> Line:
    """Return a theme as a reader of this language sees it.

    A starter theme that nobody renamed reads in the reader's own language; words that people
    wrote stay as they wrote them.
    """
    name, definition = theme.title, theme.description
    starter = starter_themes(tag).get(theme.slug)
    if starter is not None and name in first_words(theme.slug):
        name = starter.name
    if starter is not None and definition in first_words(theme.slug):
        definition = starter.definition
    marks = tuple(mark for mark in MARKS if getattr(theme, mark))
    return Line(theme.id, theme.slug, name, definition, marks)


def lines_of(state: CodebookState, tag: str, words: str = "") -> list[Line]:
    """Return the themes that people code with; `words` are sought in names and definitions."""
    lines = [line_of(theme, tag) for theme in state.adopted.values()]
    sought = letters(words)
    return [line for line in lines if sought in letters(f"{line.name}\n{line.definition}")]


def set_aside_acts(session: Session, state: CodebookState, tag: str) -> list[tuple[Line, int]]:
    """Return the adopted themes that were set aside, each with the act to take back."""
    acts = effective_acts(session, state.engagement_id, state.last_act_id)
    found = []
    for act in acts:
        theme = state.themes.get(act.theme_id or 0)
        if act.kind == "set_aside_theme" and theme is not None and theme.slug:
            found.append((line_of(theme, tag), act.id))
    return found


def adopt_starter(session: Session, engagement: Engagement, account: Account, tag: str) -> int:
    """Take in the starter themes that are not there yet; return how many were new."""
    codebook = _held(session, engagement)
    there = set(
        session.scalars(select(AdoptedTheme.slug).where(AdoptedTheme.codebook_id == codebook.id))
    )
    fresh = [theme for slug, theme in starter_themes(tag).items() if slug not in there]
    for theme in fresh:
        _take_in(session, codebook, theme.slug, theme.name, theme.definition, dict(theme.marks))
    if fresh:
        detail = {"themes": len(fresh), "language": tag}
        record_act(session, "codebook.adopt", engagement.slug, actor=account, detail=detail)
    return len(fresh)


def add_theme(
    session: Session,
    engagement: Engagement,
    account: Account,
    name: str,
    definition: str,
    marks: dict[str, bool],
) -> Theme:
    """Add a theme of the engagement's own; asked for twice, it is there once."""
    codebook = _held(session, engagement)
    name = written(name, LONGEST_NAME)
    definition = written(definition, LONGEST_DESCRIPTION)
    for there in read_codebook(session, engagement.id).adopted.values():
        if (there.title, there.description) == (name, definition):
            return session.get_one(Theme, there.id)
    counted = select(func.count()).where(AdoptedTheme.codebook_id == codebook.id)
    slug = f"own_{(session.scalar(counted) or 0) + 1}"
    theme = _take_in(session, codebook, slug, name, definition, marks)
    detail = {"theme": theme.id, "text": theme.label}
    record_act(session, "codebook.add", engagement.slug, actor=account, detail=detail)
    return theme


def reword(reviewer: Reviewer, theme_id: int, tag: str, name: str, definition: str) -> int:
    """Write what is new of a name and a definition; return how many acts that took."""
    state = read_codebook(reviewer.session, reviewer.engagement.id)
    theme = state.adopted.get(theme_id)
    before = line_of(theme, tag) if theme else None
    acts: list[ReviewAct] = []
    if before is None or name.strip() != before.name:
        acts.append(reviewer.rename(theme_id, name))
    if before is None or definition.replace("\r\n", "\n").strip() != before.definition:
        acts.append(reviewer.describe(theme_id, definition))
    return len(acts)


def mark_words(mark: str) -> str:
    """Return what a mark of a theme means to staff."""
    words = {
        "serious": _("serious: weighs more at equal size"),
        "sensitive": _("sensitive: no quotes by default"),
        "doubt": _("doubt or objection"),
    }
    return str(words[mark])


def _held(session: Session, engagement: Engagement) -> Codebook:
    """Return the codebook, held against another who adds at the same moment."""
    codebook = codebook_of(session, engagement.id)
    session.scalar(select(Codebook.id).where(Codebook.id == codebook.id).with_for_update())
    return codebook


def _take_in(
    session: Session,
    codebook: Codebook,
    slug: str,
    name: str,
    definition: str,
    marks: dict[str, bool],
) -> Theme:
    theme = Theme(codebook_id=codebook.id, label=name, description=definition)
    session.add(theme)
    session.flush()
    session.add(AdoptedTheme(theme_id=theme.id, codebook_id=codebook.id, slug=slug, **marks))
    session.flush()
    return theme
