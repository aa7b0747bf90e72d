import unicodedata

import pytest

from analysis import language

SENTENCES = {
    "en": "Nobody came when I called, so my neighbour drove me to the hospital.",
    "es": "Nadie vino cuando llamé, así que mi vecina me llevó al hospital.",
    "fr": "Personne n'est venu quand j'ai appelé, alors ma voisine m'a conduit à l'hôpital.",
    "vi": "Không ai đến khi tôi gọi, nên hàng xóm đã đưa tôi đến bệnh viện.",
    "so": "Cidna ma iman markii aan wacay, markaa deriskayga ayaa i geeyay isbitaalka.",
    "ar": "لم يأت أحد عندما اتصلت، لذلك أوصلتني جارتي إلى المستشفى.",
    "fa": "وقتی زنگ زدم هیچ‌کس نیامد، برای همین همسایه‌ام مرا به بیمارستان برد.",
    "ru": "Никто не приехал, когда я позвонил, и соседка отвезла меня в больницу.",
    "uk": "Ніхто не приїхав, коли я подзвонив, тож сусідка відвезла мене до лікарні.",
    "ko": "제가 전화했을 때 아무도 오지 않아서 이웃이 병원에 데려다주었습니다.",
    "ja": "電話をしても誰も来なかったので、隣の人が病院まで送ってくれました。",
    "am": "ስደውል ማንም አልመጣም፣ ስለዚህ ጎረቤቴ ወደ ሆስፒታል ወሰደችኝ።",
    "zh-Hans": "我打电话的时候没有人来，所以邻居开车送我去了医院。",
    "zh-Hant": "我打電話的時候沒有人來，所以鄰居開車送我去了醫院。",
}


@pytest.mark.parametrize("tag", SENTENCES)
def test_a_sentence_is_known_among_all_languages(tag: str) -> None:
    assert language.detect(SENTENCES[tag], list(SENTENCES)) == tag


def test_many_texts_get_the_tags_that_they_get_one_by_one() -> None:
    texts = [*SENTENCES.values(), "ok"]
    allowed = list(SENTENCES)
    assert language.detect(texts, allowed) == [language.detect(text, allowed) for text in texts]


@pytest.mark.parametrize(
    "scrap",
    ["", " ", "ok", "9/11", "911", "😀", "...", "no", "A", "是", "\x00", "\ud800", "?!", "xx"],
)
def test_without_evidence_the_language_is_undetermined(scrap: str) -> None:
    assert language.detect(scrap, ["en", "es", "zh-Hans", "ar"]) == "und"


def test_a_word_that_two_allowed_languages_share_is_undetermined() -> None:
    assert language.detect("importante", ["es", "pt"]) == "und"


@pytest.mark.parametrize("tag", ["fr", "vi", "so", "ru", "ko", "ja", "am", "ar"])
def test_a_language_outside_the_engagement_is_not_forced_into_one_of_it(tag: str) -> None:
    assert language.detect(SENTENCES[tag], ["en", "es"]) == "und"


def test_only_allowed_tags_come_back() -> None:
    assert language.detect(SENTENCES["zh-Hant"], ["en", "zh-Hans"]) == "zh-Hans"
    assert language.detect(SENTENCES["zh-Hans"], ["zh", "en"]) == "zh"
    assert language.detect(SENTENCES["ko"], ["en"]) == "und"


def test_a_chinese_text_is_not_japanese_because_japanese_is_allowed_too() -> None:
    assert language.detect(SENTENCES["zh-Hant"], ["ja", "zh-Hans", "zh-Hant"]) == "zh-Hant"
    assert language.detect("奶茶の店那邊等了很久都沒有人來幫忙", ["ja", "zh-Hant"]) == "zh-Hant"


def test_two_regions_of_one_language_do_not_make_it_doubtful() -> None:
    assert language.detect(SENTENCES["en"], ["en-GB", "en-US", "es"]) == "en-GB"


def test_nothing_allowed_means_nothing_determined() -> None:
    assert language.detect([SENTENCES["en"]], []) == ["und"]


def test_a_tag_that_the_detector_does_not_know_is_never_guessed() -> None:
    assert language.detect(SENTENCES["en"], ["hmn", "en"]) == "en"
    assert language.detect(SENTENCES["en"], ["hmn"]) == "und"


THIRTEEN = ["en", "es", "fr", "pt", "ht", "so", "tl", "vi", "ko", "ru", "ar", "zh-Hans", "zh-Hant"]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("vi", "toi khong goi canh sat vi so"),
        ("vi", "khong ai den giup chung toi"),
        ("vi", "thang be khoc suot dem"),
        ("es", "no sé"),
        ("pt", "eles vieram tarde"),
        ("ht", "mwen rele yo men pesonn pa vini"),
        ("fr", "personne nest venu quand on a appele"),
        ("so", "cidna ma iman markii aan wacay"),
        ("tl", "tumawag ako sa 911 pero hindi sila dumating so we walked na lang"),
        ("es", "nadie vino cuando llame"),
        ("pt", "ninguem veio quando liguei"),
        ("en", "they came late"),
        ("en", "i dont know"),
        ("es", "GRACIAS POR NADA"),
        ("ko", "911에 전화했지만 no help"),
        ("zh-Hant", "沒有人來幫我們"),
        ("zh-Hans", "没有人来帮我们"),
    ],
)
def test_short_and_unmarked_words_of_a_phone_keyboard_are_known(tag: str, text: str) -> None:
    assert language.detect(text, THIRTEEN) == tag


def test_persian_is_not_arabic() -> None:
    assert language.detect("هیچ کس به ما کمک نکرد", ["ar", "fa"]) == "fa"
    assert language.detect("لم يساعدنا أحد", ["ar", "fa"]) == "ar"


@pytest.mark.parametrize("scrap", ["Okay", "police", "hello", "WhatsApp", "COVID", "hola@x.org"])
def test_words_of_every_language_tell_nothing(scrap: str) -> None:
    assert language.detect(scrap, THIRTEEN) == "und"


def test_addresses_and_accounts_do_not_count_as_words() -> None:
    text = "https://www.example.org/the/police/and/the/people @the_people nadie vino a ayudar"
    assert language.detect(text, ["en", "es"]) == "es"


def test_loose_marks_are_read_like_joined_ones() -> None:
    for tag in ("vi", "fr", "es"):
        assert language.detect(unicodedata.normalize("NFD", SENTENCES[tag]), THIRTEEN) == tag
