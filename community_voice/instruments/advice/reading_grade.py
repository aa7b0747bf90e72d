"""English that is harder to read than grade 6 (Flesch-Kincaid).

Kincaid, Fishburne, Rogers and Chissom (1975), Derivation of new readability formulas for Navy
enlisted personnel: 0.39 words a sentence + 11.8 syllables a word - 15.59.
"""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import Advice, Survey, Text, base, sentences_of

MOST = 6.0
# The formula was made for passages. One long word in a short text says little of it, so a short
# text is named only where it is far above.
PASSAGE, SHORTEST, FAR_ABOVE = 40, 10, 10.0
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


def advise_reading_grade(survey: Survey) -> Iterator[Advice]:
    """Name each English text that is too hard, and the whole survey where it is."""
    texts = [
        text for text in survey.texts if base(text.language) == "en" and not is_name(text.path)
    ]
    whole = "\n".join(text.text for text in texts)
    if len(WORD.findall(whole)) >= 100 and grade(whole) > MOST:
        yield advice("survey", texts[0], grade(whole))
    for text in texts:
        count = len(WORD.findall(text.text))
        found = grade(text.text)
        if (count >= PASSAGE and found > MOST) or (count >= SHORTEST and found > FAR_ABOVE):
            yield advice(text.path, text, found)


def is_name(path: str) -> bool:
    """Tell whether a text is a title or a choice: names are not read as sentences."""
    return path.endswith(".title") or ".choice." in path or ".column." in path


def advice(path: str, text: Text, found: float) -> Advice:
    """Say that a text, or the whole survey, is hard to read."""
    message = (
        _("The survey reads at grade %(grade)s.", grade=round(found))
        if path == "survey"
        else _("This text reads at grade %(grade)s.", grade=round(found))
    )
    reason = _(
        "Many adults read below grade 8, and in a hard hour people read with less ease. "
        "Aim for grade 6: shorter sentences and everyday words (Flesch-Kincaid grade)."
    )
    return Advice(path, "reading_grade", message, reason, language=text.language)


def syllables(word: str) -> int:
    """Count English syllables by groups of vowels, which is close enough for a grade."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    silent_ed = re.search(r"[^td]ed$", word) is not None and groups > 1
    return max(1, groups - int(silent) - int(silent_ed))


def grade(text: str) -> float:
    """Compute the Flesch-Kincaid grade of an English text; 0 where it has no words."""
    words = WORD.findall(text)
    if not words:
        return 0.0
    per_sentence = len(words) / max(1, len(sentences_of(text)))
    return 0.39 * per_sentence + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
