import pytest
from textblob import TextBlob

from analysis import rough_tone


def test_english_gets_the_polarity_of_textblob() -> None:
    kind, harsh = "They were kind and wonderful.", "The officer was rude and horrible."
    assert rough_tone(kind, "en") == round(TextBlob(kind).sentiment.polarity, 3)
    assert (rough_tone(kind, "en-US") or 0) > 0 > (rough_tone(harsh, "en") or 0)


@pytest.mark.parametrize("language", ["es", "zh-Hans", "und", "", "enm"])
def test_no_other_language_has_a_tone(language: str) -> None:
    assert rough_tone("They were kind and wonderful.", language) is None


@pytest.mark.parametrize("plain", ["", "Tuesday at noon", "911", "\ud800", "\x00"])
def test_english_without_a_word_of_tone_is_not_called_neutral(plain: str) -> None:
    assert rough_tone(plain, "en") is None
