"""What a run says of itself, in the ids of the store: themes, languages, how each was served."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.themes.model import OTHER, Theme
from community_voice.study.runs.findings import Findings


@dataclass(frozen=True)
class Placed:
    """Where findings went: rows of the run -> segments, codes -> themes; the last act read."""

    segment_of: dict[int, int]
    theme_of: dict[str, int]
    last_act_id: int
    spoken_otherwise: dict[str, str]


def report(
    found: Findings, placed: Placed, stood: Sequence[Mapping[str, int]] = ()
) -> dict[str, Any]:
    """Return what the run says of itself; new themes that went to one old theme are one entry.

    stood: `theme, stands, runs` of the themes told first; left out where nothing was counted.
    """
    entries: dict[int, dict[str, Any]] = {}
    for theme in found.themes.themes:
        theme_id = placed.theme_of[theme.id]
        central = [placed.segment_of[int(quote)] for quote in theme.quotes]
        if theme_id in entries:
            entries[theme_id]["codes"].append(theme.id)
            entries[theme_id]["central"].extend(central)
            continue
        entries[theme_id] = {
            "theme": theme_id,
            "codes": [theme.id],
            "label": theme.label,
            "keywords": {tag: list(words) for tag, words in theme.keywords.items()},
            "central": central,
            "stability": theme.stability,
            "subthemes": [subtheme_report(each) for each in theme.subthemes],
        }
    choice = found.themes.choice
    lines = found.themes.assignments
    unthemed = lines.loc[lines["primary"] & (lines["theme"] == OTHER), "row"]
    return {
        "themes": list(entries.values()),
        "languages": {tag: its.to_dict() for tag, its in found.themes.languages.items()},
        "other_share": found.themes.other_share,
        "settings": dict(found.themes.settings),
        "choice": choice.to_dict() if choice else {},
        "counts": found.counts,
        "consensus": found.consensus,
        "parity": parity_report(found, placed),
        "unthemed": [placed.segment_of[int(row)] for row in unthemed],
        "spoken_otherwise": placed.spoken_otherwise,
        **({"fragility": [dict(row) for row in stood]} if stood else {}),
    }


def parity_report(found: Findings, placed: Placed) -> dict[str, Any]:
    """Return how groups were served, and which themes may be there because others fell out.

    And which themes a group has more or less of than the others: only where that was shown, for
    the other lines are many and say nothing.
    """
    return {
        "served": found.parity["served"],
        "unit": found.parity["unit"],
        "warnings": [
            {**warning, "theme": placed.theme_of[warning["theme"]]}
            for warning in found.parity["warnings"]
        ],
        "themes": [
            {**line, "theme": placed.theme_of[line["theme"]]}
            for line in found.parity["themes"]
            if line["represented"]
        ],
    }


def subtheme_report(theme: Theme) -> dict[str, Any]:
    """Return what a run says of a part of a theme."""
    return {"id": theme.id, "label": theme.label, "rows": theme.rows}
