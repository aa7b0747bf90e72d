"""Which of an engagement's languages a text is in, or that nobody can tell."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import overload

from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNDETERMINED = "und"

# What to expect where nobody said: languages with many speakers in North America and Europe.
COMMON: tuple[str, ...] = (
    *("am", "ar", "bn", "de", "el", "en", "es", "fa", "fr", "gu", "he", "hi", "ht", "hy", "id"),
    *("it", "ja", "km", "ko", "lo", "nl", "pa", "pl", "pt", "ru", "so", "sv", "sw", "ta", "te"),
    *("th", "tl", "tr", "uk", "ur", "vi", "zh-Hans", "zh-Hant"),
)

# The scripts, as the first word of Unicode's character names, that a language is written in.
# A language that is not listed is written in Latin letters.
SCRIPTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ar", "ary", "arz", "fa", "ps", "sdh", "ug", "ur"), ("ARABIC",)),
    **dict.fromkeys(
        ("ba", "be", "bg", "kk", "ky", "mk", "mn", "ru", "tg", "tt", "uk"), ("CYRILLIC",)
    ),
    **dict.fromkeys(("hi", "mr", "ne", "sa", "gom"), ("DEVANAGARI",)),
    **dict.fromkeys(("zh", "yue", "wuu"), ("CJK",)),
    **dict.fromkeys(("as", "bn"), ("BENGALI",)),
    **dict.fromkeys(("he", "hbo"), ("HEBREW",)),
    **dict.fromkeys(("el", "grc"), ("GREEK",)),
    "am": ("ETHIOPIC",),
    "dz": ("TIBETAN",),
    "gu": ("GUJARATI",),
    "hy": ("ARMENIAN",),
    "ja": ("HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA"),
    "ka": ("GEORGIAN",),
    "km": ("KHMER",),
    "kn": ("KANNADA",),
    "ko": ("HANGUL",),
    "lo": ("LAO",),
    "ml": ("MALAYALAM",),
    "my": ("MYANMAR",),
    "or": ("ORIYA",),
    "pa": ("GURMUKHI",),
    "si": ("SINHALA",),
    "sr": ("CYRILLIC", "LATIN"),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "th": ("THAI",),
}
# Tags that the detector knows by another name.
ALIASES = {"fil": "tl", "nb": "no", "iw": "he", "cmn": "zh"}
# A character says a whole word in these scripts, so two are evidence; elsewhere it takes more.
DENSE_SCRIPTS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
FEWEST_LETTERS = 4
FEWEST_DENSE = 2
# A Chinese text may borrow a kana or two; a Japanese one has far more than this share.
KANA_SHARE = 0.1
# Below this share of belief among the allowed languages, the text is undetermined.
BELIEF = 0.6
# A text this long, which a language outside the engagement explains this many times better,
# is not forced into one of the engagement's languages.
LONG_ENOUGH = 15
FAR_BETTER = 8.0


@overload
def detect(texts: str, allowed: Sequence[str]) -> str: ...
@overload
def detect(texts: list[str], allowed: Sequence[str]) -> list[str]: ...
def detect(texts: str | list[str], allowed: Sequence[str]) -> str | list[str]:
    """Return the language tag of one text, or a list of tags for many.

    `allowed` are the BCP 47 tags of the engagement ("en", "zh-Hans", "ar"); the answer is
    one of them or "und". Without evidence ("ok", "9/11", an emoji), and for a script that
    none of them is written in, the answer is "und": a wrong language does more harm than none.
    The detector is py3langid (Lui and Baldwin 2012, ACL Demo), asked after the script.
    """
    if isinstance(texts, str):
        return detect_one(texts, tuple(allowed))
    return [detect_one(text, tuple(allowed)) for text in texts]


def detect_one(text: str, allowed: tuple[str, ...]) -> str:
    """Return the language of one text by its script, then by its letters."""
    letters = letters_by_script(text)
    if not letters:
        return UNDETERMINED
    script, count = max(letters.items(), key=lambda item: (item[1], item[0]))
    if count < (FEWEST_DENSE if script in DENSE_SCRIPTS else FEWEST_LETTERS):
        return UNDETERMINED
    fitting = tuple(tag for tag in allowed if script in scripts_of(tag))
    if script in SCRIPTS["ja"]:
        fitting = tuple(tag for tag in fitting if is_japanese(tag) == has_kana(letters)) or fitting
    if not fitting:
        return UNDETERMINED
    if all(primary(tag) in {"zh", "cmn"} for tag in fitting):
        return chinese(text, fitting)
    if len(fitting) == 1 and script not in {"LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI"}:
        return fitting[0]
    return by_letters(text, count, fitting)


def is_japanese(tag: str) -> bool:
    """Return True for a tag of Japanese, which shares its Han characters with Chinese."""
    return primary(tag) == "ja"


def has_kana(letters: Counter[str]) -> bool:
    """Return True when enough of the letters are kana: a Japanese sentence has some."""
    kana = letters["HIRAGANA"] + letters["KATAKANA"] + letters["KATAKANA-HIRAGANA"]
    return kana >= KANA_SHARE * letters.total()


def letters_by_script(text: str) -> Counter[str]:
    """Count the letters of each script; digits, emoji and punctuation are no evidence."""
    found: Counter[str] = Counter()
    for letter, times in Counter(text).items():
        if letter.isalpha():
            found[script_of(letter)] += times
    return found


@cache
def script_of(letter: str) -> str:
    """Return the first word of the letter's Unicode name, which names its script."""
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0]


def primary(tag: str) -> str:
    """Return the language part of a tag: "zh-Hans" is "zh"."""
    language = tag.lower().split("-")[0]
    return ALIASES.get(language, language)


def scripts_of(tag: str) -> tuple[str, ...]:
    """Return the scripts that a tag's language is written in."""
    return SCRIPTS.get(primary(tag), ("LATIN",))


def chinese(text: str, fitting: tuple[str, ...]) -> str:
    """Tell simplified from traditional by the characters that only one of them has.

    GB 2312 lists the simplified characters and Big5 the traditional ones; most characters
    are in both and say nothing. A text that says nothing gets the first tag that is allowed.
    """
    simplified = sum(encodes(c, "gb2312") and not encodes(c, "big5") for c in text if c > "\u2fff")
    traditional = sum(encodes(c, "big5") and not encodes(c, "gb2312") for c in text if c > "\u2fff")
    wanted = ("hant", "tw", "hk", "mo") if traditional > simplified else ("hans", "cn", "sg")
    return next((tag for tag in fitting if tag.lower().split("-")[-1] in wanted), fitting[0])


@cache
def encodes(character: str, charset: str) -> bool:
    """Return True when the character set has the character."""
    try:
        return bool(character.encode(charset))
    except UnicodeEncodeError:
        return False


def by_letters(text: str, count: int, fitting: tuple[str, ...]) -> str:
    """Ask the detector, and believe it only where it has evidence."""
    beliefs = dict(identifier().rank(text))
    known = {primary(tag): beliefs.get(primary(tag), 0.0) for tag in fitting}
    total = sum(known.values())
    if total <= 0 or len(set(beliefs.values())) <= 3:
        return UNDETERMINED
    best = max(known, key=lambda name: (known[name], name))
    stranger = max(beliefs.values())
    if count >= LONG_ENOUGH and stranger > FAR_BETTER * known[best]:
        return UNDETERMINED
    if known[best] / total < BELIEF:
        return UNDETERMINED
    return next(tag for tag in fitting if primary(tag) == best)


@cache
def identifier() -> LanguageIdentifier:
    """Load the detector once; it takes a second."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
