"""What each page of the study shows, read in one place."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_voice.errors import NotFound
from community_voice.locale import language
from community_voice.store import Account, AnalysisRun, Engagement, ReviewAct
from community_voice.store.review_state import CodebookState, read_codebook
from community_voice.study.review.reading import Reading, Sizes
from community_voice.study.runs.service import runs_of, waiting_words

HISTORY_PAGE = 50
KEYWORDS = 8


def list_page(session: Session, engagement: Engagement) -> dict[str, Any]:
    """Return the themes by size with quotes and languages side by side."""
    runs = runs_of(session, engagement.id)
    page: dict[str, Any] = {
        "engagement": engagement,
        "newest": runs[0] if runs else None,
        "words": waiting_words(session, engagement.id),
        "done": next((run for run in runs if run.state == "done"), None),
    }
    if page["done"] is None:
        return page
    state = read_codebook(session, engagement.id, page["done"].id)
    reading = Reading(session, state)
    sizes, quotes = reading.sizes(), reading.quotes_by_theme()
    themes = sorted(state.shown.values(), key=lambda t: (-sizes.get(t.id, Sizes()).rank, t.id))
    rows = [(theme, sizes.get(theme.id, Sizes()), quotes.get(theme.id, [])) for theme in themes]
    return page | {
        "rows": rows,
        "aside": [
            t for t in state.themes.values() if t.set_aside and not t.slug and t.merged_into is None
        ],
        "unread": waiting_words(session, engagement.id, unread=True),
        "stood": stood(page["done"], state),
        "acts": _count_acts(session, engagement.id),
    }


def theme_page(
    session: Session, engagement: Engagement, theme_id: int, tag: str, words: str, number: int
) -> dict[str, Any]:
    """Return one theme and one page of its segments."""
    state = read_codebook(session, engagement.id)
    theme = state.shown.get(theme_id)
    if theme is None:
        raise NotFound(_gone(state, theme_id))
    reading = Reading(session, state, within=theme_id)
    languages = reading.languages(theme_id)
    sizes = Reading(session, state).sizes()
    others = [theme for theme in state.shown.values() if theme.id != theme_id]
    tag = tag if tag in languages else ""
    return {
        "engagement": engagement,
        "theme": theme,
        "stood": stood(session.get(AnalysisRun, state.run_id), state) if state.run_id else {},
        "merged": [t for t in state.themes.values() if t.merged_into == theme_id],
        "others": [(theme, sizes.get(theme.id, Sizes())) for theme in others],
        "sizes": sizes.get(theme_id, Sizes()),
        "languages": [(language(found), count) for found, count in languages.items()],
        "segments": reading.page(theme_id, tag, words, number),
        "asked_language": tag,
        "asked_words": words,
    }


def stood(run: AnalysisRun | None, state: CodebookState) -> dict[int, dict[str, int]]:
    """Return in how many re-runs themes stood, by theme, as a brief would print it.

    A theme that people merged with another is not the one that the run tried.
    """
    merged = {theme.merged_into for theme in state.themes.values()}
    rows = run.results.get("fragility", []) if run else []
    return {
        row["theme"]: row
        for row in rows
        if row["theme"] not in merged and state.root(row["theme"]) == row["theme"]
    }


def history_page(session: Session, engagement: Engagement, number: int) -> dict[str, Any]:
    """Return one page of acts, newest first, with who did them."""
    total = _count_acts(session, engagement.id)
    pages = max(1, -(-total // HISTORY_PAGE))
    number = min(max(1, number), pages)
    rows = session.execute(
        select(ReviewAct, Account.name, Account.email)
        .join(Account, Account.id == ReviewAct.actor_id)
        .where(ReviewAct.engagement_id == engagement.id)
        .order_by(ReviewAct.id.desc())
        .offset((number - 1) * HISTORY_PAGE)
        .limit(HISTORY_PAGE)
    )
    state = read_codebook(session, engagement.id)
    return {
        "engagement": engagement,
        "acts": [(act, name or email) for act, name, email in rows],
        "themes": state.themes,
        "shown": state.shown,
        "number": number,
        "page_count": pages,
    }


def _count_acts(session: Session, engagement_id: int) -> int:
    counted = select(func.count(ReviewAct.id)).where(ReviewAct.engagement_id == engagement_id)
    return session.scalar(counted) or 0


def _gone(state: CodebookState, theme_id: int) -> str:
    theme = state.themes.get(theme_id)
    into = state.shown.get(theme.merged_into or 0) if theme else None
    if into is not None:
        return str(_("This theme was merged into “%(name)s”.", name=into.title))
    return str(_("This theme is not there any more: it was merged, set aside or left out."))
