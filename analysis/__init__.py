"""From residents' words to what they have in common, as pure computation.

Nothing here knows the web, a database, a clock or a network. Frames go in, frozen results come
out, and the same input gives the same bytes.

The way of a body of texts, each step a plain function or a dataclass of settings that is called
on a frame:

    tags = language.detect(texts, ["en", "es", "zh-Hans", "ar"])    # or "und": nobody can tell
    segments = text.segment(frame)                                  # verbatim spans, with offsets
    tags = language.detect_segments(segments, ["en", ...])          # short ones follow their text
    vectors = encode_cached(encoder, segments["text"], cache, key)  # once a text, resumable
    themes = Discover(seed=0)(segments, vectors)                    # across languages

Words used here, one meaning each:

segment      a span of a text (text == original[start:end]), the unit that is coded.
encoder      turns a text into a vector; vectors point the same way when texts mean alike.
             ENCODERS lists them, default_encoder() is the first that this machine can run.
theme        what rows have in common. Its number, size, words and quotes are proposals: a
             person names it, and whether it is the right theme is a person's judgement.
assignment   "this row is about that theme", with a score: the cosine (0 to 1) between the row
             and the middle of the theme. Every row has one primary theme or "other"; it may
             have a second. themes_of_texts() says what a whole text is mostly about.
service      how well each language was served: rows, rows left without a theme, and fit. A
             language is never a theme: what it adds to a vector is taken out before grouping.
rough tone   TextBlob's polarity for English, None elsewhere; shown beside a quote, not counted.

Long steps take progress(done, total), which may raise to cancel. Scores are rounded and sums
are exact, so themes repeat on any machine that starts from the same vectors.

With people (analysis.coding): a codebook codes from its definitions, learns from what staff
coded, and asks for what would teach it most.

    codebook = starter_codebook(["en", "es"])
    learned = Coder(codebook, encode).learn(segments, vectors, codings)
    learned.suggest(segments, vectors).to_frame()

How far to trust it: analysis.agreement (people with people, the machine with people),
analysis.parity (was every language and mode served alike?), analysis.compare (do groups raise
the same themes?), analysis.fragility (in how many re-runs does a finding stand?) and
analysis.consensus (what do people agree on who vote differently?). Counting, hiding small counts,
writing a summary and checking it are in analysis.tables, analysis.disclosure, analysis.summarize
and analysis.verify; analysis.distribute spreads work over a cluster. `python -m analysis --help`
is the command line.
"""

import pandas as pd

from analysis import language, redact, text
from analysis.coding import Codebook, Coder, LearnedCoder, Suggestions, ask_next, starter_codebook
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

# Where pyarrow is installed pandas would keep texts in it, and refuse half of a surrogate pair
# that somebody typed. Texts are kept alike on every machine.
pd.set_option("mode.string_storage", "python")

__all__ = [
    "ENCODERS",
    "NOT_SHOWN",
    "Cell",
    "ChosenQuote",
    "Claim",
    "Codebook",
    "Coder",
    "DirectoryCache",
    "Discover",
    "Encoder",
    "EncoderMissing",
    "Failure",
    "LanguageService",
    "LearnedCoder",
    "ReleasedTables",
    "Suggestions",
    "Summary",
    "Tables",
    "Theme",
    "Themes",
    "ask_next",
    "count_tables",
    "default_encoder",
    "encode_cached",
    "encoder_named",
    "language",
    "redact",
    "rough_tone",
    "starter_codebook",
    "suppress",
    "text",
    "text_hash",
    "themes_of_texts",
]
