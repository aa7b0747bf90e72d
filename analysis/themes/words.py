"""The words of a text that can say what it is about, without the words that carry nothing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import stopwordsiso

from analysis.language import primary
from analysis.themes.dense import DENSE_RUN, dense_parts, dense_words
from analysis.themes.stopping import ALSO_STOP

# Letters with the marks that belong to them, the joiners that Persian and Indic words need,
# and an apostrophe or hyphen inside a word.
WORD = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f\u0900-\u0dff\u200c\u200d]|['-](?=[^\W\d_]))*")
ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
SENTENCE_START = re.compile(r"(?:^|[.!?…:;\n])[\s\"'(«“*•-]*$")
SHORTEST = 3
# Languages that write syllables apart, or a whole word in two letters.
SHORTEST_IN = {"vi": 2, "ko": 2}
# What Korean writes onto the end of a noun: subject, object, place and so on.
PARTICLES = re.compile(
    r"(?<=[\uac00-\ud7a3]{2})(?:에서는|에서|에게|으로|까지|부터|들이|들은|들을|은|는|이|가|을|를|에|의|로|와|과|도|만)$"
)
# What stands between two words of a phrase.
BETWEEN = re.compile(r"[ \u00a0]")

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
        return (term for term in self.terms(text) if " " not in term)

    def terms(self, text: str) -> Iterator[str]:
        """Yield the words as `words` does, and each two that follow each other as a phrase."""
        plain = ADDRESS.sub(" ", text).replace("’", "'")
        for run in DENSE_RUN.findall(plain):
            yield from dense_parts(run, self.dense)
        spaced = DENSE_RUN.sub(" ", plain)
        before, ended = "", -1
        for match in WORD.finditer(spaced):
            word = self.word_of(match, spaced)
            if not word:
                continue
            yield word
            if before and BETWEEN.fullmatch(spaced, ended, match.start()) and word != before:
                phrase = f"{before} {word}"
                yield phrase
            before, ended = word, match.end()

    def word_of(self, match: re.Match[str], spaced: str) -> str:
        """Return a word that can say something, "" for any other."""
        face = without_possessive(match.group())
        if self.language == "ko":
            face = PARTICLES.sub("", face)
        word = face.lower()
        short = len(word) < SHORTEST_IN.get(self.language, SHORTEST)
        if short or self.stop & {word, match.group().lower()}:
            return ""
        first = SENTENCE_START.search(spaced, max(0, match.start() - 8), match.start())
        if not first or self.language in CAPITAL_NOUNS:
            self.faces[word][face] += 1
        return word

    def face(self, word: str) -> str:
        """Return the word as people most often write it: "WKU", "Nashville", "parking".

        A capital at the start of a sentence says nothing about how a word is written.
        """
        if " " in word:
            return " ".join(self.face(part) for part in word.split(" "))
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
