"""From residents' words to what they have in common, as pure computation.

Nothing here knows the web, a database, a clock or a network: frames go in, frozen results come
out, and the same input gives the same bytes.
"""

from analysis import language, text
from analysis.disclosure import NOT_SHOWN, ReleasedTables, suppress
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
from analysis.summarize import ChosenQuote, Claim, Summary
from analysis.tables import Cell, Tables, count_tables
from analysis.themes import Discover, LanguageService, Theme, Themes
from analysis.themes.assign import themes_of_texts
from analysis.tone import rough_tone
from analysis.verify import Failure

__all__ = [
    "ENCODERS",
    "NOT_SHOWN",
    "Cell",
    "ChosenQuote",
    "Claim",
    "DirectoryCache",
    "Discover",
    "Encoder",
    "EncoderMissing",
    "Failure",
    "LanguageService",
    "ReleasedTables",
    "Summary",
    "Tables",
    "Theme",
    "Themes",
    "count_tables",
    "default_encoder",
    "encode_cached",
    "encoder_named",
    "language",
    "rough_tone",
    "suppress",
    "text",
    "text_hash",
    "themes_of_texts",
]
