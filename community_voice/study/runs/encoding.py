"""The encoder of a run, and the vectors that it makes or finds in the table of embeddings."""

from typing import Any

import pandas as pd
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from analysis import Encoder, EncoderMissing, default_encoder, encode_cached, encoder_named
from analysis.progress import Progress
from community_voice.errors import DomainError
from community_voice.store.lease import Tick
from community_voice.study.runs.embeddings import EmbeddingCache


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
    """Return one vector a segment, from the table of embeddings where it has them."""
    texts = segments["text"].tolist()
    keys = dict(zip(texts, segments["text_key"], strict=True))
    engine: Any = session.get_bind()
    cache = EmbeddingCache(engine, f"{encoder.name}-{encoder.version}", list(keys.values()))
    return encode_cached(encoder, texts, cache, keys.__getitem__, stage(tick, "encoding"))
