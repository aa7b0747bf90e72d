"""Markdown that is safe to open, whatever people wrote."""

from __future__ import annotations

import pytest

from analysis.summarize import ChosenQuote, Claim, Summary
from analysis.summarize.markdown import as_markdown, escaped


def written(text: str) -> str:
    """Return the Markdown of a summary with one finding and one quote of this text."""
    claim = Claim("finding-1", "finding", "finding_people", "12 of 40", {}, {}, ("theme:t1",))
    quote = ChosenQuote("quote-1-1", "q", "t1", text, "ar", place="Fifth <b>")
    return as_markdown(Summary("?", (claim,), (quote,), {}), "A title", "Checked.")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "&lt;b&gt;",
        "[x](javascript:alert(1))",
        "![x](http://a.example)",
    ],
)
def test_markup_is_shown_and_does_nothing(text: str) -> None:
    line = next(line for line in written(text).splitlines() if "\u2068" in line)
    assert "<" not in line
    assert "](" not in line.replace("\\]", "")
    assert "&lt;b&gt;" not in line or text != "&lt;b&gt;"


def test_a_quote_with_lines_stays_a_quote_and_starts_no_heading() -> None:
    lines = written("one\n# two\r\n- three\u2028> four").splitlines()
    said = [line for line in lines if "\u2068" in line]
    assert [line[:4] for line in said] == ["> \u2068o", "> \u2068\\", "> \u2068\\", "> \u2068&"]


def test_words_of_any_direction_stay_among_themselves() -> None:
    line = next(line for line in written("\u202eevil").splitlines() if "evil" in line)
    assert line.index("\u2068") < line.index("evil") < line.index("\u2069")


def test_control_characters_become_visible_and_prose_stays_readable() -> None:
    assert escaped("a\x00b\x1b") == "a\ufffdb\ufffd"
    assert escaped("9 of 10 (90%) said: well-known, right!") == (
        "9 of 10 (90%) said: well-known, right!"
    )
