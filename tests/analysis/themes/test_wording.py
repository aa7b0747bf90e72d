import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.themes.wording import ALIKE, rows_alike

FEW = ["time", "budget", "clinic", "nurse", "school", "river", "winter", "engine"]
TEXTS = [f"not enough {one} for the {two}" for one in FEW for two in FEW if one != two]


def test_rows_in_like_words_are_found() -> None:
    alike = rows_alike(TEXTS, ["en"] * len(TEXTS))
    for row, places in enumerate(alike):
        assert row not in places
        said = set(TEXTS[row].split()[2::3])
        assert all(said & set(TEXTS[place].split()[2::3]) for place in places if place >= 0)


def test_likeness_is_that_of_weighted_pieces_of_four_letters() -> None:
    pieces = TfidfVectorizer(analyzer="char", ngram_range=(4, 4), min_df=2, max_df=150, norm="l2",
                             smooth_idf=False, binary=True)  # fmt: skip
    texts = [f" {text} " for text in TEXTS[:20]]
    weights = pieces.fit_transform(texts)
    weights.data = np.array([pieces.idf_[i] - 1 for i in weights.indices])
    lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    products = (weights @ weights.T).toarray() / np.outer(lengths, lengths)
    np.fill_diagonal(products, 0)
    alike = rows_alike(TEXTS[:20], ["en"] * 20)
    for row, places in enumerate(alike):
        best = np.sort(products[row])[::-1][:ALIKE]
        kept = [products[row, place] for place in places if place >= 0]
        assert np.allclose(kept, best[: len(kept)], atol=0.05)


def test_words_are_compared_within_a_language_and_in_every_script() -> None:
    texts = [
        "ambulance late",
        "ambulance late again",
        "ambulance late",
        "救護車來得很晚",
        "救護車沒來",
    ]
    languages = ["en", "en", "fr", "zh-Hant", "zh-Hant"]
    alike = rows_alike(texts, languages)
    assert alike[0].tolist() == [1, -1, -1, -1] and alike[2].tolist() == [-1] * 4
    assert alike[3][0] == 4 and alike[4][0] == 3


def test_nothing_said_is_like_nothing() -> None:
    assert rows_alike([], []).shape == (0, ALIKE)
    assert (rows_alike(["", " ", "ok"], ["en"] * 3) == -1).all()
