"""Each passage has the language it is in; what was declared is believed unless clearly not so."""

import pandas as pd
import pytest

from analysis.progress import silent
from community_voice.study.runs.tongues import (
    allowed_languages,
    languages_of_segments,
    languages_of_texts,
)

ALLOWED = ["en", "es", "zh-Hans", "ar"]
SPANISH = "La ambulancia tardó dos horas en llegar y nadie nos dijo por qué."
ENGLISH = "The ambulance took two hours and nobody told us the reason for it."


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (ENGLISH, "en", "en"),
        (SPANISH, "en", "es"),
        (SPANISH, "und", "es"),
        ("No, gracias.", "en", "en"),
        ("ok", "und", "und"),
        ("救护车两个小时以后才来，没有人告诉我们为什么这么晚。", "en", "zh-Hans"),
        ("123 456 789 " * 5, "ar", "ar"),
    ],
)
def test_a_text_has_the_language_it_is_clearly_in(text: str, declared: str, expected: str) -> None:
    assert languages_of_texts([text], [declared], ALLOWED, silent) == [expected]


def test_a_language_that_a_file_declares_is_allowed_too() -> None:
    declared = pd.Series(["de", "und", "en"])
    assert allowed_languages(["en", "es"], declared) == ["en", "es", "de"]


def test_people_switch_language_within_one_answer() -> None:
    frame = pd.DataFrame(
        {
            "text_id": ["a", "a", "a", "b"],
            "text": [ENGLISH, SPANISH, "Gracias.", SPANISH],
            "language": ["en", "en", "en", "es"],
        }
    )
    assert languages_of_segments(frame, ALLOWED, silent) == ["en", "es", "en", "es"]
