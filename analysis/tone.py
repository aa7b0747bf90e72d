"""A rough tone of a text, for English only."""

from textblob import TextBlob


def rough_tone(text: str, language: str) -> float | None:
    """Return TextBlob's polarity, -1 (harsh) to 1 (warm), or None where it cannot know.

    It counts words of a hand-made English list (the `pattern` lexicon, De Smedt and
    Daelemans 2012), so it misses irony, context and most of what people mean: show it beside
    the words and never add it up. None for every other language, and for English without one
    listed word, where TextBlob's own answer of 0.0 would read as "neutral".
    """
    if language.split("-")[0].lower() != "en":
        return None
    found = TextBlob(text).sentiment_assessments
    return round(float(found.polarity), 3) if found.assessments else None
