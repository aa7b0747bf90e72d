"""How well each language explains some words: its letters, its small words, its syllables."""

import copy
import math
import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis.language.scripts import primary
from analysis.language.words import words_of

# Vowel signs and joiners belong to the letter before them.
MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0dff\u0e31-\u0e4e\u200c\u200d"
)
WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}]|['’](?=[^\W\d_]))*")
# Addresses and names of accounts are spelt alike everywhere. One with @ is looked for where a
# run of signs begins: from every sign of a long one, the search would take its length squared.
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S+@\S+|[@#]\w+")

# What one word of a language's list is worth, in nats, against a language without it.
KNOWN_WORD = 3.5
# A word that contains a letter that only this language has, among those of its script.
OWN_LETTER = 2.0
OWN_LETTERS: dict[str, str] = {
    "vi": "ăằắẳẵặầấẩẫậđềếểễệồốổỗộơờớởỡợưừứửữựạảẹẻẽịỉĩọỏụủũỳỵỷỹ",
    "es": "ñ¿¡",
    "pt": "ãõ",
    "fr": "œ",
    "de": "ß",
    "ar": "ةىيك",
    "fa": "پچژگکی",
    "ur": "ٹڈڑںےھہ",
    "ps": "ټډړږښڼېۍ",
    "ru": "ыёэъ",
    "uk": "іїєґ",
}
OWN_SETS = {language: frozenset(letters) for language, letters in OWN_LETTERS.items()}
# An unmarked Vietnamese syllable: an onset, vowels in one of few orders, a coda. Measured on
# SIB-200 (train): 95 % of the words of unmarked Vietnamese, 14 % of English ones and 3-13 % of
# those of es, fr, pt, ht, so, tl fit, counting words of three letters or more.
SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:uye|uoi|uou|ieu|yeu|oai|oao|oay|oeo|uay|uya|uyu|iu|ia|ie|ye|ua|uo|uu|ui|uy|ue|oa|oe|oi"
    r"|oo|ai|ao|au|ay|eo|eu|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
SYLLABLE_WEIGHT = 1.5
FITS = SYLLABLE_WEIGHT * math.log(0.95 / 0.12)
FITS_NOT = SYLLABLE_WEIGHT * math.log(0.05 / 0.88)
SHORT_FITS_NOT = SYLLABLE_WEIGHT * math.log(0.03 / 0.3)
LEAST_PROBABILITY = 1e-30
STRANGERS = 3


def plain(text: str) -> str:
    """Return the text in lower case, composed and without addresses."""
    composed = unicodedata.normalize("NFC", ADDRESS.sub(" ", text))
    return composed.lower().replace("’", "'")


def score(text: str, languages: Collection[str]) -> tuple[dict[str, float], float]:
    """Return how well each language explains a plain text, in nats, and the best of any other.

    `languages` are primary tags. The letters are judged by py3langid (Lui and Baldwin 2012, ACL
    Demo), whose log-probabilities are divided by the root of the text's length; to them comes
    what the words are worth, divided by the root of their number for the same reason: words
    that stand together are no independent witnesses.
    """
    words = WORD.findall(text)
    letters = dict(identifier().rank(text))
    if len(set(letters.values())) <= 3:
        return {}, 0.0
    root = math.sqrt(max(1, len(words)))
    found = {
        name: math.log(max(letters.get(name, 0.0), LEAST_PROBABILITY))
        + word_evidence(words, name) / root
        for name in languages
    }
    # The detector ranks them, so the first few are all that can matter.
    outside = [
        math.log(max(letters[name], LEAST_PROBABILITY)) + word_evidence(words, name) / root
        for name in list(letters)[:STRANGERS]
        if name not in found
    ]
    return found, max(outside, default=-math.inf)


def word_evidence(words: Sequence[str], language: str) -> float:
    """Return what the words say for a language, in nats."""
    known, own = words_of(language), OWN_SETS.get(language)
    worth = KNOWN_WORD * sum(map(known.__contains__, words))
    if own:
        worth += OWN_LETTER * sum(not own.isdisjoint(word) for word in words)
    if language == "vi" and all(map(str.isascii, words)):
        worth += sum(map(syllable_evidence, words))
    return worth


def syllable_evidence(word: str) -> float:
    """Return what the shape of one word says for unmarked Vietnamese, in nats."""
    if SYLLABLE.fullmatch(word):
        return FITS if len(word) > 2 else 0.0
    return FITS_NOT if len(word) > 2 else SHORT_FITS_NOT


def known_to_detector(tag: str) -> bool:
    """Return True when the detector has met the tag's language."""
    return primary(tag) in labels()


@cache
def labels() -> frozenset[str]:
    """Return the languages that the detector has met."""
    return frozenset(identifier().labels)


def score_among(text: str, languages: frozenset[str]) -> dict[str, float]:
    """Return how well each language explains a plain text, in nats, with no thought of others."""
    words = WORD.findall(text)
    root = math.sqrt(max(1, len(words)))
    return {
        name: math.log(max(share, LEAST_PROBABILITY)) + word_evidence(words, name) / root
        for name, share in identifier_of(languages).rank(text)
    }


@lru_cache(maxsize=64)
def identifier_of(languages: frozenset[str]) -> LanguageIdentifier:
    """Return a detector that knows these languages only, which is several times faster."""
    narrow = copy.copy(identifier())
    narrow.set_languages(languages)
    return narrow


@cache
def identifier() -> LanguageIdentifier:
    """Load the detector once; it takes a second."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
