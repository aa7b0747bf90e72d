"""What the analysis can say, the brief can show: whoever adds to one adds to the other."""

import re

import pytest

from analysis.disclosure import NOT_SHOWN
from analysis.summarize import SECTIONS, TEMPLATES, languages, messages_in, render
from analysis.summarize.templates import WORD
from analysis.tables import UNITS
from community_voice.deliver.brief import page, plain, tongue
from community_voice.locale import INTERFACE_LANGUAGES
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
    for name in ("question", "unknown", "serious", "agreement", "caveat"):
        printed += shown.section(name)
    for finding in shown.findings:
        printed += finding.claims
    assert {claim.code for claim in printed} == {claim.code for claim in claims}


def test_every_language_of_the_pages_has_sentences_but_amharic() -> None:
    spoken = {tag: tongue.tongue_for(tag).tag for tag in INTERFACE_LANGUAGES}
    assert set(spoken.values()) == set(languages())
    assert [tag for tag, said in spoken.items() if said == "en"] == ["en", "am"]
    assert spoken["fil"] == "tl"


@pytest.mark.parametrize("tag", [tag for tag in languages() if tag != "en"])
def test_the_page_says_a_claim_as_the_analysis_does(tag: str) -> None:
    spoken, messages = tongue.tongue_for(tag), messages_in(tag)
    words = [key.removeprefix(WORD) for key in messages if key.startswith(WORD)]
    assert spoken.tag == tag
    for number, (template, sentence) in enumerate(TEMPLATES.items()):
        names = set(re.findall(r"\{(\w+)\}", sentence))
        one, other = words[number % len(words)], words[(number + 1) % len(words)]
        values = dict.fromkeys(names, f"{one}, {other}" if number % 2 else one)
        claim = Claim(template=template, text=sentence, values=values)
        assert spoken.say(claim) == render(template, values, messages) != sentence


def test_words_that_the_release_puts_in_have_words_in_every_language() -> None:
    told = [
        *method.DIMENSIONS.values(),
        *method.MODES.values(),
        *method.NOTHING.values(),
        method.OTHER,
        method.language_name("und"),
        method.language_name("zh-Hant"),
        method.PROGRAM_VERSION,
        *(name.removeprefix("method:") for name in page.MACHINERY),
        *UNITS,
        NOT_SHOWN,
    ]
    for tag in languages()[1:]:
        messages = messages_in(tag)
        assert [word for word in told if WORD + word not in messages] == [], tag


def test_words_without_sentences_stay_english() -> None:
    spoken = tongue.tongue_for("xx")
    claim = Claim(template="caveat", text="As it was frozen.", values={})
    assert (spoken.tag, spoken.say(claim), spoken.word("Language")) == (
        "en",
        "As it was frozen.",
        "Language",
    )
    odd = tongue.tongue_for("es")
    unknown = Claim(template="a later one", text="As it was frozen.", values={})
    assert odd.say(unknown) == "As it was frozen."
    assert odd.language_of(unknown).tag == "en"
    assert odd.say(Claim(template="about", text="It means: x", values={})) == "It means: x"
