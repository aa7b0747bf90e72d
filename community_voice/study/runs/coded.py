"""A run by the codebook: every segment is coded with the themes that people adopted.

What people coded outside of rounds is learned from, and stands as they said it: where several
judged the same words, as most of them said (see `by_most`). The other segments get what the
learned coder suggests.
"""

import hashlib
import json

import numpy as np
import numpy.typing as npt
import pandas as pd
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from analysis import Encoder, LanguageService, Theme, Themes
from analysis.coding import Codebook, Coder
from analysis.themes.discover import share
from analysis.themes.model import OTHER
from community_voice.errors import DomainError
from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.engagement import Engagement
from community_voice.store.frames.judgements import judgements_frame
from community_voice.store.frames.segments import all_segments
from community_voice.store.lease import Tick
from community_voice.store.review_state import read_codebook
from community_voice.study.coding.desk import drawn_for_rounds
from community_voice.study.coding.learn import codebook_with, encoder_of_phrases, theme_codings
from community_voice.study.runs.encoding import stage

QUOTES = 12
CODEBOOK = "codebook"
SPAN = ["testimony", "start", "end"]


def code_themes(
    session: Session,
    run: AnalysisRun,
    encoder: Encoder,
    segments: pd.DataFrame,
    vectors: npt.NDArray[np.floating],
    tick: Tick,
) -> Themes:
    """Return the adopted themes with the segments that are about them, as a discovery would.

    A theme's id is its slug. Scores are probabilities; 1 where a person said so.
    """
    state = read_codebook(session, run.engagement_id)
    if not state.adopted:
        raise DomainError(_("There is no codebook yet. Adopt one first."))
    slugs = {theme.id: theme.slug for theme in state.adopted.values()}
    said = judged_rows(session, run.engagement_id, segments)
    book = codebook_with(state, session.get_one(Engagement, run.engagement_id).languages)
    session.commit()
    told = theme_codings(said, slugs)
    coder = Coder(book, encoder_of_phrases(session, encoder, tick))
    learned = coder.learn(segments, vectors, told, progress=stage(tick, "themes"))
    found = learned.suggest(segments, vectors, stage(tick, "themes")).to_frame(True)
    given = found.loc[found["suggested"], ["row", "theme", "score"]]
    given = given[~given["row"].isin(set(said["segment"]))]
    by_people = by_most(said, slugs).assign(score=1.0)
    lines = assigned(pd.concat([given, by_people]), segments, book)
    return themes_of(lines, segments, book, encoder.name, digest_of(book, told))


def judged_rows(session: Session, engagement_id: int, segments: pd.DataFrame) -> pd.DataFrame:
    """Return judgements outside of rounds with the row of this run's cut as `segment`."""
    said = judgements_frame(session, engagement_id)
    said = said[~said["segment"].isin(drawn_for_rounds(session, engagement_id))]
    spans = all_segments(session, engagement_id).merge(segments[[*SPAN, "row"]], on=SPAN)
    rows = said["segment"].map(spans.set_index("segment")["row"])
    return said.assign(segment=rows)[rows.notna()].astype({"segment": int})


def by_most(said: pd.DataFrame, slugs: dict[int, str]) -> pd.DataFrame:
    """Return `row, theme`, once each, of what most of those say who judged it.

    said: judgements, with `segment` and the time of each in `at`. A theme that a person was
    offered and did not choose is a no; who was not offered it did not judge it. As many yes as
    no: the newest judgement decides, for whoever comes later can have seen more of the codebook.
    """
    said = said.sort_values(["at", "judgement"], kind="stable")
    told = theme_codings(said, slugs)
    votes = told.groupby(["row", "theme"])["value"].agg(["mean", "last"]).reset_index()
    stands = (votes["mean"] > 0.5) | ((votes["mean"] == 0.5) & votes["last"])
    return votes.loc[stands, ["row", "theme"]]


def assigned(given: pd.DataFrame, segments: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Return one primary line a row, "other" where no theme was given, then its other themes."""
    order = {slug: place for place, slug in enumerate(book.ids)}
    lines = given.assign(order=given["theme"].map(order))
    lines = lines.sort_values(["row", "score", "order"], ascending=[True, False, True])
    silent = segments.loc[~segments["row"].isin(lines["row"]), ["row"]]
    lines = pd.concat([lines, silent.assign(theme=OTHER, score=0.0)])
    lines = lines.sort_values("row", kind="stable").reset_index(drop=True)
    lines["primary"] = ~lines["row"].duplicated()
    lines = lines.merge(segments[["row", "start", "end"]], on="row").assign(subtheme="")
    return lines[["row", "theme", "score", "start", "end", "primary", "subtheme"]]


def themes_of(
    lines: pd.DataFrame, segments: pd.DataFrame, book: Codebook, encoder: str, read: str
) -> Themes:
    """Return assignments as the result of a discovery; themes that nobody raised are left out."""
    known = lines.merge(segments[["row", "language", "person"]], on="row")
    themes = []
    for theme in book.themes:
        its = known[known["theme"] == theme.id].sort_values(
            ["primary", "score", "row"], ascending=[False, False, True]
        )
        if len(its):
            themes.append(
                Theme(
                    id=theme.id,
                    label=theme.name,
                    rows=len(its),
                    persons=int(its["person"].nunique()),
                    keywords={},
                    quotes=tuple(int(row) for row in its["row"].head(QUOTES)),
                    languages={
                        str(tag): int(count)
                        for tag, count in its["language"].value_counts().sort_index().items()
                    },
                )
            )
    first = known[known["primary"]]
    return Themes(
        themes=tuple(themes),
        assignments=lines,
        other_share=share(int((first["theme"] == OTHER).sum()), len(first)),
        languages={str(tag): served(its) for tag, its in first.groupby("language", sort=True)},
        settings={"method": CODEBOOK, "read": read},
        encoder=encoder,
        seed=0,
    )


def served(its: pd.DataFrame) -> LanguageService:
    """Return how one language was served; `fit` is the mean probability of its themes."""
    other = its["theme"] == OTHER
    fit = its.loc[~other, "score"].mean() if not other.all() else 0.0
    rows, left = len(its), int(other.sum())
    return LanguageService(rows, left, share(left, rows), round(float(fit), 4), 1.0)


def digest_of(book: Codebook, told: pd.DataFrame) -> str:
    """Return a digest of what was learned from: the codebook's words and people's codings."""
    lines = [[int(row), theme, bool(value)] for row, theme, value in told.to_numpy().tolist()]
    content = {"book": [[t.id, t.name, t.definition] for t in book.themes], "told": lines}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
