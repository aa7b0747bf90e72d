"""Advice is given where a survey should be better, and not where it is well."""

import json
from typing import Any

import pytest

from community_voice.instruments.advice import ADVICE, Advice, advise
from community_voice.instruments.advice.reading_grade import grade
from community_voice.instruments.definition import Definition
from community_voice.instruments.template import TEMPLATES, load_template
from tests.instruments.logic.surveys import question, section, survey


def kinds(definition: Definition, kind: str) -> list[str]:
    """List the paths that one rule names."""
    return [advice.path for advice in advise(definition) if advice.kind == kind]


def asking(label: str, kind: str = "yes_no", language: str = "en", **more: Any) -> Definition:
    """Make a survey of one question in one language."""
    made = question("q", kind, label, **more)
    made["label"] = {language: label}
    definition = survey(section("first", made))
    definition["source_language"] = language
    definition["languages"] = [language]
    return definition


def translated(source: str, target: str, language: str, source_language: str = "en") -> Definition:
    """Make a survey of one question with one translation."""
    definition = asking(source, "long_text", source_language)
    definition["languages"].append(language)
    definition["sections"][0]["questions"][0]["label"][language] = target
    return definition


def test_our_own_templates_are_not_cried_wolf_at() -> None:
    """Only a missing voice is said of them, in every language that they have."""
    for slug in TEMPLATES:
        found = [one for one in advise(load_template(slug)) if one.kind != "audio"]  # type: ignore[arg-type]
        assert found == [], slug


def test_each_piece_of_advice_has_its_reason_and_the_kind_of_its_rule() -> None:
    definition = asking("Don't you agree that it was quick and polite?", "yes_no", not_sure=False)
    found = advise(definition)
    assert {one.kind for one in found} == {"leading", "two_questions", "way_out", "audio"}
    assert all(one.message and one.reason and not one.is_blocking for one in found)
    assert {one.kind for one in found} <= set(ADVICE)
    assert {one.code for one in found} == {"q", ""}


HARD = (
    "Organizational accountability necessitates interdisciplinary consideration of the"
    " accumulated documentation regarding institutional responsiveness."
)


def test_hard_english_is_named_and_plain_english_is_not() -> None:
    assert kinds(asking(HARD, "long_text"), "reading_grade") == ["question.q.label"]
    plain = "We ask this to see who needs help. You can skip it. Tell us what you saw."
    assert kinds(asking(plain, "long_text"), "reading_grade") == []
    assert kinds(asking("Which neighborhood?", "short_text"), "reading_grade") == []
    assert kinds(asking(HARD, "long_text", "fr"), "reading_grade") == []


def test_a_survey_that_is_hard_as_a_whole_is_named() -> None:
    label = "Please evaluate the interaction that you had with the emergency service."
    many = [question(f"q{n}", "long_text", label) for n in range(12)]
    assert kinds(survey(section("first", *many)), "reading_grade")[0] == "survey"


def test_the_grade_is_computed_as_published() -> None:
    # By hand: 9 words, 2 sentences, 9 syllables.
    plain = "The cat sat on the mat. It was warm."
    assert grade(plain) == pytest.approx(0.39 * 4.5 + 11.8 - 15.59)
    assert grade("") == 0.0


