"""The ready-made surveys are whole in every language, and plain enough to read in a hard hour."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from community_voice.instruments.logic import evaluate, find_faults, known_of
from community_voice.instruments.template import (
    LIBRARY,
    TEMPLATES,
    load_template,
    texts_of,
    without_off,
)
from community_voice.questions import QUESTION_TYPES

SURVEYS = list(TEMPLATES)
FIRST = "when-you-need-help"
VOTED = "common-ground"
# What people were asked before; their words stay, and short pages are counted exactly.
ORIGINALS = [FIRST, VOTED]
# Surveys that end by asking residents what may be done with their words.
CONSENTED = [*ORIGINALS, "street-form", "resident-survey", "youth-form", "service-user-interview"]
CONSENTS = ["counted", "paraphrased", "quoted", "quoted_with_place"]
TYPES = {
    "consent": set(),
    "one_choice": {"other", "group"},
    "several_choices": {"other"},
    "yes_no": set(),
    "scale": {"low", "high", "not_sure"},
    "grid": {"columns"},
    "ranking": {"top"},
    "number": {"min", "max"},
    "date": set(),
    "time": set(),
    "place": {"other"},
    "statement_votes": set(),
    "short_text": {"max_length"},
    "long_text": {"max_length", "themed"},
    "contact": set(),
    "voice_note": set(),
    "note": set(),
    "acknowledgement": set(),
    "calculated": {"calculate"},
}
# What a question of any type may hold: whom it follows, rules, and what is left to the host.
ANY_TYPE = {"source", "show_if", "require_if", "limits", "shuffle", "kind", "off", "host_fills_in"}
WITH_CHOICES = {
    *("one_choice", "several_choices", "ranking", "consent", "statement_votes"),
    *("grid", "place"),
}
WAYS_OUT = {"not_sure", "prefer_not_to_say"}
# The efforts that a question may follow.
SOURCES = {
    *("own", "all efforts", "Portland 2019", "PSR evaluations 2021-23", "Minneapolis 2019-21"),
    *("Albuquerque 2020", "Toronto 2020", "Denver 2020", "Tucson 2023-24", "Ithaca 2020"),
    *("San Francisco 2019", "Oakland 2019", "Ann Arbor 2022-23", "Long Beach 2020"),
    *("Cambridge HEART", "Pope 2023", "Youth holds 2021", "B-HEARD 2025"),
    *("Vera toolkit", "Think of Us protocol"),
}
# The question bank: number -> the code under which the full survey asks it.
BANK = {
    **{1: "which_fit", 2: "wanted_help_did_not_call", 3: "why_not_called", 4: "what_happened"},
    **{5: "who_came", 6: "more_help", 7: "who_first", 8: "why_them", 9: "situations"},
    **{10: "police_still_come", 11: "appearance", 12: "safety_gear", 13: "bring", 14: "training"},
    **{15: "manner", 16: "reach", 17: "understood", 18: "wait", 19: "when_needed"},
    **{20: "follow_up", 21: "may_write", 22: "complain", 23: "taken_to_hospital"},
    **{24: "treated_differently", 25: "trust", 26: "worries", 27: "team_name"},
    **{28: "sign_of_success", 29: "tell_me", 30: "race_ethnicity"},
}
HARD = {"what_happened", "taken_to_hospital", "ask_what_happened"}
SCRIPTS = {"zh-Hans": re.compile("[\u4e00-\u9fff]"), "ar": re.compile("[\u0600-\u06ff]")}
# Characters that only traditional Chinese writes: a zh-Hans text that holds one was mixed up.
TRADITIONAL = set("們這個請關於裡來讓還會說對問題選擇緊幫務組織報讀寫條點過開車歲區麼")
# Words that praise or blame a kind of responder; the survey may not use them.
LOADED = ["safer", "better", "alternative", "violent police", "instead of police", "compassion"]

Text = dict[str, str]


def every_text(survey: dict[str, Any]) -> list[tuple[str, Text]]:
    """List every translated text of a survey, with its path."""
    return list(texts_of(survey))


def questions_of(survey: dict[str, Any]) -> list[dict[str, Any]]:
    """List the questions in the order a resident meets them."""
    return [question for section in survey["sections"] for question in section["questions"]]


def answers(given: Mapping[str, object]) -> Callable[[str, str | None], object]:
    """Look up answers for a rule as the server does."""
    return lambda code, _part: given.get(code)


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


@pytest.fixture(params=SURVEYS)
def survey(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Give each survey of the library in turn."""
    return load_template(request.param)


