"""Learn from people's codings outside of rounds, and suggest for every segment of a run.

Nothing of a round is learned from, so that a round can test what was learned.
"""

import importlib.metadata
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import Encoder
from analysis.coding import (
    Codebook,
    CodebookTheme,
    Coder,
    LearnedCoder,
    Suggestions,
    ask_next,
    starter_codebook,
)
from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.coding_task import CodingTask
from community_voice.store.engagement import Engagement
from community_voice.store.frames.judgements import judgements_frame
from community_voice.store.frames.segments import segments_frame
from community_voice.store.judgement import ATTRIBUTES
from community_voice.store.lease import Tick
from community_voice.store.review_state import CodebookState, read_codebook
from community_voice.store.secrets import keyed_digest
from community_voice.store.testimony import Testimony
from community_voice.study.coding.codebook import line_of
from community_voice.study.coding.desk import QUEUE, drawn_for_rounds
from community_voice.study.coding.starter import FIRST, tags
from community_voice.study.coding.suggesting import (
    attribute_rows,
    store_suggestions,
    theme_rows,
)
from community_voice.study.runs.encoding import chosen_encoder, encode, stage

Vectors = npt.NDArray[np.floating]


def learn(session: Session, task: CodingTask, tick: Tick) -> None:
    """Learn and suggest; leaves the last transaction open."""
    tick("reading", 0, 0)
    run = session.get_one(AnalysisRun, task.run_id)
    state = read_codebook(session, task.engagement_id, run.id)
    frame = texts_of(session, task.engagement_id, run)
    said = judgements_frame(session, task.engagement_id)
    apart = drawn_for_rounds(session, task.engagement_id)
    said = said[said["segment"].isin(set(frame["row"]) - apart)]
    spoken = session.get_one(Engagement, task.engagement_id).languages
    session.commit()
    encoder = chosen_encoder(run.settings.get("encoder", ""))
    vectors = encode(session, encoder, frame, tick)
    book = codebook_with(state, spoken)
    phrases = encoder_of_phrases(session, encoder, tick)
    themes = {state.adopted[key].slug: key for key in state.adopted}
    coder = Coder(book, phrases)
    told = theme_codings(said, {key: slug for slug, key in themes.items()})
    learned = coder.learn(frame, vectors, told, progress=stage(tick, "learning"))
    found = learned.suggest(frame, vectors, stage(tick, "suggesting"))
    rows = [theme_rows(found, themes)]
    for attribute in ATTRIBUTES:
        coder = Coder(book.attribute(attribute), phrases)
        its = coder.learn(frame, vectors, attribute_codings(said, attribute))
        rows.append(attribute_rows(its.suggest(frame, vectors), attribute))
    asked = to_ask(learned, frame, vectors, found, set(said["segment"]) | apart)
    results = _report(said, asked, found, learned, themes)
    store_suggestions(session, task, pd.concat(rows), tick)
    task.results = results
    names = ("numpy", "scikit-learn")
    task.versions = {encoder.name: encoder.version} | {
        name: importlib.metadata.version(name) for name in names
    }
    session.flush()


def texts_of(session: Session, engagement_id: int, run: AnalysisRun) -> pd.DataFrame:
    """Return `row` (a segment's id), `text, text_key, language, person`, ordered by row."""
    frame = segments_frame(session, engagement_id, run.id)
    words = dict(
        session.execute(
            select(Testimony.id, Testimony.text).where(Testimony.engagement_id == engagement_id)
        )
        .tuples()
        .all()
    )
    frame["text"] = [
        words[key][start:end]
        for key, start, end in zip(frame["testimony"], frame["start"], frame["end"], strict=True)
    ]
    frame["text_key"] = [keyed_digest("text", text) for text in frame["text"]]
    frame = frame.rename(columns={"segment": "row"}).sort_values("row", kind="stable")
    return frame[["row", "text", "text_key", "language", "person"]].reset_index(drop=True)


def codebook_with(state: CodebookState, spoken: list[str]) -> Codebook:
    """Return the adopted themes as the coder knows them: seeds of ours, words of people.

    Phrases come in the engagement's languages; others would only take time.
    """
    wanted = [FIRST, *(tag for tag in tags() if tag in spoken and tag != FIRST)]
    book = starter_codebook(wanted)
    known = {theme.id: theme for theme in book.themes}
    themes = []
    for theme in state.adopted.values():
        line = line_of(theme, FIRST)
        own = CodebookTheme(theme.slug, line.name, line.definition)
        starter = known.get(theme.slug)
        themes.append(
            replace(starter, name=line.name, definition=line.definition) if starter else own
        )
    return Codebook(tuple(themes), book.attributes)


def theme_codings(said: pd.DataFrame, slugs: dict[int, str]) -> pd.DataFrame:
    """Return `row, theme, value`: a theme that was offered and not chosen is a no."""
    lines = [
        (segment, slugs[theme], theme in chosen)
        for segment, offered, chosen in zip(
            said["segment"], said["offered"], said["chosen"], strict=True
        )
        for theme in offered
        if theme in slugs
    ]
    return _lines(lines)


def attribute_codings(said: pd.DataFrame, attribute: str) -> pd.DataFrame:
    """Return `row, theme, value` of one attribute; who left it open said nothing of it.

    Flags for safety are a no only where somebody filled in one of the attributes: most who
    code skip that part of the page.
    """
    lines: list[tuple[int, str, bool]] = []
    for row in said.itertuples(index=False):
        told: Any = row
        values = told.safety if attribute == "safety" else (getattr(told, attribute),)
        values = [value for value in values if value]
        filled = bool(told.stance or told.voice or told.safety)
        if values or (attribute == "safety" and filled):
            lines += [(told.segment, each, each in values) for each in ATTRIBUTES[attribute]]
    return _lines(lines)


def to_ask(
    learned: LearnedCoder,
    frame: pd.DataFrame,
    vectors: Vectors,
    found: Suggestions,
    known: set[int],
) -> list[int]:
    """Return the segments that would teach most, of those that nobody has coded."""
    free = ~frame["row"].isin(known).to_numpy()
    if not free.any():
        return []
    left = frame[free].reset_index(drop=True)
    its = Suggestions(
        left["row"].tolist(),
        found.themes,
        found.scores[free],
        found.suggested[free],
        found.sure[free],
    )
    return [int(row) for row in ask_next(learned, left, vectors[free], QUEUE, its)]


def _lines(lines: list[tuple[int, str, bool]]) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=["row", "theme", "value"])
    return frame.astype({"value": bool})


def encoder_of_phrases(session: Session, encoder: Encoder, tick: Tick) -> Any:
    """Return what turns a codebook's phrases into vectors, None where only whole texts can."""
    if encoder.whole_corpus:
        return None

    def phrases_encoded(phrases: list[str]) -> Vectors:
        frame = pd.DataFrame({"text": phrases})
        frame["text_key"] = [keyed_digest("text", text) for text in phrases]
        vectors: Vectors = encode(session, encoder, frame, tick)
        return vectors

    return phrases_encoded


def _report(
    said: pd.DataFrame,
    asked: list[int],
    found: Suggestions,
    learned: LearnedCoder,
    themes: dict[str, int],
) -> dict[str, Any]:
    """Return what the learning says of itself: counts, states by theme, and whom to ask next."""
    return {
        "judgements": len(said),
        "segments": len(found.rows),
        "suggested": int(found.suggested.any(axis=1).sum()),
        "queue": asked,
        "themes": [{**state.to_dict(), "theme": themes[state.theme]} for state in learned.state],
    }
