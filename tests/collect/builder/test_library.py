"""The ready-made surveys are whole in every language, and plain enough to read in a hard hour."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from community_voice.collect.builder.template import TEMPLATES
from community_voice.questions import QUESTION_TYPES

ROOT = Path(__file__).parents[3]
LIBRARY = ROOT / "community_voice" / "collect" / "builder" / "library"
SURVEYS = sorted(LIBRARY.glob("*.json"))
FIRST = LIBRARY / "when_you_need_help.json"
VOTED = LIBRARY / "common_ground.json"
CONSENTS = ["counted", "paraphrased", "quoted", "quoted_with_place"]
TYPES = {
    "consent": set(),
    "one_choice": {"other", "group"},
    "several_choices": {"other"},
    "scale": {"low", "high", "not_sure", "low_label", "high_label"},
    "ranking": {"top"},
    "number": {"min", "max"},
    "statement_votes": set(),
    "short_text": {"max_length"},
    "long_text": {"max_length", "themed"},
}
WITH_CHOICES = {"one_choice", "several_choices", "ranking", "consent", "statement_votes"}
SCRIPTS = {"zh-Hans": re.compile("[\u4e00-\u9fff]"), "ar": re.compile("[\u0600-\u06ff]")}
# Characters that only traditional Chinese writes: a zh-Hans text that holds one was mixed up.
TRADITIONAL = set("們這個請關於裡來讓還會說對問題選擇緊幫務組織報讀寫條點過開車歲區麼")
# Words that praise or blame a kind of responder; the survey may not use them.
LOADED = ["safer", "better", "alternative", "violent police", "instead of police", "compassion"]

Text = dict[str, str]


def load(path: Path) -> dict[str, Any]:
    """Read one survey of the library."""
    survey: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return survey


def texts_of(node: object, where: str, languages: set[str]) -> Iterator[tuple[str, Text]]:
    """Yield every translated text under a node, with the path that leads to it."""
    if isinstance(node, dict):
        if node and languages & set(node):
            yield where, node
            return
        for key, value in node.items():
            yield from texts_of(value, f"{where}/{key}", languages)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from texts_of(value, f"{where}/{index}", languages)


def every_text(survey: dict[str, Any]) -> list[tuple[str, Text]]:
    """List every translated text of a survey."""
    return list(texts_of(survey, "", set(survey["languages"])))


def questions_of(survey: dict[str, Any]) -> list[dict[str, Any]]:
    """List the questions in the order a resident meets them."""
    return [question for section in survey["sections"] for question in section["questions"]]


def sentences_of(text: str) -> list[str]:
    """Cut English at sentence ends and line ends."""
    return [part for part in re.split(r"(?<=[.?!])\s+|\n", text) if re.search(r"[A-Za-z]", part)]


def syllables(word: str) -> int:
    """Count English syllables by groups of vowels, which is close enough for a grade."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    silent_ed = re.search(r"[^td]ed$", word) is not None and groups > 1
    return max(1, groups - int(silent) - int(silent_ed))


def grade(text: str) -> float:
    """Compute the Flesch-Kincaid grade of an English text."""
    sentences = sentences_of(text)
    words = re.findall(r"[A-Za-z']+", text)
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * per_word - 15.59