@pytest.fixture(params=ORIGINALS)
def original(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Give each of the first surveys in turn."""
    return load_template(request.param)


@pytest.fixture(params=CONSENTED)
def consented(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Give each survey that asks residents for consent in turn."""
    return load_template(request.param)


def test_the_library_holds_the_survey_that_everybody_starts_from() -> None:
    assert next(iter(TEMPLATES)) == FIRST
    assert sorted(TEMPLATES.values()) == sorted(LIBRARY.glob("*.json"))


def test_every_type_of_question_is_asked_somewhere() -> None:
    asked = {q["type"] for slug in SURVEYS for q in questions_of(load_template(slug))}
    assert asked == set(TYPES)
    assert set(QUESTION_TYPES) <= set(TYPES)


def test_a_file_is_named_after_its_slug() -> None:
    for slug, path in TEMPLATES.items():
        assert path.stem == load_template(slug)["slug"].replace("-", "_") == slug.replace("-", "_")


def test_every_text_is_written_in_every_language(survey: dict[str, Any]) -> None:
    found = every_text(survey)
    assert len(found) > (55 if survey["slug"] in ORIGINALS else 20)
    for where, text in found:
        assert set(survey["languages"]) <= set(text), where
        for language, words in text.items():
            assert words == words.strip() and words, f"{where} {language}"


def test_the_first_surveys_speak_the_first_four_languages(original: dict[str, Any]) -> None:
    assert {"en", "es", "zh-Hans", "ar"} <= set(original["languages"])


def test_a_file_holds_english_alone(survey: dict[str, Any]) -> None:
    written = TEMPLATES[survey["slug"]].read_text(encoding="utf-8")
    assert re.findall(r'"(?:es|ar|fr|zh-Hans)":', written) == []


def test_no_text_hides_where_the_walk_would_miss_it(survey: dict[str, Any]) -> None:
    """Count the labels a second way, so that a text without any language is noticed."""
    questions = questions_of(survey)
    choices = [choice for question in questions for choice in question.get("choices", [])]
    titles = survey["sections"]
    for thing, key in [(t, "title") for t in titles] + [(q, "label") for q in questions + choices]:
        assert set(survey["languages"]) <= set(thing[key]), thing["code"]


def test_each_translation_is_in_its_own_script(original: dict[str, Any]) -> None:
    for where, text in every_text(original):
        for language, script in SCRIPTS.items():
            assert script.search(text[language]) or text[language].isdigit(), f"{where} {language}"
            assert not script.search(text["en"] + text["es"]), where
        assert not TRADITIONAL & set(text["zh-Hans"]), where
        assert text["es"] != text["en"] or text["en"] == "No", where


def test_translations_keep_the_lines_and_the_numbers(survey: dict[str, Any]) -> None:
    for where, text in every_text(survey):
        for language, said in text.items():
            assert said.count("\n") == text["en"].count("\n"), f"{where} {language}"
            for number in set(re.findall(r"\d+", text["en"])):
                assert number in said, f"{where} {language}"


def test_codes_are_unique_and_plain(survey: dict[str, Any]) -> None:
    sections = [section["code"] for section in survey["sections"]]
    questions = [question["code"] for question in questions_of(survey)]
    assert len(set(sections)) == len(sections)
    assert len(set(questions)) == len(questions)
    for question in questions_of(survey):
        codes = [choice["code"] for choice in question.get("choices", [])]
        columns = [column["code"] for column in question.get("columns", [])]
        assert len(set(codes)) == len(codes), question["code"]
        assert len(set(columns)) == len(columns), question["code"]
        for code in [question["code"], *codes, *columns]:
            assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", code) and len(code) <= 60, code


def test_one_code_is_one_question_in_every_survey() -> None:
    """Answers to two surveys can be set side by side only if a code means one thing."""
    labels: dict[str, set[str]] = {}
    for slug in SURVEYS:
        for question in questions_of(load_template(slug)):
            labels.setdefault(question["code"], set()).add(question["label"]["en"])
    assert {code: found for code, found in labels.items() if len(found) > 1} == {}


def test_pages_are_short(survey: dict[str, Any]) -> None:
    for page in survey["sections"]:
        assert 1 <= len(page["questions"]) <= 6, page["code"]


def test_pages_of_the_first_surveys_are_shorter(original: dict[str, Any]) -> None:
    *pages, last = original["sections"]
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
        settings = question["settings"]
        assert set(settings) - ANY_TYPE == TYPES[question["type"]], name
        assert bool(question.get("choices")) == (question["type"] in WITH_CHOICES), name
        assert len(question.get("limit_messages", ())) == len(settings.get("limits", ())), name
        assert [c["code"] for c in question.get("columns", ())] == settings.get("columns", []), name
        if question["type"] == "ranking":
            assert settings["top"] <= len(question["choices"]), name
        if question["type"] == "scale":
            assert settings["low"] < settings["high"], name
        if question["type"] == "number":
            assert settings["min"] < settings["max"], name


def test_each_question_names_the_efforts_that_it_follows(survey: dict[str, Any]) -> None:
    for question in questions_of(survey):
        assert set(question["settings"]["source"]) <= SOURCES, question["code"]
        assert question["settings"]["source"], question["code"]


def test_only_consent_must_be_answered(original: dict[str, Any]) -> None:
    required = [question["code"] for question in questions_of(original) if question["required"]]
    assert required == ["consent"]


def test_nobody_but_an_applicant_must_answer_more_than_a_tick(survey: dict[str, Any]) -> None:
    if survey["audience"] != "applicants":
        required = [question["type"] for question in questions_of(survey) if question["required"]]
        assert set(required) <= {"consent", "acknowledgement"}


def test_rules_speak_of_questions_that_come_before(survey: dict[str, Any]) -> None:
    known = known_of(survey)  # type: ignore[arg-type]  # a loaded template is a definition
    before: set[str] = set()
    for question in questions_of(survey):
        settings, name = question["settings"], question["code"]
        for key in ("show_if", "require_if", "calculate"):
            if key in settings:
                assert find_faults(settings[key], known, with_self=False, with_choice=False) == []
                assert set(re.findall(r"'answer': '(\w+)'", str(settings[key]))) <= before, name
        for limit in settings.get("limits", ()):
            assert find_faults(limit, known, with_choice=False) == [], name
            assert set(re.findall(r"'answer': '(\w+)'", str(limit))) <= before, name
        before.add(name)


def test_closed_questions_leave_a_way_out(survey: dict[str, Any]) -> None:
    for question in questions_of(survey):
        offered = {choice["code"] for choice in question.get("choices", [])}
        if question["type"] in {"one_choice", "place"} and survey["slug"] not in ORIGINALS:
            assert offered & WAYS_OUT, question["code"]
        if question["type"] == "several_choices" and survey["slug"] not in ORIGINALS:
            alone = {
                choice["code"]
                for choice in question["choices"]
                if choice.get("settings") == {"exclusive": True}
            }
            assert alone & WAYS_OUT, question["code"]
            assert (offered & {"none", "prefer_not_to_say"}) <= alone, question["code"]
        if question["type"] == "grid":
            assert "not_sure" in question["settings"]["columns"], question["code"]
        if question["type"] == "scale":
            assert question["settings"]["not_sure"] is True, question["code"]


def test_consent_offers_the_four_levels_in_order_and_explains_each(
    consented: dict[str, Any],
) -> None:
    assert [question["type"] for question in consented["sections"][-1]["questions"]] == ["consent"]
    consent = questions_of(consented)[-1]
    assert [choice["code"] for choice in consent["choices"]] == CONSENTS
    for choice in consent["choices"]:
        assert 1 <= len(sentences_of(choice["help"]["en"])) <= 2, choice["code"]


def test_consent_says_what_is_true_and_promises_no_more(consented: dict[str, Any]) -> None:
    told = consented["sections"][-1]["intro"]["en"].lower()
    for point in ["staff", "your choice", "legal status", "public records", "court"]:
        assert point in told
    for point in ["cannot promise", "names, addresses and immigration status", "computer"]:
        assert point in told
    assert "not an emergency service" in told
    for promise in ["anonymous", "confidential", "withdraw", "delete", "nobody can"]:
        assert promise not in told


def test_consent_is_asked_in_the_same_words_everywhere() -> None:
    asked = [load_template(slug)["sections"][-1] for slug in CONSENTED]
    assert len(asked) > 1
    assert all(page == asked[0] for page in asked)


def test_responders_are_asked_in_the_same_words_and_told_that_they_are_counted_apart() -> None:
    page = load_template("responder-interview")["sections"][-1]
    assert page["questions"] == load_template(FIRST)["sections"][-1]["questions"]
    assert "apart from those of residents" in page["intro"]["en"]
    assert "cannot promise" in page["intro"]["en"]


def test_no_survey_promises_secrecy(survey: dict[str, Any]) -> None:
    for where, text in every_text(survey):
        for promise in ["anonymous", "confidential", "nobody can", "keep secret", "never share"]:
            assert promise not in text["en"].lower(), where


def test_a_gentle_notice_stands_before_the_hard_question() -> None:
    survey = load_template(FIRST)
    page = next(
        section
        for section in survey["sections"]
        if any(question["code"] == "what_happened" for question in section["questions"])
    )
    assert page["questions"][0]["code"] == "what_happened"
    assert "skip" in page["intro"]["en"] and "leave" in page["intro"]["en"]


def test_a_notice_stands_before_every_hard_question(survey: dict[str, Any]) -> None:
    for page in survey["sections"]:
        questions = page["questions"]
        for place, question in enumerate(questions):
            if question["code"] in HARD:
                before = questions[place - 1]["label"] if place else page["intro"]
                assert "skip" in before["en"] and "leave" in before["en"], question["code"]


def test_a_survey_does_not_end_on_a_hard_question(survey: dict[str, Any]) -> None:
    assert not HARD & {question["code"] for question in survey["sections"][-1]["questions"]}


def test_no_service_is_said_to_run_where_it_may_not(survey: dict[str, Any]) -> None:
    for where, text in every_text(survey):
        assert "cahoots" not in text["en"].lower(), where
        if re.search(r"(call|text) 988\.", text["en"]):
            assert "can send police" in text["en"], where


def test_the_team_is_described_without_praise_or_blame(survey: dict[str, Any]) -> None:
    for where, text in every_text(survey):
        for word in LOADED:
            assert word not in text["en"].lower(), f"{where}: {word}"


def test_a_team_may_be_wanted_for_nothing_at_all() -> None:
    situations = next(q for q in questions_of(load_template(FIRST)) if q["code"] == "situations")
    assert "none" in [choice["code"] for choice in situations["choices"]]


def test_statements_speak_for_a_team_and_for_police_alike() -> None:
    votes = [q for q in questions_of(load_template(VOTED)) if q["type"] == "statement_votes"]
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


def test_the_first_surveys_compare_by_age_and_housing(original: dict[str, Any]) -> None:
    groups = [q for q in questions_of(original) if q["settings"].get("group")]
    assert [question["code"] for question in groups] == ["age", "housing"]


def test_group_questions_let_people_keep_it_to_themselves(survey: dict[str, Any]) -> None:
    groups = [q for q in questions_of(survey) if q["settings"].get("group")]
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


def test_new_surveys_read_at_grade_six_in_sentences_under_fifteen_words(
    survey: dict[str, Any],
) -> None:
    if survey["slug"] in ORIGINALS:
        pytest.skip("held by its own words since the first release")
    texts = [t["en"] for where, t in every_text(survey) if ".choice." not in where]
    assert grade("\n".join(text for text in texts if re.search("[A-Za-z]", text))) <= 6
    for text in texts:
        for sentence in sentences_of(text):
            assert len(sentence.split()) < 15, sentence


def test_the_full_survey_asks_the_whole_question_bank() -> None:
    asked = {question["code"] for question in questions_of(load_template("resident-survey"))}
    assert len(BANK) == 30
    assert set(BANK.values()) <= asked


def test_the_street_form_and_the_guide_ask_their_part_of_the_bank() -> None:
    street = {question["code"] for question in questions_of(load_template("street-form"))}
    assert {BANK[number] for number in (1, 2, 4, 7, 9, 11, 16, 26)} <= street
    assert len(street) <= 11
    guide = questions_of(load_template("listening-session-guide"))
    asked = [q["label"]["en"] for q in guide if q["code"].startswith("ask_")]
    assert len(asked) == len([4, 6, 8, 20, 24, 28])


def test_why_not_called_is_asked_only_of_those_who_did_not_call() -> None:
    asked = {q["code"]: q for q in questions_of(load_template("resident-survey"))}
    rule = asked["why_not_called"]["settings"]["show_if"]
    for answer, shown in [("yes", True), ("no", False), ("not_sure", False), (None, False)]:
        assert evaluate(rule, answers({"wanted_help_did_not_call": answer})) is shown


def test_race_and_ethnicity_is_one_question_with_the_seven_categories() -> None:
    asked = {q["code"]: q for q in questions_of(load_template("demographics"))}
    race = asked["race_ethnicity"]
    assert race["type"] == "several_choices" and race["settings"]["other"] is True
    assert len(race["choices"]) == 7 + 1
    assert "middle_eastern" in [choice["code"] for choice in race["choices"]]


def test_gender_and_orientation_are_off_until_a_host_asks() -> None:
    block = load_template("demographics")
    asked = {question["code"] for question in questions_of(block)}
    kept = {question["code"] for question in questions_of(without_off(block))}
    assert asked - kept == {"gender", "orientation"}
    assert questions_of(block) != questions_of(without_off(block)), "the template itself changed"


def test_the_block_about_people_is_the_same_wherever_it_stands() -> None:
    block = {q["code"]: q for q in questions_of(load_template("demographics"))}
    for slug, without in [("resident-survey", set()), ("youth-form", {"age"})]:
        here = {q["code"]: q for q in questions_of(load_template(slug))}
        assert set(block) - set(here) == without
        for code in set(block) & set(here):
            for key in ("type", "label", "help", "settings", "choices"):
                english = str(block[code].get(key))
                assert len(english) > 3 and block[code].get(key) == here[code].get(key), code


def test_an_application_holds_only_where_every_statement_does() -> None:
    survey = load_template("sprint-application")
    asked = {question["code"]: question for question in questions_of(survey)}
    page = next(page for page in survey["sections"] if page["code"] == "who_can_apply")
    statements = [q["code"] for q in page["questions"] if q["type"] == "acknowledgement"]
    rule = asked["can_apply"]["settings"]["calculate"]
    assert all(asked[code]["required"] for code in statements) and len(statements) == 5
    assert evaluate(rule, answers(dict.fromkeys(statements, True))) is True
    for missing in statements:
        held = [code for code in statements if code != missing]
        assert evaluate(rule, answers(dict.fromkeys(held, True))) is False
    assert asked["is_true"]["settings"]["limits"] == [{"answer": "can_apply"}]


def test_an_application_has_a_deadline_in_a_time_zone_and_at_most_eight_roles() -> None:
    survey = load_template("sprint-application")
    deadline = datetime.fromisoformat(survey["settings"]["deadline"])
    zone = ZoneInfo(survey["settings"]["time_zone"])
    assert deadline.tzinfo is None and deadline.replace(tzinfo=zone).utcoffset() is not None
    repeats = [page["settings"]["repeat"] for page in survey["sections"] if "settings" in page]
    assert repeats == [{"most": 8}]
    links = [q for q in questions_of(survey) if q["settings"].get("kind") == "link"]
    assert len(links) == 3
    for link in links:
        (limit,) = link["settings"]["limits"]
        for typed, good in [("https://a.example/b", True), ("javascript:alert(1)", False)]:
            assert evaluate(limit, answers({}), self_value=typed) is good


def test_only_residents_are_counted_as_residents() -> None:
    audiences = {slug: load_template(slug)["audience"] for slug in SURVEYS}
    others = {slug: audience for slug, audience in audiences.items() if audience != "residents"}
    assert others == {
        "responder-interview": "responders",
        "listening-session-guide": "feedback",
        "session-feedback": "feedback",
        "sprint-application": "applicants",
    }
