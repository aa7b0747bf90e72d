"""Languages in which no question can be heard."""

from collections.abc import Iterator

from flask_babel import gettext as _

from community_voice.instruments.advice.advice import Advice, Survey


def advise_audio(survey: Survey) -> Iterator[Advice]:
    """Say in which languages nothing can be heard, once for the survey."""
    heard = {language for _path, language in survey.audio}
    silent = [tag for tag in survey.definition["languages"] if tag not in heard]
    if silent:
        names = ", ".join(silent)
        message = _("No question can be heard in: %(names)s.", names=names)
        reason = _(
            "Some people speak a language and do not read it. A spoken prompt lets them answer "
            "by themselves; a browser can read aloud only in some languages."
        )
        yield Advice("survey", "audio", message, reason)
