"""The words of a text that can say what it is about, without the words that carry nothing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import stopwordsiso

from analysis.language import primary
from analysis.themes.dense import DENSE_RUN, dense_parts, dense_words

# Letters with the marks that belong to them, the joiners that Persian and Indic words need,
# and an apostrophe or hyphen inside a word.
WORD = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f\u0900-\u0dff\u200c\u200d]|['-](?=[^\W\d_]))*")
ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
SENTENCE_START = re.compile(r"(?:^|[.!?…:;\n])[\s\"'(«“*•-]*$")
SHORTEST = 3

# Words of a survey rather than of a subject, beyond the published lists of stop words.
ALSO_STOP: dict[str, str] = {
    "de": "etc bzw soll sollen sollte sollten muss müssen mehr",
    "en": "etc lot lots people thing things need needs should would could dont cant ive",
    "es": "gente cosa cosas debe deben debería etc",
    "fr": "gens chose choses doit doivent devrait etc",
    "zh": (
        "我覺得 我觉得 覺得 觉得 應該 应该 認為 认为 我認為 我认为 可以 沒有 没有 我們 我们 "
        "他們 他们 因為 因为 所以 如果 就是 不是 還是 还是 但是 這個 这个 這些 这些 一個 一个 "
        "什麼 什么 可能 需要 必須 必须 希望 時候 时候 自己 問題 问题 以及 或者 "
        "而且 目前 現在 现在 不能 為了 为了"
    ),
}
# A found Chinese word that begins or ends with one of these is a piece of a sentence.
HINGES = tuple("的了是很都也就和與与及或被把讓让我你他她它這这那們们要會会能")
# Languages that write every noun with a capital: there a capital at the start is no chance.
CAPITAL_NOUNS = frozenset({"de", "lb"})


class Vocabulary:
    """Cuts texts of one language into words, as that language writes them."""

    def __init__(self, language: str, texts: Sequence[str]) -> None:
        """Learn from the texts which letters make words where the script has no spaces."""
        self.language = primary(language)
        self.stop = stop_words(self.language)
        self.dense = frozenset(word for word in dense_words(texts) if not self.is_hinged(word))
        self.faces: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def is_hinged(self, word: str) -> bool:
        """Return True for letters that run over the edge of a word into a stop word."""
        if self.language != "zh":
            return word in self.stop
        edges = {word[:cut] for cut in range(2, len(word) + 1)}
        edges |= {word[cut:] for cut in range(len(word) - 1)}
        return word.startswith(HINGES) or word.endswith(HINGES) or bool(edges & self.stop)

    def words(self, text: str) -> Iterator[str]:
        """Yield the words in lower case, one by one as they come, without stop words."""
        plain = ADDRESS.sub(" ", text).replace("’", "'")
        for run in DENSE_RUN.findall(plain):
            yield from dense_parts(run, self.dense)
        spaced = DENSE_RUN.sub(" ", plain)
        for match in WORD.finditer(spaced):
            face = without_possessive(match.group())
            word = face.lower()
            if len(word) < SHORTEST or self.stop & {word, match.group().lower()}:
                continue
            first = SENTENCE_START.search(spaced, max(0, match.start() - 8), match.start())
            if not first or self.language in CAPITAL_NOUNS:
                self.faces[word][face] += 1
            yield word

    def face(self, word: str) -> str:
        """Return the word as people most often write it: "WKU", "Nashville", "parking".

        A capital at the start of a sentence says nothing about how a word is written.
        """
        seen = self.faces.get(word)
        return max(seen, key=lambda face: (seen[face], face)) if seen else word


def without_possessive(word: str) -> str:
    """Return "BG" for "BG's"."""
    return word[:-2] if word.endswith(("'s", "'S")) else word


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of a language that carry no subject; none where no list exists."""
    listed = stopwordsiso.stopwords(language) if stopwordsiso.has_lang(language) else ()
    return frozenset(listed) | frozenset(ALSO_STOP.get(language, "").split())
