"""The encoder of a run, and the vectors that it makes or finds in the table of embeddings."""

from typing import Any

import pandas as pd
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from analysis import Encoder, EncoderMissing, default_encoder, encode_cached, encoder_named
from analysis.distribute import ClusterDiffers, ClusterFailed, ClusterMissing, SpreadEncoder
from analysis.progress import Progress
from community_voice.errors import DomainError
from community_voice.store.lease import Tick
from community_voice.study.runs.embeddings import EmbeddingCache
from community_voice.study.words import CLUSTER_DIFFERS, CLUSTER_FAILED, CLUSTER_MISSING

# Texts encoded at once, and kept before the next: what a killed run has to encode again.
BATCH = 256
# On a cluster many batches of that size are on their way together. The size is the same, so
# that a text has the same neighbours in its batch, and so the same vector, with and without.
SPREAD = 16 * BATCH
CLUSTER_PROBLEMS = {
    ClusterMissing: CLUSTER_MISSING,
    ClusterDiffers: CLUSTER_DIFFERS,
    ClusterFailed: CLUSTER_FAILED,
}


def stage(tick: Tick, name: str) -> Progress:
    """Return the progress of one stage of the run."""

    def progress(done: int, total: int) -> None:
        tick(name, done, total)

    return progress


def chosen_encoder(name: str) -> Encoder:
    """Return the encoder that was asked for, or the best that this machine has."""
    try:
        return encoder_named(name) if name else default_encoder()
    except EncoderMissing as error:
        raise DomainError(
            _("This machine cannot run the method that was chosen. Choose another one.")
        ) from error


def encode(session: Session, encoder: Encoder, segments: pd.DataFrame, tick: Tick) -> Any:
    """Return one vector a segment, from the table of embeddings where it has them.

    With ANALYSIS_SCHEDULER the cluster there encodes what is missing.
    """
    texts = segments["text"].tolist()
    keys = dict(zip(texts, segments["text_key"], strict=True))
    engine: Any = session.get_bind()
    cache = EmbeddingCache(engine, f"{encoder.name}-{encoder.version}", list(keys.values()))
    progress, batch = stage(tick, "encoding"), BATCH
    address = current_app.config["ANALYSIS_SCHEDULER"]
    if address and not encoder.whole_corpus:
        encoder, batch = SpreadEncoder(encoder, address, BATCH), SPREAD
    try:
        return encode_cached(encoder, texts, cache, keys.__getitem__, progress, batch)
    except tuple(CLUSTER_PROBLEMS) as error:
        raise DomainError(CLUSTER_PROBLEMS[type(error)]) from error
