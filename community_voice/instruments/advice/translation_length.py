"""Translations that are much longer or shorter than what they translate."""

from collections.abc import Iterator

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import PLACEHOLDER, Advice, Survey, base

# How many characters a language mostly takes for one of English: medians of our template surveys
# where these are translated, estimates otherwise (fr, ht, vi, fil, ko).
TYPICAL = {
    "en": 1.0,
    "es": 1.15,
    "fr": 1.25,
    "pt": 1.15,
    "ht": 1.0,
    "vi": 1.1,
    "fil": 1.3,
    "so": 1.25,
    "ru": 1.15,
    "ar": 0.87,
    "am": 0.7,
    "ko": 0.6,
    "zh": 0.35,
}
# In English characters: a shorter text says too little, and a short one varies more.
SHORTEST, SHORT = 24, 60
BOUNDS, BOUNDS_OF_SHORT = (0.5, 2.0), (0.4, 2.5)


def advise_translation_length(survey: Survey) -> Iterator[Advice]:
    """Name each translation that is less than half or more than twice as long as expected."""
    source = TYPICAL.get(base(survey.source_language))
    for text in survey.texts:
        typical = TYPICAL.get(base(text.language))
        if not text.is_translation or source is None or typical is None:
            continue
        length, of_source = length_of(text.text), length_of(text.source)
        if of_source / source < SHORTEST:
            continue
        least, most = BOUNDS_OF_SHORT if of_source / source < SHORT else BOUNDS
        ratio = length / (of_source * typical / source)
        if ratio < least:
            message = _("This translation is much shorter than what it translates.")
        elif ratio > most:
            message = _("This translation is much longer than what it translates.")
        else:
            continue
        reason = _("Something may be missing, or added. Ask a second reader of this language.")
        yield Advice(text.path, "translation_length", message, reason, language=text.language)


def length_of(text: str) -> int:
    """Count characters, without those that stand for an earlier answer."""
    return len(PLACEHOLDER.sub("", text).strip())
