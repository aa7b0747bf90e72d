"""The demonstration's testimony is fictional, fits its survey, and sounds like many people."""

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).parents[1] / "community_voice"
SURVEY = PACKAGE / "instruments" / "library" / "when_you_need_help.json"
CONSENT_SHARES = {"counted": 0.25, "paraphrased": 0.15, "quoted": 0.45, "quoted_with_place": 0.15}
SIZES = {"en": 80, "es": 50, "zh-Hans": 40, "ar": 30}
SCRIPTS = {"zh-Hans": re.compile("[\u4e00-\u9fff]"), "ar": re.compile("[\u0600-\u06ff]")}
# Capitals that stand inside a sentence and name nobody and no place.
CAPITALS = {"I", "I'm", "I'd", "I'll", "I've", "ER", "Deaf", "Black", "English", "Spanish"}
CAPITALS |= {"Sunday", "Monday", "Friday"}
PROGRAMS = ["cahoots", "b-heard", "macro", "denver", "portland", "tucson", "minneapolis"]
# Words that show a theme is spoken of in a language: hints for this test, not definitions.
HINTS: dict[str, dict[str, str]] = {
    "fear of calling": {
        "en": r"nobody calls|not dial|put the phone down|afraid to call|scared of what|if i call",
        "es": r"no llam|no quiso que marc|miedo|mejor no llames",
        "zh-Hans": r"不敢|没有报警|怕留下|别惊动|怕她被",
        "ar": r"لم نتصل|لا يتصل|لم أتصل|ولا نطلب أحد|خفنا",
    },
    "who should come": {
        "en": r"peer|nurse|social worker|been there|police came|hire those",
        "es": r"mujer en el equipo|promotora|policía cerca|sin policías|intérprete",
        "zh-Hans": r"要的就是警察|警察至少|懂的人|阿姨|护士",
        "ar": r"امرأة|الشرطة قريبة|نساء|الشرطة",
    },
    "manner": {
        "en": r"like a person|sat on the stairs|knelt|over my head|in no hurry|took his time|sits",
        "es": r"se sent[óa]|bajito|permiso|no tengo prisa|muy educado|basura",
        "zh-Hans": r"蹲下|声音很轻|洗了|道歉",
        "ar": r"صوت هادئ|إنسان|لطفاء|وجلس معي",
    },
    "language": {
        "en": r"interpreter|english|another language",
        "es": r"intérprete|español|inglés|tradu",
        "zh-Hans": r"英语|英文|翻译|中文",
        "ar": r"المترجم|مترجم|بالإنجليزية|أترجم|عربي",
    },
    "waiting and hours": {
        "en": r"hours|minutes|sunday|at six|slow|after dark",
        "es": r"esper[éa]|minutos|horas|noche y los domingos|tard",
        "zh-Hans": r"等了|周末|晚上|排三个星期",
        "ar": r"انتظرنا|ساعة|نهاية الأسبوع|في الليل",
    },
    "appearance": {
        "en": r"clothes|uniform|jacket|van|lights|badge|hoodie|lanyard",
        "es": r"ropa|chaleco|camioneta|carro|sudadera|sirena",
        "zh-Hans": r"便服|背心|车上|制服|牌|闪灯",
        "ar": r"ملابس|سيارة|سترة|ثياب|زيّ",
    },
    "which number": {
        "en": r"who to call|which number|number anyone|another phone number|walk-in place|sticker",
        "es": r"qué número|a quién llamar|otro número|número para",
        "zh-Hans": r"哪个号码|该找谁|号码",
        "ar": r"رقم|بمن أتصل|الأرقام",
    },
    "holds and handcuffs": {
        "en": r"handcuff|cuffed|held me|on a hold|locked in|strapped",
        "es": r"esposada|amarra|a la fuerza|manos atrás|sujetaron",
        "zh-Hans": r"铐|强行送|住院|不能走",
        "ar": r"مقيدتان|إلى المستشفى|أمسكوا",
    },
    "doubts": {
        "en": r"get hurt|tax|vest|waste|knife|gun|numbers|show me|cost",
        "es": r"sin arma|dinero|lastimar|resultados|defenderse|policías\.",
        "zh-Hans": r"纳税人|不太放心|动手|钱|执法权",
        "ar": r"الضرائب|مكلفة|يحميهم|سكين|تجربة صغيرة",
    },
    "afterwards": {
        "en": r"come back|follow up|bed|after that|apartment|first visit|checked in",
        "es": r"llenos|llamara después|a la semana|un lugar|no vuelvan|qué seguía",
        "zh-Hans": r"第二周|没有下文|房子|住哪里",
        "ar": r"اليوم التالي|السكن|لم يتصل بي أحد|ولا يعودوا|أحد بعدها",
    },
}


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    """Read the demonstration's testimony."""
    file = PACKAGE / "demo" / "testimony.json"
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def people(demo: dict[str, Any]) -> list[dict[str, Any]]:
    """List the fictional people."""
    listed: list[dict[str, Any]] = demo["responses"]
    return listed


@pytest.fixture(scope="module")
def questions() -> dict[str, dict[str, Any]]:
    """Map each question code of the template survey to its question, consent left out."""
    survey = json.loads(SURVEY.read_text(encoding="utf-8"))
    asked = [question for section in survey["sections"] for question in section["questions"]]
    return {question["code"]: question for question in asked if question["type"] != "consent"}


def texts_of(person: dict[str, Any]) -> list[str]:
    """List a person's free text."""
    codes = ("what_happened", "appearance", "worries")
    return [person["answers"][code] for code in codes if code in person["answers"]]


