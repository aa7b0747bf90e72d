"""From residents' words to what they have in common, as pure computation.

Nothing here knows the web, a database, a clock or a network: frames go in, frozen results come
out, and the same input gives the same bytes.
"""

from analysis import language, text
from analysis.encoders import (
    ENCODERS,
    DirectoryCache,
    Encoder,
    EncoderMissing,
    default_encoder,
    encode_cached,
    encoder_named,
    text_hash,
)
from analysis.themes import Discover, LanguageService, Theme, Themes
from analysis.themes.assign import themes_of_texts
from analysis.tone import rough_tone

__all__ = [
    "ENCODERS",
    "DirectoryCache",
    "Discover",
    "Encoder",
    "EncoderMissing",
    "LanguageService",
    "Theme",
    "Themes",
    "default_encoder",
    "encode_cached",
    "encoder_named",
    "language",
    "rough_tone",
    "text",
    "text_hash",
    "themes_of_texts",
]