@pytest.fixture(params=SURVEYS, ids=[path.stem for path in SURVEYS])
def survey(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Give each survey of the library in turn."""
    return load(request.param)


def test_the_library_holds_the_survey_that_everybody_starts_from() -> None:
    assert next(iter(TEMPLATES.values())) == FIRST
    assert sorted(TEMPLATES.values()) == SURVEYS


def test_every_type_of_question_is_asked_somewhere() -> None:
    asked = {question["type"] for path in SURVEYS for question in questions_of(load(path))}
    assert asked | {"short_text"} == set(QUESTION_TYPES) == set(TYPES)


def test_a_file_is_named_after_its_slug() -> None:
    for path in SURVEYS:
        assert path.stem == load(path)["slug"].replace("-", "_")


def test_every_text_is_written_in_every_language(survey: dict[str, Any]) -> None:
    found = every_text(survey)
    assert len(found) > 55
    for where, text in found:
        assert list(text) == survey["languages"], where
        for language, words in text.items():
            assert words == words.strip() and words, f"{where} {language}"


def test_no_text_hides_where_the_walk_would_miss_it(survey: dict[str, Any]) -> None:
    """Count the labels a second way, so that a text without any language is noticed."""
    questions = questions_of(survey)
    choices = [choice for question in questions for choice in question.get("choices", [])]
    titles = survey["sections"]
    for thing, key in [(t, "title") for t in titles] + [(q, "label") for q in questions + choices]:
        assert set(thing[key]) == set(survey["languages"]), thing["code"]


def test_each_translation_is_in_its_own_script(survey: dict[str, Any]) -> None:
    for where, text in every_text(survey):
        for language, script in SCRIPTS.items():
            assert script.search(text[language]) or text[language].isdigit(), f"{where} {language}"
            assert not script.search(text["en"] + text["es"]), where
        assert not TRADITIONAL & set(text["zh-Hans"]), where
        assert text["es"] != text["en"] or text["en"] == "No", where


def test_translations_keep_the_lines_and_the_numbers(survey: dict[str, Any]) -> None:
    for where, text in every_text(survey):
        for language in survey["languages"]:
            assert text[language].count("\n") == text["en"].count("\n"), f"{where} {language}"
            for number in set(re.findall(r"\d+", text["en"])):
                assert number in text[language], f"{where} {language}"


def test_codes_are_unique_and_plain(survey: dict[str, Any]) -> None:
    sections = [section["code"] for section in survey["sections"]]
    questions = [question["code"] for question in questions_of(survey)]
    assert len(set(sections)) == len(sections)
    assert len(set(questions)) == len(questions)
    for question in questions_of(survey):
        codes = [choice["code"] for choice in question.get("choices", [])]
        assert len(set(codes)) == len(codes), question["code"]
        for code in [question["code"], *codes]:
            assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", code), code


def test_pages_are_short(survey: dict[str, Any]) -> None:
    *pages, last = survey["sections"]
    assert 3 <= len(pages) <= 5
    for page in pages:
        # Each statement is a question of its own, so a page of them holds little else.
        votes = [
            question for question in page["questions"] if question["type"] == "statement_votes"
        ]
        assert 2 - len(votes) <= len(page["questions"]) <= 3 - len(votes), page["code"]
        assert all(len(question["choices"]) <= 5 for question in votes), page["code"]
    assert [question["type"] for question in last["questions"]] == ["consent"]


def test_each_question_has_what_its_type_needs(survey: dict[str, Any]) -> None:
    for question in questions_of(survey):
        name = question["code"]
        assert set(question["settings"]) == TYPES[question["type"]], name
        assert bool(question.get("choices")) == (question["type"] in WITH_CHOICES), name
        assert question["follows"], name
        settings = question["settings"]
        if question["type"] == "ranking":
            assert settings["top"] <= len(question["choices"]), name
        if question["type"] == "scale":
            assert settings["low"] < settings["high"], name
        if question["type"] == "number":
            assert settings["min"] < settings["max"], name


def test_only_consent_must_be_answered(survey: dict[str, Any]) -> None:
    required = [question["code"] for question in questions_of(survey) if question["required"]]
    assert required == ["consent"]


def test_consent_offers_the_four_levels_in_order_and_explains_each(survey: dict[str, Any]) -> None:
    consent = questions_of(survey)[-1]
    assert [choice["code"] for choice in consent["choices"]] == CONSENTS
    for choice in consent["choices"]:
        assert 1 <= len(sentences_of(choice["help"]["en"])) <= 2, choice["code"]


def test_consent_says_what_is_true_and_promises_no_more(survey: dict[str, Any]) -> None:
    told = survey["sections"][-1]["intro"]["en"].lower()
    for point in ["staff", "your choice", "legal status", "public records", "court"]:
        assert point in told
    for point in ["cannot promise", "names, addresses and immigration status", "computer"]:
        assert point in told
    assert "not an emergency service" in told
    for promise in ["anonymous", "confidential", "withdraw", "delete", "nobody can"]:
        assert promise not in told


def test_consent_is_asked_in_the_same_words_everywhere() -> None:
    asked = [load(path)["sections"][-1] for path in SURVEYS]
    assert len(asked) > 1
    assert all(page == asked[0] for page in asked)


def test_a_gentle_notice_stands_before_the_hard_question() -> None:
    survey = load(FIRST)
    page = next(
        section
        for section in survey["sections"]
        if any(question["code"] == "what_happened" for question in section["questions"])
    )
    assert page["questions"][0]["code"] == "what_happened"
    assert "skip" in page["intro"]["en"] and "leave" in page["intro"]["en"]


def test_the_team_is_described_without_praise_or_blame(survey: dict[str, Any]) -> None:
    for where, text in every_text(survey):
        for word in LOADED:
            assert word not in text["en"].lower(), f"{where}: {word}"


def test_a_team_may_be_wanted_for_nothing_at_all() -> None:
    situations = next(q for q in questions_of(load(FIRST)) if q["code"] == "situations")
    assert "none" in [choice["code"] for choice in situations["choices"]]


def test_statements_speak_for_a_team_and_for_police_alike() -> None:
    votes = [q for q in questions_of(load(VOTED)) if q["type"] == "statement_votes"]
    codes = [choice["code"] for question in votes for choice in question["choices"]]
    assert 6 <= len(codes) <= 10
    for_team = {"team_for_distress", "police_if_asked", "day_and_night", "keeps_no_names"}
    for_police = {"police_first", "police_near_by", "money_elsewhere", "wear_uniforms"}
    either = {"lived_through_crisis", "comes_back"}
    assert set(codes) == for_team | for_police | either
    # Neither side has the first and the last word: they take turns.
    first, second = (q["choices"] for q in votes)
    assert {first[0]["code"], second[0]["code"]} <= for_team
    assert {first[1]["code"], second[1]["code"]} <= for_police


def test_a_statement_says_one_thing_in_one_plain_sentence(survey: dict[str, Any]) -> None:
    for question in questions_of(survey):
        if question["type"] == "statement_votes":
            said = [choice["label"]["en"] for choice in question["choices"]]
            assert all(len(sentences_of(text)) == 1 and text.endswith(".") for text in said)
            assert grade("\n".join(said)) <= 7


def test_group_questions_let_people_keep_it_to_themselves(survey: dict[str, Any]) -> None:
    groups = [q for q in questions_of(survey) if q["settings"].get("group")]
    assert [question["code"] for question in groups] == ["age", "housing"]
    for question in groups:
        assert "prefer_not_to_say" in [choice["code"] for choice in question["choices"]]


def test_english_sentences_are_short(survey: dict[str, Any]) -> None:
    lengths = {
        sentence: len(sentence.split())
        for _, text in every_text(survey)
        for sentence in sentences_of(text["en"])
    }
    assert max(lengths.values()) <= 15, max(lengths, key=lambda one: lengths[one])
    assert sum(lengths.values()) / len(lengths) < 10


def test_english_reads_at_grade_seven_or_below(survey: dict[str, Any]) -> None:
    questions = questions_of(survey)
    asked = [q[key]["en"] for q in questions for key in ("label", "help") if key in q]
    told = [
        section[key]["en"] for section in survey["sections"] for key in section.keys() & {"intro"}
    ]
    helps = [c["help"]["en"] for q in questions for c in q.get("choices", []) if "help" in c]
    assert grade("\n".join(asked + helps)) <= 7
    assert grade("\n".join(told)) <= 7
    for text in [*told, survey["texts"]["purpose"]["en"], survey["texts"]["welcome"]["en"]]:
        assert grade(text) <= 7, text


def test_the_grade_tells_plain_from_heavy_english() -> None:
    plain = "The cat sat on the mat. It was warm."
    heavy = (
        "Organizational accountability necessitates interdisciplinary consideration of evidence."
    )
    assert grade(plain) < 2 < 15 < grade(heavy)
    # By hand: 9 words, 2 sentences, 9 syllables.
    assert grade(plain) == pytest.approx(0.39 * 4.5 + 11.8 - 15.59)