@pytest.mark.parametrize(
    ("text", "language", "is_long"),
    [
        ("word " * 21, "en", True),
        ("word " * 20, "en", False),
        ("palabra " * 25, "es", True),
        ("word " * 12 + "end. " + "word " * 12, "en", False),
        ("字" * 41, "zh-Hans", True),
        ("字" * 20 + "。" + "字" * 25, "zh-Hant", False),
        ("tiếng " * 30, "vi", False),
        ("tiếng " * 33, "vi", True),
        ("كلمة " * 12 + "؟ " + "كلمة " * 12, "ar", False),
        ("ቃል " * 12 + "። " + "ቃል " * 12, "am", False),
    ],
)
def test_long_sentences_are_named_in_any_language(text: str, language: str, is_long: bool) -> None:
    found = kinds(asking(text, "long_text", language), "sentence_length")
    assert found == (["question.q.label"] if is_long else [])


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("Was the team quick and polite?", "en"),
        ("How do you rate the speed and the quality of the help?", "en"),
        ("Do you trust the police and the fire department?", "en"),
        ("Should the team wear uniforms and carry weapons?", "en"),
        ("Did the team come, and did they help you?", "en"),
        ("Who came? Were they kind?", "en"),
        ("Did you call 911 and how long did you wait?", "en"),
        ("Do you support more shelters and fewer arrests?", "en"),
        ("Did the crew listen to you and explain what would happen?", "en"),
        ("Should dispatchers and officers be trained in mental health?", "en"),
        ("Are your neighbors friendly and helpful?", "en"),
        ("¿La ambulancia llegó rápido y el personal fue amable?", "es"),
        ("¿Confía en la policía y en los bomberos?", "es"),
        ("¿El equipo fue rápido y amable?", "es"),
        ("¿Llamó al 911 y cuánto esperó?", "es"),
        ("¿Debería el equipo llevar uniforme y usar armas?", "es"),
        ("¿Quién vino? ¿Le ayudó?", "es"),
        ("Avez-vous appelé et combien de temps avez-vous attendu ?", "fr"),
        ("您是否打过电话？等了多久？", "zh-Hans"),
        ("Вы звонили и сколько вы ждали?", "ru"),
        ("هل اتصلت وكم انتظرت؟", "ar"),
        ("Bạn đã gọi và chờ bao lâu? Họ có tốt không?", "vi"),
    ],
)
def test_two_things_asked_at_once_are_named(label: str, language: str) -> None:
    assert kinds(asking(label, "yes_no", language), "two_questions") == ["question.q.label"]


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("Was the team quick?", "en"),
        ("Did you say when and how people will hear back?", "en"),
        ("Do you work or study here?", "en"),
        ("Have you ever lived with someone who drinks and uses drugs?", "en"),
        ("Should the team work day and night?", "en"),
        ("Is the area between Main and Pine safe?", "en"),
        ("Are you 18 and older?", "en"),
        ("Do you live in the city and county of Denver?", "en"),
        ("Is there a place near you to go and sit down?", "en"),
        ("Did you stay between one and three nights?", "en"),
        ("Do you drink and drive?", "en"),
        ("Have you or someone close to you been taken to hospital?", "en"),
        ("Are you Black or African American?", "en"),
        ("Do you know people who stay and work here?", "en"),
        ("Вам сказали, когда и как вы получите ответ?", "ru"),
        ("¿Le dijeron cuándo y cómo recibirá una respuesta?", "es"),
        ("¿Vive usted en el norte?", "es"),
        ("هل تعرف متى وكيف ستصلك الإجابة؟", "ar"),
    ],
)
def test_one_thing_with_an_and_in_it_is_let_be(label: str, language: str) -> None:
    assert kinds(asking(label, "yes_no", language), "two_questions") == []


def test_in_their_own_words_people_can_speak_of_two_things() -> None:
    both = "Who came, and how did they treat you?"
    assert kinds(asking(both, "long_text"), "two_questions") == []
    assert kinds(asking(both, "yes_no"), "two_questions") == ["question.q.label"]


def test_statements_and_rows_are_read_too() -> None:
    votes = question("v", "statement_votes", "What do you think?", "one two")
    votes["choices"][0]["label"]["en"] = "The team should wear uniforms and carry weapons."
    votes["choices"][1]["label"]["en"] = "Money should go to police and ambulances."
    assert kinds(survey(section("first", votes)), "two_questions") == [
        "question.v.choice.one.label"
    ]


def test_two_things_are_named_once_and_not_in_each_translation() -> None:
    definition = translated("Was it quick and polite?", "¿Fue rápido y amable?", "es")
    definition["sections"][0]["questions"][0]["type"] = "yes_no"
    found = [one for one in advise(definition) if one.kind == "two_questions"]
    assert [one.language for one in found] == ["en"]


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("Don't you agree that police should not come?", "en"),
        ("How much better was this team?", "en"),
        ("How dangerous is it to send no police?", "en"),
        ("Of course you want help. Do you?", "en"),
        ("Most people agree that it works. Do you?", "en"),
        ("Did the heroic officers help?", "en"),
        ("You liked it, didn’t you?", "en"),
        ("Shouldn't every city have this?", "en"),
        ("How helpful was our amazing staff?", "en"),
        ("Should the city waste money on this team?", "en"),
        ("¿No cree usted que la policía no debe venir?", "es"),
        ("¿Cuánto mejor fue este equipo?", "es"),
        ("Ne pensez-vous pas que c'était rapide ?", "fr"),
        ("难道您不同意吗？", "zh-Hans"),
        ("Разве это не лучше?", "ru"),
        ("ألا تعتقد أن هذا أفضل؟", "ar"),
        ("Você concorda que foi melhor?", "pt"),
    ],
)
def test_leading_words_are_named(label: str, language: str) -> None:
    assert kinds(asking(label, "yes_no", language), "leading") == ["question.q.label"]


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("What do you think of this team?", "en"),
        ("How safe do you feel here?", "en"),
        ("How much do you trust the police?", "en"),
        ("Did you not call 911?", "en"),
        ("How bad was the pain?", "en"),
        ("Why didn't you call?", "en"),
        ("What would have helped you more?", "en"),
        ("Was it clear what would happen next?", "en"),
        ("¿Qué piensa usted de este equipo?", "es"),
        ("¿Cuánto confía en la policía?", "es"),
        ("您怎么看？", "zh-Hans"),
    ],
)
def test_even_words_are_let_be(label: str, language: str) -> None:
    assert kinds(asking(label, "yes_no", language), "leading") == []


