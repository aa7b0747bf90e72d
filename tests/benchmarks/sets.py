"""The sets that methods are measured on, so that every benchmark reads and counts them alike.

Nothing here is shipped: DIR is a folder of data beside the project (its README says what is in
it and under which licence).
"""

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from analysis import DirectoryCache, default_encoder, encode_cached, text_hash

Vectors = npt.NDArray[np.float32]

TAGS = {
    "arb_Arab": "ar",
    "eng_Latn": "en",
    "fra_Latn": "fr",
    "hat_Latn": "ht",
    "kor_Hang": "ko",
    "por_Latn": "pt",
    "rus_Cyrl": "ru",
    "som_Latn": "so",
    "spa_Latn": "es",
    "tgl_Latn": "tl",
    "vie_Latn": "vi",
    "zho_Hans": "zh-Hans",
    "zho_Hant": "zh-Hant",
}
# Embeddings are kept here between benchmarks: encoding takes longer than all the rest.
CACHE = Path(tempfile.gettempdir()) / "community-voice-bench-embeddings"
# A code that fewer answers have says more about the people who coded than about the method.
FEWEST_ANSWERS = 5
# What the coders wrote for "this says nothing that can be coded".
NO_CODE = "NotCodable"


def sentences(data: Path) -> pd.DataFrame:
    """Return SIB-200, train and dev: `text_id`, `sentence`, `language`, `topic`, `text`.

    The same 802 sentences in 13 languages, one of seven topics each (Adelani et al. 2024, EACL).
    """
    parts = []
    for folder, tag in TAGS.items():
        for part in ("train", "dev"):
            table = pd.read_csv(data / "topics" / folder / f"{part}.tsv", sep="\t", quoting=3)
            parts.append(table.assign(language=tag))
    table = pd.concat(parts, ignore_index=True)
    table["text_id"] = table["language"] + "-" + table["index_id"].astype(str)
    return table.rename(columns={"index_id": "sentence", "category": "topic"})


def one_language_each(table: pd.DataFrame, english: float) -> pd.DataFrame:
    """Return each sentence in one language only: English for a share, the rest spread evenly."""
    random = np.random.default_rng(7)
    tags = sorted(set(TAGS.values()) - {"en"})
    chosen = {
        sentence: "en" if random.random() < english else str(random.choice(tags))
        for sentence in sorted(table["sentence"].unique())
    }
    return table[table["sentence"].map(chosen) == table["language"]].reset_index(drop=True)


def problem_causes(data: Path, fewest: int = FEWEST_ANSWERS) -> pd.DataFrame:
    """Return short survey answers that people gave one code: `text_id`, `text`, `language`, `code`.

    Codes with at least `fewest` answers (NaPiRE 2018). "Not codable" is not one of them.
    """
    table = pd.read_csv(data / "coded" / "problem_causes.csv").rename(
        columns={"id": "text_id", "codes": "code"}
    )
    table = table[~table["code"].str.contains("|", regex=False) & (table["code"] != NO_CODE)]
    sizes = table["code"].value_counts()
    table = table[table["code"].map(sizes) >= fewest].assign(language="en")
    return table[["text_id", "text", "language", "code"]].reset_index(drop=True)


def agreement(codes: "pd.Series[str]", groups: "pd.Series[str]") -> float:
    """Return the adjusted mutual information of groups with codes; "other" is a group too."""
    return float(adjusted_mutual_info_score(codes, groups))


def vectors_of(texts: list[str], cache: Path = CACHE) -> Vectors:
    """Return the default encoder's vectors, from the cache as far as it has them."""
    return encode_cached(default_encoder(), texts, DirectoryCache(cache), text_hash)


def repeated_with_noise(
    vectors: Vectors, count: int, noise: float = 0.02, seed: int = 3
) -> Vectors:
    """Return `count` vectors of length one: the given ones again and again, each a little moved."""
    random = np.random.default_rng(seed)
    out = np.empty((count, vectors.shape[1]), dtype=np.float32)
    for start in range(0, count, len(vectors)):
        block = vectors[: count - start] + random.normal(
            0, noise, vectors[: count - start].shape
        ).astype(np.float32)
        out[start : start + len(block)] = block / np.linalg.norm(block, axis=1, keepdims=True)
    return out
