"""What the analysis can say, the brief can show: whoever adds to one adds to the other."""

from analysis.disclosure import NOT_SHOWN
from analysis.summarize import SECTIONS
from analysis.tables import UNITS
from community_voice.deliver.brief import page, plain
from community_voice.release import method
from community_voice.store import columns
from community_voice.store.release import Claim, Release, ReleaseCell


def test_hidden_numbers_are_told_in_one_phrase() -> None:
    assert page.NOT_SHOWN == NOT_SHOWN


def test_every_section_has_a_place() -> None:
    assert set(plain.HEADINGS) == set(SECTIONS)


def test_units_and_modes_are_those_that_are_stored() -> None:
    assert UNITS == columns.UNITS
    assert set(method.MODES) == set(columns.MODES)


def test_every_section_is_printed_on_the_page() -> None:
    claims = [
        Claim(code=f"{name}-1", section=name, text=name, sources=[], verified=True)
        for name in SECTIONS
    ]
    release = Release(method={}, claims=claims, cells=[ReleaseCell(key="people", unit="people")])
    shown = page.BriefPage(release)
    printed = [*shown.loose_not_heard, *shown.against, *shown.method, *shown.machinery]
    for name in ("question", "caveat"):
        printed += shown.section(name)
    for finding in shown.findings:
        printed += finding.claims
    assert {claim.code for claim in printed} == {claim.code for claim in claims}
