"""Patterns are those that both sides understand alike, and that cannot be made to run for long."""

import time

import pytest

from community_voice.instruments.logic.patterns import fault_at, matches
from tests.instruments.logic.generating import PATTERNS

ALLOWED = (
    *PATTERNS,
    "[^@ ]+@[^@ ]+\\.[a-z]{2,}",
    "\\+?[0-9]{1,3}[ -]?\\(?[0-9]{3}\\)?[ -]?[0-9]{3}[ -]?[0-9]{4}",
    "(?:ab|cd)+",
    "[0-9]{1,3}(,[0-9]{3})*",
)
REFUSED = (
    "(a+)+",
    "(a*)*b",
    "(a|a)*",
    "(a|ab)+",
    "(a?){30}a{30}",
    "a?" * 30 + "a" * 30,
    ".*.*.*.*x",
    "(?=a)b",
    "(?<!a)b",
    "(a)\\1",
    "\\p{L}+",
    "\\bword\\b",
    "a*?",
    "a++",
    "a**",
    "a{2",
    "a{3,2}",
    "a{5000}",
    "(a",
    "a)",
    "[a-",
    "[z-a]",
    "[a-\\d]",
    "[[:alpha:]]",
    "[^\\S]",
    "a^b",
    "a$b",
    "(^a)",
    "\\",
    "\\q",
    "]",
    "}",
    "(" * 50 + "a" + ")" * 50,
)


@pytest.mark.parametrize("pattern", ALLOWED)
def test_everyday_patterns_are_allowed(pattern: str) -> None:
    assert fault_at(pattern) is None


@pytest.mark.parametrize("pattern", REFUSED)
def test_others_are_refused_and_match_nothing(pattern: str) -> None:
    assert fault_at(pattern) is not None
    assert not matches("a", pattern) and not matches("", pattern)


def test_a_refusal_says_where() -> None:
    assert fault_at("abc(?=d)") == 4
    assert fault_at("ab**") == 3


def test_no_allowed_pattern_runs_for_long() -> None:
    """Each against texts that nearly match, the longest that are looked at."""
    began = time.process_time()
    for pattern in (*ALLOWED, ".*.*.*x", "\\d*\\d*\\d*x", "(?:a|b)*(?:a|b)*(?:a|b)*c"):
        assert fault_at(pattern) is None
        for text in ("a" * 300, "1" * 300, "ab" * 150, "1,111" * 60):
            matches(text, pattern)
    assert time.process_time() - began < 20


def test_a_text_that_is_too_long_to_be_meant_matches_nothing() -> None:
    assert matches("a" * 300, "a*") and not matches("a" * 301, "a*")
