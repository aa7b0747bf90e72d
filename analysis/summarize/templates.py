"""The sentences of a summary, in English, with places for what a claim knows.

Every number in a sentence is one of its claim's numbers, so no digit stands in a template itself.
Translations take the same places. Plain words, short sentences.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

# The smallest whole of which a percentage is told, and the smallest group that is described.
PERCENT_BASE = 30
# How far a group's share must lie from everyone's, in points, and in standard errors, to be told.
POINTS = 15
STANDARD_ERRORS = 3
RULES: Mapping[str, int] = {
    "base": PERCENT_BASE,
    "points": POINTS,
    "errors": STANDARD_ERRORS,
}

TEMPLATES: dict[str, str] = {
    "question": "The question at hand: {question}",
    "counted_people": "{n} people are counted here.",
    "counted_comments": "{n} comments are counted here. How many people wrote them is not known.",
    "counted_sessions": "{n} listening sessions are counted here.",
    "nothing_shown": "So few spoke that no number can be shown without pointing at someone.",
    "few_findings_people": "Fewer than three themes were raised by enough people to show.",
    "few_findings_comments": "Fewer than three themes were raised in enough comments to show.",
    "few_findings_sessions": "Fewer than three themes were raised in enough sessions to show.",
    "finding_people": "{n} of {of} people spoke about “{theme}”.",
    "finding_comments": "{n} of {of} comments are about “{theme}”.",
    "finding_sessions": "“{theme}” came up in {n} of {of} listening sessions.",
    "finding_people_percent": "{n} of {of} people ({percent}%) spoke about “{theme}”.",
    "finding_comments_percent": "{n} of {of} comments ({percent}%) are about “{theme}”.",
    "finding_sessions_percent": "“{theme}” came up in {n} of {of} listening sessions ({percent}%).",
    "about": "It means: {description}",
    "more_people": "More so where {dimension} is “{value}”: {n} of {of} people ({percent}%), "
    "beside {n_all} of {of_all} ({percent_all}%) of everyone.",
    "more_comments": "More so where {dimension} is “{value}”: {n} of {of} comments ({percent}%), "
    "beside {n_all} of {of_all} ({percent_all}%) of all comments.",
    "more_sessions": "More so where {dimension} is “{value}”: {n} of {of} sessions ({percent}%), "
    "beside {n_all} of {of_all} ({percent_all}%) of all sessions.",
    "less_people": "Less so where {dimension} is “{value}”: {n} of {of} people ({percent}%), "
    "beside {n_all} of {of_all} ({percent_all}%) of everyone.",
    "less_comments": "Less so where {dimension} is “{value}”: {n} of {of} comments ({percent}%), "
    "beside {n_all} of {of_all} ({percent_all}%) of all comments.",
    "less_sessions": "Less so where {dimension} is “{value}”: {n} of {of} sessions ({percent}%), "
    "beside {n_all} of {of_all} ({percent_all}%) of all sessions.",
    "no_difference": "No clear difference between groups could be shown.",
    "against_people": "Against it or in doubt: {n} of {of} people spoke about “{theme}”.",
    "against_comments": "Against it or in doubt: {n} of {of} comments are about “{theme}”.",
    "against_sessions": "Against it or in doubt: “{theme}” came up in {n} of {of} sessions.",
    "against_unknown": "Support and doubt were not told apart. A theme may hold both.",
    "heard_people": "{dimension}, “{value}”: {n} of {of} people.",
    "heard_comments": "{dimension}, “{value}”: {n} of {of} comments.",
    "heard_sessions": "{dimension}, “{value}”: {n} of {of} sessions.",
    "heard_people_percent": "{dimension}, “{value}”: {n} of {of} people ({percent}%).",
    "heard_comments_percent": "{dimension}, “{value}”: {n} of {of} comments ({percent}%).",
    "heard_sessions_percent": "{dimension}, “{value}”: {n} of {of} sessions ({percent}%).",
    "heard_more": "{dimension}: the other groups are in the tables.",
    "group_hidden": "{dimension}, “{value}”: {not_shown}.",
    "split_hidden": "{dimension}: {not_shown}.",
    "themes_hidden": "Some themes: {not_shown}.",
    "no_benchmark": "We do not know yet how these groups compare with everyone who is affected. "
    "Who is missing cannot be told from these numbers.",
    "rule_rank_people": "Findings are the themes that most people raised. "
    "Each person is counted once in each theme.",
    "rule_rank_comments": "Findings are the themes that most comments are about. "
    "Each comment is counted once in each theme, and a person may have written several.",
    "rule_rank_sessions": "Findings are the themes that came up in most sessions. "
    "Each session is counted once in each theme, however many people were there.",
    "rule_threshold": "No count under {threshold} is shown, "
    "nor a number from which one could be worked out.",
    "rule_base": "Percentages are given only of {base} or more.",
    "rule_differs": "A group is said to differ when it has {base} or more, "
    "its share lies {points} points or more from everyone's, "
    "and that gap is more than {errors} times what chance usually makes in a group of that size.",
    "rule_quotes": "Quotes are word for word. They were picked by rule, across languages, "
    "with one quote of each person at most.",
    "not_a_sample": "Those who spoke chose to speak. The shares hold for them, not for everyone.",
    "method": "{name}: {setting}.",
    "no_quotes": "There are no quotes, because the record does not say who agreed to be quoted.",
    "quotes_not_cleared": "The quotes are not cleared. Whoever made this says that people agreed. "
    "Nobody has checked yet that they point at no one.",
    "names_proposed": "The names of themes were proposed by a program. "
    "Read them before you pass this on.",
    "caveat": "Numbers and quotes match the record. Themes are judgements.",
}


def render(template: str, values: Mapping[str, int | str]) -> str:
    """Return a template's sentence; a value is put in as it is, whatever it holds."""
    return TEMPLATES[template].format_map({name: str(value) for name, value in values.items()})


def percent(part: int, whole: int) -> int:
    """Return part of whole in percent, rounded half up, without floating point."""
    return (200 * part + whole) // (2 * whole)


def digit_runs(text: str) -> Iterator[str]:
    """Yield every run of digits of any script: "12", "١٢", "½"."""
    run = ""
    for sign in text:
        if unicodedata.category(sign) in ("Nd", "Nl", "No"):
            run += sign
        elif run:
            yield run
            run = ""
    if run:
        yield run
