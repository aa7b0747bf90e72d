import pytest

from analysis.themes.dense import dense_words
from analysis.themes.label import alike, keywords_by_theme, label_of
from analysis.themes.unsaid import SWEARING
from analysis.themes.words import Vocabulary, stop_words

TAGS = {"en", "es", "fr", "pt", "ht", "so", "tl", "vi", "ko", "ru", "ar", "zh-Hans", "zh-Hant"}
WAITING = ["We waited hours for the ambulance", "Hours and hours waiting for an ambulance",
           "The ambulance took hours"]  # fmt: skip
HOUSING = ["My landlord raised the rent", "Rent is too high, the landlord says", "High rent"]


def keywords(texts: list[str], themes: list[int], language: str = "en") -> list[tuple[str, ...]]:
    found = keywords_by_theme(texts, [language] * len(texts), themes, max(themes) + 1, 5)
    return [its.get(language, ()) for its in found]


def test_a_theme_is_named_by_what_sets_it_apart() -> None:
    waiting, housing = keywords(WAITING + HOUSING, [0, 0, 0, 1, 1, 1])
    assert set(waiting[:2]) == {"ambulance", "hours"}
    assert set(housing[:2]) == {"rent", "landlord"}


def test_a_word_that_every_theme_says_names_none() -> None:
    texts = [f"{text} downtown" for text in WAITING + HOUSING]
    assert all("downtown" not in words[:3] for words in keywords(texts, [0, 0, 0, 1, 1, 1]))


def test_one_person_repeating_a_word_does_not_name_the_theme() -> None:
    texts = [*WAITING, "pizza pizza pizza pizza pizza pizza", *HOUSING]
    assert "pizza" not in keywords(texts, [0, 0, 0, 0, 1, 1, 1])[0][:2]


def test_rows_without_a_theme_or_a_language_say_nothing() -> None:
    texts = [*WAITING, "zebra zebra", "zebra", "zebra"]
    found = keywords_by_theme(texts, ["en"] * 4 + ["und"] * 2, [0, 0, 0, -1, 0, 0], 1, 9)
    assert "und" not in found[0] and "zebra" not in found[0]["en"]


def test_each_language_has_its_own_words_and_a_stray_row_has_none() -> None:
    spanish = [
        "La ambulancia tardó horas",
        "Horas esperando la ambulancia",
        "La ambulancia nunca vino",
    ]
    texts, languages = [*WAITING, *spanish, "Rien"], ["en"] * 3 + ["es"] * 3 + ["fr"]
    found = keywords_by_theme(texts, languages, [0] * 7, 1, 5)[0]
    assert "ambulance" in found["en"] and "ambulancia" in found["es"] and "fr" not in found


def test_chinese_words_are_found_whole() -> None:
    texts = ["我等計程車等了很久", "計程車司機很好", "叫了計程車但是沒來", "這裡計程車太貴",
             "坐計程車去醫院",
             "醫院的人很多", "去了醫院兩次", "在醫院等", "那間醫院很遠", "到醫院了"]  # fmt: skip
    words = dense_words(texts)
    assert "計程車" in words and "醫院" in words
    assert not {"程車", "計程", "的人"} & words
    assert keywords(texts, [0] * 5 + [1] * 5, "zh-Hant")[1][0] == "醫院"


def test_a_chinese_word_is_not_a_piece_of_a_sentence() -> None:
    vocabulary = Vocabulary("zh-Hant", ["我覺得司機很好", "我覺得應該改", "我覺得貴", "我覺得遠"])
    assert not list(vocabulary.words("我覺得很好"))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The WKU campus near Nashville's river", "en", ["WKU", "campus", "Nashville", "river"]),
        ("Call me at https://example.org/secret or a@b.org", "en", []),
        ("می‌خواهم کمک فوری", "fa", ["می‌خواهم", "کمک", "فوری"]),
        ("el niño esperó", "es", ["niño", "esperó"]),
        ("don’t can't 911 ok", "en", []),
    ],
)
def test_words_are_kept_as_people_write_them(text: str, language: str, expected: list[str]) -> None:
    vocabulary = Vocabulary(language, [text])
    words = list(vocabulary.words(text))
    faces = [vocabulary.face(word) for word in words]
    assert [face for face in faces if face in expected] == expected
    assert not {"secret", "example"} & set(words)


def test_a_capital_at_the_start_of_a_sentence_is_chance_except_for_german_nouns() -> None:
    english = Vocabulary("en", [])
    list(english.words("Parking is hard. Parking costs too much; parking"))
    assert english.face("parking") == "parking"
    german = Vocabulary("de", [])
    list(german.words("Zigaretten sind teuer."))
    assert german.face("zigaretten") == "Zigaretten"


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [("product", "products", True), ("car", "cars", True), ("Produkte", "Produkten", True),
     ("police", "policy", False), ("car", "care", False), ("housing", "houses", False)],
)  # fmt: skip
def test_words_that_differ_in_their_ending_are_one_for_a_reader(
    one: str, two: str, same: bool
) -> None:
    assert alike(one, two) == alike(two, one) == same


def test_english_names_a_theme_only_where_english_was_spoken() -> None:
    words = {"de": ("Miete", "Wohnung", "teuer", "Lage"), "en": ("rent",)}
    assert label_of(words, {"de": 40, "en": 1}) == "Miete, Wohnung, teuer"
    assert label_of(words, {"de": 40, "en": 12}) == "rent"
    assert label_of({}, {}) == ""


def test_stop_words_exist_for_the_languages_of_the_template() -> None:
    for language in ("en", "es", "zh", "ar"):
        assert len(stop_words(language)) > 100
    assert "should" in stop_words("en") and stop_words("xx") == frozenset()


def test_two_words_that_belong_together_are_one_keyword() -> None:
    health = ["Mental health comes first", "They lack mental health care", "mental health again",
              "Nobody asks about mental health", "health of my son"]  # fmt: skip
    found = keywords(health + HOUSING, [0] * 5 + [1] * 3)[0]
    assert "mental health" in found and "mental" not in found


def test_words_that_meet_by_chance_are_no_phrase() -> None:
    texts = ["ambulance late", "ambulance rude", "ambulance costly", "late bus", *HOUSING]
    assert not any(" " in word for word in keywords(texts, [0] * 4 + [1] * 3)[0])


def test_a_label_never_swears_and_keywords_keep_what_was_said() -> None:
    words = {"en": ("shit", "rent", "fucking landlord", "heating", "repairs")}
    assert label_of(words, {"en": 9}) == "rent, heating, repairs"
    assert label_of({"es": ("mierda",), "fr": ("loyer",)}, {"es": 9, "fr": 3}) == "loyer"


@pytest.mark.parametrize("tag", sorted(TAGS))
def test_every_language_has_stop_words_and_words_that_no_label_repeats(tag: str) -> None:
    assert len(stop_words(tag.split("-")[0])) > 100
    assert SWEARING[tag.split("-")[0]].split()


def test_a_korean_noun_is_one_word_whatever_is_written_onto_it() -> None:
    vocabulary = Vocabulary("ko", [])
    assert list(vocabulary.words("경찰이 병원에서 경찰을")) == ["경찰", "병원", "경찰"]
