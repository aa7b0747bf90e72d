"""Sentences that were joined come apart again where they were joined, in every language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sentences import FEWEST, RUN_ON, sentences, weight

PLANTED: dict[str, list[str]] = {
    "en": [
        "Dr. Lee came at 3 a.m. with two officers.",
        "He has lived in the U.S. for 10.5 years!",
        "Why did nobody from the city ask us?",
        "My son said nothing...",
        "Mr. and Mrs. Ortiz saw it on St. Mark Ave. near No. 5.",
    ],
    "es": [
        "La Sra. Pérez llamó a las 3 p. m. y esperó.",
        "¿Por qué mandan a la policía?",
        "¡Nadie nos ayudó!",
        "Vivo en EE. UU. desde hace 2.5 años.",
        "El Dr. Ruiz dijo que Ud. no podía entrar.",
    ],
    "fr": [
        "M. Dupont a appelé le 911 à 14 h. 30 hier.",
        "Personne n'est venu !",
        "Pourquoi la police ?",
        "Mme. Petit et le Dr. Roy attendaient dehors.",
        "On a eu peur…",
    ],
    "pt": [
        "A Sra. Lima ligou para o 911 e ninguém veio.",
        "O Dr. Silva esperou 2,5 horas na rua.",
        "Por que mandam a polícia?",
        "Ficamos com muito medo!",
        "Moro na Av. Central, nº. 5, há dez anos.",
    ],
    "ht": [
        "Dr. Jan te vini lakay nou apre de zè.",
        "Poukisa lapolis vini ak zam?",
        "M. Jozèf pa t ka pale angle ditou.",
        "Nou te pè anpil!",
        "Mme. Pol te rele yon lòt fwa ankò.",
    ],
    "so": [
        "Dr. Cali ayaa yimid laba saacadood kadib.",
        "Maxaa booliisku u yimid?",
        "Cidna nama caawin!",
        "Wiilkaygu aad buu u cabsaday habeenkaas.",
        "Md. Xasan ayaa noo turjumay wixii ay yiraahdeen.",
    ],
    "tl": [
        "Si Gng. Santos ang tumawag sa 911 kagabi.",
        "Bakit pulis ang dumating?",
        "Nakatira sina G. Cruz at Bb. Reyes sa Blg. 5 ng Sta. Ana.",
        "Walang tumulong sa amin!",
        "Natakot ang anak ko sa kanila.",
    ],
    "vi": [
        "BS. Lan đến sau hai tiếng đồng hồ.",
        "Tại sao lại gọi cảnh sát?",
        "Chúng tôi sống ở TP. Hồ Chí Minh trước đây.",
        "Con tôi rất sợ!",
        "Không ai nói tiếng Việt cả.",
    ],
    "ru": [
        "Я живу на ул. Ленина, д. 5, кв. 3.",
        "Почему приехала полиция?",
        "«Где вы?» — спросил я их по телефону.",
        "Они отказали, т.е. просто не приехали.",
        "Мой сын очень испугался!",
    ],
    "ar": [
        "جاء د. أحمد إلى البيت بعد ساعتين.",
        "لماذا جاءت الشرطة؟",
        "لم يساعدنا أحد!",
        "كان ابني خائفاً؛ لم ينم تلك الليلة.",
        "لا أحد يتكلم لغتنا.",
    ],
    "ko": [
        "911에 전화했지만 2.5시간 동안 아무도 오지 않았습니다.",
        "왜 경찰이 왔나요?",
        "제 아들이 너무 무서워했어요!",
        "통역을 해 주는 사람이 없었다.",
    ],
    "zh-Hans": [
        "我打了911，可是等了2.5个小时。",
        "为什么来的是警察？",
        "没有人帮我们！",
        "他说：“走开。”",
        "我儿子非常害怕……",
    ],
    "zh-Hant": [
        "我打了911，可是等了兩個小時。",
        "為什麼來的是警察？",
        "沒有人幫我們！",
        "我兒子非常害怕。",
    ],
}  # fmt: skip


def parts(text: str, language: str = "en") -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text, language)]


@pytest.mark.parametrize("language", PLANTED)
def test_joined_sentences_come_apart_where_they_were_joined(language: str) -> None:
    between = "" if language.startswith("zh") else " "
    for turn in range(len(PLANTED[language])):
        known = PLANTED[language][turn:] + PLANTED[language][:turn]
        assert parts(between.join(known), language) == known


@pytest.mark.parametrize(
    ("language", "known"),
    [
        ("en", ["nobody came.", "i was scared.", "they laughed at us"]),
        ("en", ["Nobody came.", "I was scared.", "They left."]),
        ("ko", ["경찰이 왔어요", "아무도 안 도와줬어요", "무서웠습니다", "그래서 집에 갔어요"]),
        ("zh-Hans", ["我们等了很久……", "没人来～", "太可怕了！！！", "真的？！"]),
        ("ar", ["متى تأتون؟", "نحن ننتظر۔", "لا أحد هنا!"]),
        ("ru", ["Нам нужны врачи, переводчики и т.д.", "Полиция не нужна."]),
        ("und", ["Wir haben gewartet.", "Niemand kam."]),
    ],
)
def test_chat_ends_where_its_writer_ended(language: str, known: list[str]) -> None:
    between = "" if language.startswith("zh") else " "
    assert parts(between.join(known), language) == known


def test_no_space_after_a_full_stop_is_still_an_end() -> None:
    assert parts("Nobody came.I was scared.") == ["Nobody came.", "I was scared."]


def test_an_answer_of_no_is_not_a_number() -> None:
    assert parts("No. Nobody came to No. 5 that night.")[-1] == "Nobody came to No. 5 that night."


def test_emoji_end_a_thought_but_a_heart_may_be_a_verb() -> None:
    assert parts("they came late 😡😡 nobody helped us 😢 never again") == [
        "they came late 😡😡",
        "nobody helped us 😢",
        "never again",
    ]
    assert len(parts("I ❤️ this team and I ❤️ the nurse")) == 1


def test_dots_part_thoughts_only_before_a_new_sentence() -> None:
    assert parts("She waited... and then he left... Then I cried.") == [
        "She waited... and then he left...",
        "Then I cried.",
    ]


def test_notes_between_semicolons_are_a_thing_each() -> None:
    assert parts(
        "police came at two; officer shouted at us; family was afraid; no interpreter"
    ) == [
        "police came at two;",
        "officer shouted at us;",
        "family was afraid;",
        "no interpreter",
    ]
    assert len(parts("We waited; nobody came to us.")) == 1
    assert len(parts("They brought water; food; and a blanket for my son.")) == 1


def test_a_list_within_a_line_has_its_items() -> None:
    assert parts("We need 1) more nurses 2) no guns 3) a quiet place") == [
        "We need",
        "1) more nurses",
        "2) no guns",
        "3) a quiet place",
    ]
    assert len(parts("We waited at gate 4) for 2) hours")) == 1


@pytest.mark.parametrize(
    ("language", "clause", "word"),
    [
        ("en", "nobody picked up when we called again", "and then"),
        ("es", "nadie contestaba cuando yo llamaba", "y luego"),
        ("vi", "khong ai den va toi so lam", "nhung"),
        ("zh-Hans", "我们一直在等电话没有人接我弟弟在街上走", "然后"),
        ("so", "waan wacay cidna ma iman oo", "markaa"),
    ],
)
def test_a_breathless_text_is_cut_before_the_next_thing(
    language: str, clause: str, word: str
) -> None:
    between = "" if language.startswith("zh") else " "
    breathless = between.join([clause, word] * 40) + between + clause
    found = parts(breathless, language)
    assert len(found) > 2
    assert all(FEWEST <= weight(part) <= RUN_ON for part in found)
    assert all(part.startswith(word) for part in found[1:])


PIECES = st.sampled_from(
    ["Dr. ", "no. ", "5", "😀 ", "❤️", "e\u0301", "\u200d", "。", "……", "... ", "\ud800", "\x00",
     "; ", " 1) ", " 2) ", " • ", "我等了很久", "습니다 ", "and then ", ", ", "т.д. ", "J.-P. ",
     "? — "]
)  # fmt: skip


@given(
    st.lists(st.text(max_size=30) | PIECES, max_size=60).map("".join),
    st.sampled_from([*PLANTED, "", "und", "qq"]),
)
def test_sentences_touch_and_lose_nothing(text: str, language: str) -> None:
    found = sentences(text, language)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(before[1] == after[0] for before, after in zip(found, found[1:], strict=False))
    assert all(start < end for start, end in found) or not text


def test_a_huge_text_of_commas_is_cut_in_a_moment() -> None:
    found = sentences("and then, " * 20_000, "en")
    assert max(end - start for start, end in found) <= RUN_ON
