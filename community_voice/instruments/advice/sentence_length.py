"""Sentences that are too long to hold in mind, in any language."""

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import Advice, Survey, base, sentences_of

MOST_WORDS = 20
# Vietnamese writes a space between syllables, so that more of them make one thought.
WORDS_OF = {"vi": 32}
# Chinese writes no spaces: about twenty words.
MOST_CHARACTERS = 40
CHARACTER = re.compile(r"[\u3400-\u9fff]")


def advise_sentence_length(survey: Survey) -> Iterator[Advice]:
    """Name each text with a long sentence, once."""
    for text in survey.texts:
        lengths = [(length_of(one, text.language), one) for one in sentences_of(text.text)]
        longest, sentence = max(lengths, default=(0, ""))
        if base(text.language) == "zh":
            if longest > MOST_CHARACTERS:
                message = _("A sentence has %(count)s characters.", count=longest)
                yield advice(text.path, text.language, message, sentence)
        elif longest > WORDS_OF.get(base(text.language), MOST_WORDS):
            message = _("A sentence has %(count)s words.", count=longest)
            yield advice(text.path, text.language, message, sentence)


def length_of(sentence: str, language: str) -> int:
    """Count the words of a sentence, or its characters where words have no spaces."""
    if base(language) == "zh":
        return len(CHARACTER.findall(sentence))
    return len([word for word in sentence.split() if re.search(r"\w", word)])


def advice(path: str, language: str, message: str, sentence: str) -> Advice:
    """Say which sentence is long."""
    told = f"{message} “{sentence.strip()[:60]}…”"
    reason = _("A long sentence is lost before its end, above all when it is read aloud.")
    return Advice(path, "sentence_length", told, reason, language=language)