def test_a_statement_may_lean_because_people_may_disagree() -> None:
    votes = question("v", "statement_votes", "What do you think?", "one")
    votes["choices"][0]["label"]["en"] = "Clearly this team is better."
    assert kinds(survey(section("first", votes)), "leading") == []


def supported(intro: str, label: str = "Do you support such a team?") -> list[str]:
    page = section("first", question("q", "yes_no", label))
    page["intro"] = {"en": intro}
    return kinds(survey(page), "loaded_purpose")


def test_a_purpose_with_praise_before_a_question_of_support_is_named() -> None:
    for intro in (
        "The city will send trained professionals to save lives.",
        "A new team would keep people safe.",
        "The team is designed to reduce violence.",
        "This costly plan would end police visits.",
    ):
        assert supported(intro) == ["question.q.label"], intro
    inside = "A team could be sent to prevent violence. Do you support it?"
    assert supported("", inside) == ["question.q.label"]


def test_a_plain_account_or_another_question_is_let_be() -> None:
    neutral = "Some places send a team without police to some calls. Other places do not."
    assert supported(neutral) == []
    loaded = "A new team would keep people safe."
    assert supported(loaded, "Have you called 911?") == []


def test_a_purpose_in_a_note_right_before_counts_and_one_further_up_does_not() -> None:
    note = question("n", "note", "The team was set up to save lives.")
    ask = question("q", "yes_no", "Do you support such a team?")
    other = question("o", "yes_no", "Have you called 911?")
    assert kinds(survey(section("f", note, ask)), "loaded_purpose") == ["question.q.label"]
    assert kinds(survey(section("f", note, other, ask)), "loaded_purpose") == []


def chosen(label: str, choices: str, kind: str = "one_choice", **settings: Any) -> list[str]:
    return kinds(survey(section("f", question("q", kind, label, choices, **settings))), "way_out")


def test_a_closed_question_without_a_way_out_is_named() -> None:
    assert chosen("Who should come?", "police team") == ["question.q"]
    assert chosen("How was it?", "", "scale", not_sure=False) == ["question.q"]
    assert chosen("Was it?", "", "yes_no", not_sure=False) == ["question.q"]
    assert chosen("And these?", "a b", "grid", columns=["good", "bad"]) == ["question.q"]


def test_a_way_out_may_be_any_of_several() -> None:
    for code in ("not_sure", "prefer_not_to_say", "none", "does_not_apply", "i_do_not_know"):
        assert chosen("Who should come?", f"police {code}") == [], code
    assert chosen("Who should come?", "police team", other=True) == []
    assert chosen("How was it?", "", "scale") == []
    assert chosen("Was it?", "", "yes_no") == []
    assert chosen("And these?", "a b", "grid", columns=["good", "not_sure"]) == []
    assert chosen("Which?", "a b", "several_choices") == []


def test_what_many_do_not_want_to_tell_needs_its_own_way_out() -> None:
    assert chosen("How old are you?", "young old not_sure") == ["question.q"]
    assert chosen("How old are you?", "young old prefer_not_to_say") == []


def test_a_way_out_is_seen_in_the_words_of_any_language() -> None:
    asked = question("q", "one_choice", "¿Quién?", "c1 c2")
    asked["choices"][1]["label"] = {"es": "No estoy seguro"}
    assert kinds(survey(section("f", asked)), "way_out") == []


LONG = "Please tell us what happened when the team came to your home that day."


def test_translations_of_an_odd_length_are_named() -> None:
    found = kinds(translated(LONG, "Cuéntenos.", "es"), "translation_length")
    assert found == ["question.q.label"]
    assert kinds(translated(LONG, LONG * 3, "es"), "translation_length") == ["question.q.label"]
    usual = "Cuéntenos qué pasó cuando el equipo llegó a su casa, por favor."
    assert kinds(translated(LONG, usual, "es"), "translation_length") == []
    assert kinds(translated(usual, LONG, "en", "es"), "translation_length") == []


