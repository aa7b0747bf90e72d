"""The words of a text, for keywords: one way of cutting for alphabets, one for CJK."""

import re
from collections.abc import Iterator
from functools import cache

import stopwordsiso

from analysis.language import primary

# Letters with the marks that belong to them, joiners that Persian and Indic words need,
# and apostrophes inside a word.
WORD = re.compile(
    r"[^\W\d_](?:[\w\u0300-\u036f\u0900-\u0903\u093a-\u094f\u200c\u200d]|['’](?=\w))*"
)
DENSE_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
MARKS = "'’"


def words_of(text: str, language: str) -> Iterator[str]:
    """Yield the words that can say what a text is about, in lower case, without stop words."""
    stop = stop_words(primary(language))
    lowered = text.lower()
    for run in DENSE_RUN.findall(lowered):
        yield from (run[i : i + 2] for i in range(len(run) - 1) if not stop & {run[i], run[i + 1]})
    for word in WORD.findall(DENSE_RUN.sub(" ", lowered)):
        plain = word.split("'")[0].split("’")[0] if word[-2:-1] in MARKS else word
        if len(plain) > 2 and plain not in stop and word not in stop:
            yield plain


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of a language that carry no subject; none where no list exists."""
    return (
        frozenset(stopwordsiso.stopwords(language))
        if stopwordsiso.has_lang(language)
        else frozenset()
    )
