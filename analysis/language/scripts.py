"""The scripts that languages are written in, and what a text's letters say of them."""

import unicodedata
from collections import Counter
from functools import cache

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
# A character says about a whole word in these scripts, so two are evidence, and one weighs as
# much as three letters; elsewhere it takes more.
DENSE_SCRIPTS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
DENSE_WEIGHT = 3
# A Chinese text may borrow a kana or two; a Japanese one has far more than this share.
KANA_SHARE = 0.1


def primary(tag: str) -> str:
    """Return the language part of a tag: "zh-Hans" is "zh"."""
    language = tag.lower().split("-")[0]
    return ALIASES.get(language, language)


def scripts_of(tag: str) -> tuple[str, ...]:
    """Return the scripts that a tag's language is written in."""
    return SCRIPTS.get(primary(tag), ("LATIN",))


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
    name = unicodedata.name(letter, "UNKNOWN").split(" ")[0]
    # Full-width letters are Latin ones, half-width ones are Korean or kana: all are rare.
    return "LATIN" if name == "FULLWIDTH" else name


def main_script(letters: Counter[str]) -> str:
    """Return the script that carries most of the text: "" without any letter."""
    weights = {
        script: count * (DENSE_WEIGHT if script in DENSE_SCRIPTS else 1)
        for script, count in letters.items()
    }
    return max(weights, key=lambda script: (weights[script], script), default="")


def written_in(script: str, letters: Counter[str], allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the allowed tags whose language is written in the script, in their order."""
    fitting = tuple(tag for tag in allowed if script in scripts_of(tag))
    if script in SCRIPTS["ja"]:
        kana = has_kana(letters)
        return tuple(tag for tag in fitting if (primary(tag) == "ja") == kana) or fitting
    return fitting


def has_kana(letters: Counter[str]) -> bool:
    """Return True when enough of the letters are kana: a Japanese sentence has some."""
    kana = letters["HIRAGANA"] + letters["KATAKANA"] + letters["KATAKANA-HIRAGANA"]
    return kana >= KANA_SHARE * sum(letters[script] for script in SCRIPTS["ja"])


def chinese(text: str, fitting: tuple[str, ...]) -> str:
    """Tell simplified from traditional by the characters that only one of them has.

    GB 2312 lists the simplified characters and Big5 the traditional ones; most characters
    are in both and say nothing. A text that says nothing gets the first of `fitting`.
    """
    simplified = sum(encodes(c, "gb2312") and not encodes(c, "big5") for c in text if c > "\u2fff")
    traditional = sum(encodes(c, "big5") and not encodes(c, "gb2312") for c in text if c > "\u2fff")
    if simplified == traditional:
        return fitting[0]
    wanted = ("hant", "tw", "hk", "mo") if traditional > simplified else ("hans", "cn", "sg")
    return next((tag for tag in fitting if tag.lower().split("-")[-1] in wanted), fitting[0])


@cache
def encodes(character: str, charset: str) -> bool:
    """Return True when the character set has the character."""
    try:
        return bool(character.encode(charset))
    except UnicodeEncodeError:
        return False
