"""The language of one text: by its script, then by its words and letters."""

import math
from collections.abc import Sequence
from typing import overload

from analysis.language.evidence import ADDRESS, WORD, known_to_detector, plain, score
from analysis.language.scripts import (
    DENSE_SCRIPTS,
    chinese,
    letters_by_script,
    main_script,
    primary,
    written_in,
)
from analysis.language.words import INTERNATIONAL

UNDETERMINED = "und"

FEWEST_LETTERS = 4
FEWEST_DENSE = 2
# Below this share of belief among the allowed languages, the text is undetermined.
BELIEF = 0.6
# A text this long, which a language outside the engagement explains this many times better,
# is not forced into one of the engagement's languages.
LONG_ENOUGH = 15
FAR_BETTER = 8.0
# Scripts in which several languages of the world are written.
SHARED_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI"})


@overload
def detect(texts: str, allowed: Sequence[str]) -> str: ...
@overload
def detect(texts: list[str], allowed: Sequence[str]) -> list[str]: ...
def detect(texts: str | list[str], allowed: Sequence[str]) -> str | list[str]:
    """Return the language tag of one text, or a list of tags for many.

    `allowed` are the BCP 47 tags of the engagement ("en", "zh-Hans", "ar"); the answer is
    one of them or "und". Without evidence ("ok", "9/11", an emoji), and for a script that
    none of them is written in, the answer is "und": a wrong language does more harm than none.
    The detector is py3langid (Lui and Baldwin 2012, ACL Demo), asked after the script and
    together with lists of small words; tests/benchmarks/bench_language.py measures it.
    """
    if isinstance(texts, str):
        return detect_one(texts, tuple(allowed))
    return [detect_one(text, tuple(allowed)) for text in texts]


def detect_one(
    text: str, allowed: tuple[str, ...], prior: str | None = None, odds: float = 1.0
) -> str:
    """Return the language of one text.

    `prior` is a tag that is `odds` times likelier than the others before the text is read: that
    of the text around it, for one.
    """
    letters = letters_by_script(ADDRESS.sub(" ", text))
    script = main_script(letters)
    if letters[script] < (FEWEST_DENSE if script in DENSE_SCRIPTS else FEWEST_LETTERS):
        return UNDETERMINED
    fitting = written_in(script, letters, allowed)
    if not fitting:
        return UNDETERMINED
    if prior in fitting:
        fitting = (prior, *(tag for tag in fitting if tag != prior))
    if all(primary(tag) == "zh" for tag in fitting):
        return chinese(text, fitting)
    if len(fitting) == 1 and script not in SHARED_SCRIPTS:
        return fitting[0]
    return by_words(plain(text), letters[script], fitting, prior, odds)


def by_words(
    text: str, count: int, fitting: tuple[str, ...], prior: str | None, odds: float
) -> str:
    """Weigh the words, and believe them only where they are evidence."""
    if all(word in INTERNATIONAL for word in WORD.findall(text)):
        return UNDETERMINED
    names = {primary(tag) for tag in fitting if known_to_detector(tag)}
    if not names:
        return UNDETERMINED
    known, stranger = score(text, names)
    if not known:
        return UNDETERMINED
    if prior is not None and primary(prior) in known:
        known[primary(prior)] += math.log(odds)
    best = max(known, key=lambda name: (known[name], name))
    if count >= LONG_ENOUGH and stranger > known[best] + math.log(FAR_BETTER):
        return UNDETERMINED
    if 1 / sum(math.exp(worth - known[best]) for worth in known.values()) < BELIEF:
        return UNDETERMINED
    return next(tag for tag in fitting if primary(tag) == best)
