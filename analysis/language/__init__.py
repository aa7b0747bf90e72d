"""Which of an engagement's languages a text is in, or that nobody can tell.

`detect` gives one tag a text, "und" where nothing tells. `detect_segments` gives one tag a
segment, in the light of its text. `languages_in` gives the shares of a mixed text, and `spans_in`
the places in it where each language stands. Answers are tags of the engagement, never others.
"""

from analysis.language.detecting import UNDETERMINED, detect
from analysis.language.mixed import LanguageSpan, detect_segments, is_mixed, languages_in, spans_in
from analysis.language.scripts import primary, scripts_of

# What to expect where nobody said: languages with many speakers in North America and Europe.
COMMON: tuple[str, ...] = (
    *("am", "ar", "bn", "de", "el", "en", "es", "fa", "fr", "gu", "he", "hi", "ht", "hy", "id"),
    *("it", "ja", "km", "ko", "lo", "nl", "pa", "pl", "pt", "ru", "so", "sv", "sw", "ta", "te"),
    *("th", "tl", "tr", "uk", "ur", "vi", "zh-Hans", "zh-Hant"),
)

__all__ = [
    "COMMON",
    "UNDETERMINED",
    "LanguageSpan",
    "detect",
    "detect_segments",
    "is_mixed",
    "languages_in",
    "primary",
    "scripts_of",
    "spans_in",
]
