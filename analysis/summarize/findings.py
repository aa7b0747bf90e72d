"""Findings: the themes that matter most by the rule, who stands apart, and how strong each is."""

from __future__ import annotations

from analysis.summarize.claims import Claims
from analysis.summarize.mentions import say_mentions
from analysis.summarize.ranking import Ranked, strength
from analysis.tables import UNITS, UNTOLD, cell_key

GROUPS_PER_FINDING = 2


def say_finding(
    claims: Claims, unit: str, ranked: Ranked, name: str, description: str, is_quotable: bool
) -> None:
    """Say how many raised a theme, what it means, who differs, and how far it can be trusted."""
    theme = ranked.theme
    source = (f"theme:{theme}",)
    for told in [unit, *(other for other in UNITS if other != unit)]:
        cells = {"n": cell_key(told, theme), "of": told}
        if claims.tables.shown(cells["n"]) is not None:
            template = claims.counting(f"finding_{told}", told)
            claims.say("finding", template, cells, source, theme=name)
    say_mentions(claims, unit, theme)
    if description:
        claims.say("finding", "about", sources=source, description=description)
    _say_differences(claims, unit, ranked)
    against = f"figure:{cell_key(unit, theme)}|against"
    if against.removeprefix("figure:") in claims.tables.figure_of:
        claims.say("finding", f"disagree_{unit}", {"against": against}, source)
    if ranked.is_serious:
        claims.say("finding", "marked_serious", sources=source)
    if ranked.is_new:
        claims.say("finding", "new_theme", sources=source)
    stood = claims.figures(f"fragility|{theme}", "stands", "runs")
    if stood:
        claims.say("finding", "fragility", stood, source)
    claims.say("finding", f"strength_{strength(claims.tables, theme, ranked.n)}", sources=source)
    if not is_quotable:
        claims.say("finding", "summary_only", sources=source)


def _say_differences(claims: Claims, unit: str, ranked: Ranked) -> None:
    """Say which groups stand apart, or that none could be shown to."""
    theme = ranked.theme
    source = (f"theme:{theme}",)
    differences = ranked.differences[:GROUPS_PER_FINDING]
    for each in differences:
        way = "more" if each.points > 0 else "less"
        cells = {
            "n": cell_key(unit, theme, each.dimension, each.value),
            "of": cell_key(unit, None, each.dimension, each.value),
            "n_all": cell_key(unit, theme),
            "of_all": unit,
        }
        claims.say(
            "finding",
            f"{way}_{unit}",
            cells,
            source,
            dimension=claims.label(each.dimension),
            value=claims.label(each.dimension, each.value),
        )
    its = claims.tables.of_theme.get((unit, theme), ())
    is_split = any(cell.dimension not in {None, *UNTOLD} for cell in its)
    if is_split and not differences:
        claims.say("finding", "no_difference", sources=source)
