"""Which languages an engagement may have."""

import pytest

from community_voice.collect.builder.setup import known_language


@pytest.mark.parametrize("tag", ["en", "es-419", "pt-BR", "zh-Hans", "yue-Hant-HK", "fil", "ht"])
def test_a_language_people_speak_is_known(tag: str) -> None:
    assert known_language(tag)


@pytest.mark.parametrize(
    "tag",
    ["", "root", "und", "und-Hans", "en_US_POSIX", "en-US-POSIX", "en_US", "en.UTF-8", "en@x"]
    + ["mul", "zxx", "qaa", "x-foo", "en\n", "e", "english", "en-" + "x" * 40, "\u0435\u043d"],
)
def test_what_names_no_language_of_people_is_refused(tag: str) -> None:
    assert not known_language(tag)
