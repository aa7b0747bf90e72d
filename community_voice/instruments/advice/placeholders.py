"""Earlier answers that a text shows (${code}), and that a translation lost or a survey lacks."""

from collections import Counter
from collections.abc import Iterator

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import PLACEHOLDER, Advice, Survey


def advise_placeholders(survey: Survey) -> Iterator[Advice]:
    """Name texts that show what is no question, and translations that show other answers."""
    order = {question["code"]: place for place, (_s, question) in enumerate(survey.questions())}
    for text in survey.texts:
        found = Counter(PLACEHOLDER.findall(text.text))
        for code in found:
            if code.split(".")[0] not in order:
                message = _("The text shows ${%(code)s}, and there is no such question.", code=code)
                reason = _("People would read a gap in the sentence.")
                yield Advice(text.path, "placeholders", message, reason, language=text.language)
        if not text.is_translation:
            continue
        wanted = Counter(PLACEHOLDER.findall(text.source))
        lost, added = sorted(wanted - found), sorted(found - wanted)
        if lost or added:
            names = ", ".join(f"${{{code}}}" for code in lost or added)
            message = (
                _("The translation lost %(names)s.", names=names)
                if lost
                else _("The translation shows %(names)s, which the source does not.", names=names)
            )
            reason = _("It must show the same earlier answers as the source.")
            yield Advice(text.path, "placeholders", message, reason, language=text.language)
