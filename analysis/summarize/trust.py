"""How far a summary can be trusted: agreement of people and program, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.disclosure import NOT_SHOWN
from analysis.summarize.claims import Claims
from analysis.tables import NO_ANSWER, QUESTION, UNTOLD


def say_agreement(claims: Claims, themes: Mapping[str, str]) -> bool:
    """Say the agreement on each theme (id -> name) that has figures; return whether any has."""
    told = False
    for theme, name in themes.items():
        for what in ("agreement", "machine"):
            told |= _say_theme(claims, what, theme, name)
    claims.say("agreement", "agreement_meaning" if told else "agreement_none")
    return told


def _say_theme(claims: Claims, what: str, theme: str, name: str) -> bool:
    """Say one coefficient of one theme, with its interval where there is one."""
    prefix, source = f"{what}|{theme}", (f"theme:{theme}",)
    template = "agreement" if what == "agreement" else "agreement_machine"
    main = "alpha" if what == "agreement" else "f"
    whole = claims.figures(prefix, "segments", main, "low", "high")
    short = claims.figures(prefix, "segments", main)
    if whole:
        claims.say("agreement", template, whole, source, theme=name)
    elif short:
        claims.say("agreement", f"{template}_short", short, source, theme=name)
    rare = claims.figures(prefix, "ac") if what == "agreement" else None
    if rare:
        claims.say("agreement", "agreement_ac1", rare, source, theme=name)
    return bool(short or rare)


def say_unknown(
    claims: Claims, unit: str | None, has_agreement: bool, has_stance: bool, shown: Sequence[str]
) -> None:
    """Say the one thing that a working group should know that nobody knows.

    The first that holds: what a group thinks that is not shown; whether two people would code
    alike; who is for and against; what those think who did not speak.
    """
    for cell in claims.tables.cells:
        is_group = cell.unit == unit and cell.theme is None and cell.dimension in shown
        is_named = cell.value not in (None, NO_ANSWER) and cell.dimension not in {QUESTION, *UNTOLD}
        if is_group and is_named and cell.n is None and cell.dimension:
            claims.say(
                "unknown",
                "unknown_group",
                sources=(cell.key,),
                dimension=claims.label(cell.dimension),
                value=claims.label(cell.dimension, cell.value),
                not_shown=NOT_SHOWN,
            )
            return
    if unit is not None and not has_agreement:
        claims.say("unknown", "unknown_coding")
    elif unit is not None and not has_stance:
        claims.say("unknown", "unknown_stance")
    else:
        claims.say("unknown", "unknown_others")