def fits(question: dict[str, Any], answer: Any) -> bool:
    """Tell whether an answer is one that the question could have been given."""
    codes = {choice["code"] for choice in question.get("choices", [])}
    settings = question["settings"]
    match question["type"]:
        case "one_choice":
            return answer in codes
        case "several_choices":
            return bool(answer) and len(set(answer)) == len(answer) and set(answer) <= codes
        case "ranking":
            ranked = 1 <= len(answer) <= settings["top"] and len(set(answer)) == len(answer)
            return ranked and set(answer) <= codes
        case "scale":
            if answer == "not_sure":
                return bool(settings["not_sure"])
            return type(answer) is int and settings["low"] <= answer <= settings["high"]
        case "number":
            return type(answer) is int and settings["min"] <= answer <= settings["max"]
        case "short_text" | "long_text":
            return (
                bool(answer) and answer == answer.strip() and len(answer) <= settings["max_length"]
            )
    return False


def test_it_says_first_that_nobody_real_said_this(demo: dict[str, Any]) -> None:
    assert next(iter(demo)) == "notice"
    assert "Fictional" in demo["notice"] and "No real person" in demo["notice"]


def test_every_answer_fits_its_question(
    people: list[dict[str, Any]], questions: dict[str, dict[str, Any]]
) -> None:
    for person in people:
        assert set(person) == {"language", "answers", "consent"}
        for code, answer in person["answers"].items():
            assert fits(questions[code], answer), (code, answer)


def test_an_answer_that_the_question_does_not_offer_is_noticed(
    questions: dict[str, dict[str, Any]],
) -> None:
    wrong = {
        "which_fit": ["live_here", "mayor"],
        "who_first": ["peer", "peer"],
        "trust_911": 6,
        "times_needed": 101,
        "age": "44",
        "worries": " ",
    }
    assert not [code for code, answer in wrong.items() if fits(questions[code], answer)]


def test_someone_answers_and_someone_skips_every_question(
    people: list[dict[str, Any]], questions: dict[str, dict[str, Any]]
) -> None:
    answered = Counter(code for person in people for code in person["answers"])
    for code in questions:
        assert 40 <= answered[code] < len(people), code


def test_languages_are_present_in_unequal_sizes(people: list[dict[str, Any]]) -> None:
    counted = Counter(person["language"] for person in people)
    assert set(counted) == set(SIZES)
    for language, size in SIZES.items():
        assert abs(counted[language] - size) <= 3, language


def test_consent_is_one_of_four_in_the_intended_mix(people: list[dict[str, Any]]) -> None:
    counted = Counter(person["consent"] for person in people)
    assert set(counted) == set(CONSENT_SHARES)
    for level, share in CONSENT_SHARES.items():
        assert counted[level] / len(people) == pytest.approx(share, abs=0.03), level


def test_a_few_people_write_in_another_language_than_their_page(
    people: list[dict[str, Any]],
) -> None:
    strays = 0
    for person in people:
        words = " ".join(texts_of(person))
        scripts = {name for name, script in SCRIPTS.items() if script.search(words)}
        own = {person["language"]} & set(SCRIPTS)
        spanish = person["language"] == "en" and re.search(r"[ñ¿¡]|\b(que|porque)\b", words)
        english = person["language"] == "es" and re.search(r"\b(the|who came)\b", words)
        strays += bool(scripts != own or spanish or english)
    assert 2 <= strays <= 4


def test_texts_are_short_and_no_two_are_alike(people: list[dict[str, Any]]) -> None:
    texts = [text for person in people for text in texts_of(person)]
    long = [text for text in texts if len(text) > 25]
    assert len(long) > 250
    assert max(map(len, texts)) < 500
    assert len(set(long)) == len(long)
    shingles = [{text[i : i + 5] for i in range(len(text) - 4)} for text in long]
    for one, other in combinations(shingles, 2):
        assert len(one & other) < 0.4 * min(len(one), len(other)), one & other


def test_some_people_say_almost_nothing(people: list[dict[str, Any]]) -> None:
    short = [p for p in people if texts_of(p) and sum(map(len, texts_of(p))) < 20]
    assert len({person["language"] for person in short}) == 4
    assert 4 <= len(short) <= 20


def test_no_person_place_or_program_is_named(people: list[dict[str, Any]]) -> None:
    for person in people:
        for text in texts_of(person):
            assert not any(program in text.lower().split() for program in PROGRAMS), text
            assert not re.search(r"\d{4,}|@|https?:", text), text
            if person["language"] in SCRIPTS:
                continue
            inside = re.findall(r"(?<=[a-zñáéíóú,] )[A-ZÁÉÍÓÚ][\w']*", text)
            assert set(inside) <= CAPITALS, (set(inside) - CAPITALS, text)


@pytest.mark.parametrize("theme", HINTS)
def test_every_theme_is_spoken_of_in_every_language(
    theme: str, people: list[dict[str, Any]]
) -> None:
    for language, hint in HINTS[theme].items():
        speaking = [
            person
            for person in people
            if person["language"] == language
            and re.search(hint, " ".join(texts_of(person)), re.IGNORECASE)
        ]
        assert len(speaking) >= 3, language


def test_support_doubt_and_opposition_are_all_heard(people: list[dict[str, Any]]) -> None:
    for language in SIZES:
        here = [person["answers"] for person in people if person["language"] == language]
        first = Counter(a["who_first"][0] for a in here if "who_first" in a)
        assert first["police"] >= 4, language
        assert first["mental_health_worker"] + first["peer"] >= 8, language


def test_some_groups_are_too_small_to_tell_and_some_are_not(people: list[dict[str, Any]]) -> None:
    """The demonstration must show what suppression looks like."""
    for code in ("age", "housing"):
        sizes = Counter(p["answers"][code] for p in people if code in p["answers"]).values()
        assert min(sizes) <= 10
        assert sum(size >= 11 for size in sizes) >= 3, code
