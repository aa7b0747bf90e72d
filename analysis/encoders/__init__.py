"""Encoders turn texts into vectors; ENCODERS is the list of them, in order of preference."""

from analysis.encoders.cache import DirectoryCache, encode_cached, text_hash
from analysis.encoders.encoder import Encoder, EncoderMissing, Vectors
from analysis.encoders.registry import ENCODERS, default_encoder, encoder_named

__all__ = [
    "ENCODERS",
    "DirectoryCache",
    "Encoder",
    "EncoderMissing",
    "Vectors",
    "default_encoder",
    "encode_cached",
    "encoder_named",
    "text_hash",
]