def test_chinese_is_a_third_as_long_and_that_is_well() -> None:
    assert (
        kinds(
            translated(LONG, "请告诉我们小组到您家时发生了什么。", "zh-Hans"), "translation_length"
        )
        == []
    )
    assert kinds(translated(LONG, LONG, "zh-Hans"), "translation_length") == ["question.q.label"]
    assert kinds(translated("Yes", "Sí, por supuesto que sí", "es"), "translation_length") == []


def test_lost_and_added_placeholders_are_named() -> None:
    def found(source: str, target: str) -> list[str]:
        definition = translated(source, target, "es")
        definition["sections"][0]["questions"].insert(0, question("n", "short_text", "Name?"))  # type: ignore[arg-type]
        return kinds(definition, "placeholders")

    assert found("Hello ${n}!", "¡Hola ${n}!") == []
    assert found("Hello ${n}!", "¡Hola!") == ["question.q.label"]
    assert found("Hello!", "¡Hola ${n}!") == ["question.q.label"]
    assert found("${n} and ${n}", "${n}") == ["question.q.label"]
    assert found("Hello ${gone}!", "¡Hola ${gone}!") == ["question.q.label"] * 2


def test_lost_and_open_direction_marks_are_named() -> None:
    isolated = "Call \u2066555-0100\u2069 now"
    assert (
        kinds(translated(isolated, "اتصل \u2066555-0100\u2069 الآن", "ar"), "direction_marks") == []
    )
    assert kinds(translated(isolated, "اتصل 555-0100 الآن", "ar"), "direction_marks") == [
        "question.q.label"
    ]
    assert kinds(translated("Call", "اتصل \u2066555-0100", "ar"), "direction_marks") == [
        "question.q.label"
    ]
    assert kinds(translated("Call", "\u2069اتصل\u2066", "ar"), "direction_marks") == [
        "question.q.label"
    ]
    assert kinds(translated("Call", "اتصل \u200f555", "ar"), "direction_marks") == []


def test_a_language_that_cannot_be_heard_is_named() -> None:
    definition = translated("Hello", "Hola", "es")
    silent = [one for one in advise(definition) if one.kind == "audio"]
    assert len(silent) == 1 and "en, es" in silent[0].message
    heard = advise(definition, {("question.q.label", "en")})
    assert [one.message for one in heard if one.kind == "audio"][0].endswith(": es.")
    both = {("question.q.label", "en"), ("question.q.label", "es")}
    assert not [one for one in advise(definition, both) if one.kind == "audio"]


def blocking(*questions: dict[str, Any], **settings: Any) -> list[Advice]:
    return [one for one in advise(survey(section("f", *questions, **settings))) if one.is_blocking]


def test_only_what_makes_a_survey_unanswerable_blocks() -> None:
    called = question("called", "yes_no", "Have you called?")
    for broken in (
        question("q", "one_choice", "Which?", required=True),
        question("q", "grid", "Which?", "a b", required=True, columns=[]),
        question("q", "number", "How many?", required=True, min=9, max=3),
        question("q", "number", "How many?", limits=[". > 3 and . < 1"]),
        question("q", "short_text", "Why?", show_if="gone = 'yes'"),
        question("q", "short_text", "Why?", show_if="q = 'yes'"),
    ):
        found = blocking(called, broken)
        assert [one.path for one in found] == ["question.q"], broken
        assert advise(survey(section("f", called, broken)))[0].is_blocking


def test_a_second_contact_and_one_in_a_repeat_block() -> None:
    first, second = (question(code, "contact", "May we call?") for code in ("a", "b"))
    assert blocking(first) == []
    assert [one.path for one in blocking(first, second)] == ["question.b"]
    assert [one.path for one in blocking(first, repeat={"most": 3})] == ["question.a"]


def test_what_can_be_left_out_blocks_nothing_but_is_said() -> None:
    for odd in (
        question("q", "one_choice", "Which?"),
        question("q", "short_text", "Why?", show_if="called = 'yes' and called = 'no'"),
    ):
        called = question("called", "yes_no", "Have you called?")
        assert blocking(called, odd) == []
        assert kinds(survey(section("f", called, odd)), "unanswerable") == ["question.q"]


def test_a_survey_that_is_half_made_is_looked_at_without_a_crash() -> None:
    empty: Any = {"source_language": "en", "languages": ["en"], "sections": []}
    assert [one.kind for one in advise(empty)] == ["audio"]
    bare = question("q", "yes_no", "")
    bare["label"] = {}
    assert isinstance(json.dumps([one.message for one in advise(survey(section("f", bare)))]), str)
