"""What a run finds, before anything is stored: pure apart from the vectors that it records."""

import importlib.metadata
import json
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from analysis import (
    Discover,
    Themes,
    rough_tone,
)
from analysis.fragility import Again
from analysis.parity import parity
from analysis.progress import Progress
from analysis.text import segment
from analysis.themes.model import plain
from community_voice.errors import DomainError
from community_voice.store.analysis_run import AnalysisRun
from community_voice.store.engagement import Engagement
from community_voice.store.frames.testimony import testimony_frame
from community_voice.store.frames.votes import votes_frame
from community_voice.store.lease import Tick
from community_voice.store.secrets import keyed_digest
from community_voice.study.runs.coded import code_themes
from community_voice.study.runs.encoding import chosen_encoder, encode, stage
from community_voice.study.runs.tongues import (
    allowed_languages,
    languages_of_segments,
    languages_of_texts,
)
from community_voice.study.votes.finding import common_ground

LIBRARIES = ("numpy", "scikit-learn", "py3langid", "sentencex", "stopwordsiso", "textblob")
# What staff may set; anything else is the method's own choice.
ASKED = ("min_size", "most")
STEP = 500


@dataclass(frozen=True)
class Findings:
    """One run's result. `segments` has row, testimony, start, end, language, text_key, tone.

    `again` finds the themes anew; a codebook gives them, and then there is none.
    `consensus` is what `common_ground` found in the votes of `voters`.
    """

    segments: pd.DataFrame
    themes: Themes
    versions: dict[str, str]
    counts: dict[str, int]
    parity: dict[str, Any]
    consensus: dict[str, Any]
    voters: frozenset[str]
    input_digest: str
    result_digest: str
    again: Again | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        return f"Findings({len(self.segments)} segments, {len(self.themes.themes)} themes)"


def find(session: Session, run: AnalysisRun, tick: Tick) -> Findings:
    """Read an engagement's words and votes, and find what is in them; only vectors are written."""
    encoder = chosen_encoder(run.settings.get("encoder", ""))
    tick("reading", 0, 0)
    languages = list(session.get_one(Engagement, run.engagement_id).languages)
    said = testimony_frame(session, run.engagement_id)
    votes = votes_frame(session, run.engagement_id)
    session.commit()
    segments = cut(said, languages, bool(run.settings.get("whole")), tick)
    if segments.empty and votes.empty:
        raise DomainError(_("Nobody has said anything in their own words yet."))
    vectors = encode(session, encoder, segments, tick)
    again = None
    if run.settings.get("codebook"):
        themes = code_themes(session, run, encoder, segments, vectors, tick)
    else:
        asked = {name: run.settings[name] for name in ASKED if run.settings.get(name)}
        discover = Discover(**asked, seed=run.seed, encoder=encoder.name)
        again = Again(segments, vectors, discover)
        themes = discover(segments, vectors, stage(tick, "themes"))
    wanted = bool(run.settings.get("tone"))
    segments["tone"] = tones(segments, stage(tick, "tone")) if wanted else None
    tick("votes", 0, 0)
    agreed = common_ground(votes, run.seed)
    versions = {encoder.name: encoder.version}
    versions |= {name: importlib.metadata.version(name) for name in LIBRARIES}
    return Findings(
        segments=segments,
        themes=themes,
        versions=versions,
        counts=counts(said, segments),
        parity=served(said, segments, themes, stage(tick, "parity")),
        consensus=agreed,
        voters=frozenset(votes["person"]),
        input_digest=digest_of_input(
            said, votes, languages, run, versions | {"read": str(themes.settings.get("read", ""))}
        ),
        result_digest=digest_of_result(segments, themes, agreed),
        again=again,
    )


def cut(said: pd.DataFrame, languages: list[str], whole: bool, tick: Tick) -> pd.DataFrame:
    """Return the segments of all testimony in a fixed order, each with its language and key."""
    allowed = allowed_languages(languages, said["language"])
    texts = said["text"].tolist()
    spoken = languages_of_texts(texts, said["language"].tolist(), allowed, stage(tick, "languages"))
    frame = pd.DataFrame({"text_id": said["testimony"], "text": texts, "language": spoken})
    segments = segment(frame, whole, stage(tick, "segments"))
    segments["language"] = languages_of_segments(segments, allowed, stage(tick, "languages"))
    people = said.set_index("testimony")["person"]
    segments["person"] = segments["text_id"].map(people)
    segments["testimony"] = segments["text_id"]
    segments["row"] = range(len(segments))
    segments["text_key"] = [keyed_digest("text", text) for text in segments["text"]]
    return segments


def served(
    said: pd.DataFrame, segments: pd.DataFrame, themes: Themes, progress: Progress
) -> dict[str, Any]:
    """Return how each language and each way of collecting was served, as plain values."""
    modes = segments["testimony"].map(said.set_index("testimony")["mode"])
    frame = segments[["row", "person", "language"]].assign(mode=modes)
    return parity(frame, themes.assignments, progress=progress).to_dict()


def tones(segments: pd.DataFrame, progress: Progress) -> list[float | None]:
    """Return the rough tone of each segment, None for all but English."""
    found = []
    for place, (text, language) in enumerate(
        zip(segments["text"], segments["language"], strict=True)
    ):
        if place % STEP == 0:
            progress(place, len(segments))
        found.append(rough_tone(text, language))
    return found


def counts(said: pd.DataFrame, segments: pd.DataFrame) -> dict[str, int]:
    """Return what a run read: texts, segments, and people or comments by what they are."""
    units = said.drop_duplicates("person")["unit"].value_counts().sort_index()
    return {
        "testimony": len(said),
        "segments": len(segments),
        **{str(unit): int(number) for unit, number in units.items()},
    }


def digest_of_input(
    said: pd.DataFrame,
    votes: pd.DataFrame,
    languages: list[str],
    run: AnalysisRun,
    versions: dict[str, str],
) -> str:
    """Return a keyed digest of everything that the result depends on."""
    columns = ["testimony", "text", "language", "question", "unit"]
    return canonical_digest(
        {
            "said": said[columns].to_numpy(dtype=object).tolist(),
            "votes": votes.to_numpy(dtype=object).tolist(),
            "languages": languages,
            "settings": run.settings,
            "seed": run.seed,
            "versions": versions,
        }
    )


def digest_of_result(segments: pd.DataFrame, themes: Themes, agreed: dict[str, Any]) -> str:
    """Return a keyed digest of what was found; no key of the database is in it."""
    columns = ["testimony", "start", "end", "language", "text_key", "tone"]
    lines = segments[columns].astype(object).where(segments[columns].notna(), None)
    return canonical_digest(
        {
            "segments": lines.to_numpy().tolist(),
            "themes": themes.to_dict(),
            "consensus": agreed,
        }
    )


def canonical_digest(content: dict[str, Any]) -> str:
    """Return the keyed digest of plain values in the one form they have as JSON."""
    return keyed_digest(
        "run",
        json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain
        ),
    )
