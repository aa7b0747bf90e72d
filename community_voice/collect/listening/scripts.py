"""The words that a host reads out before anybody's words are kept, in each language."""

from collections.abc import Iterable

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.locale import INTERFACE_LANGUAGES, match_language

CONSENT_NAMES = {
    "counted": _l("Counted: their words are only counted"),
    "paraphrased": _l("Paraphrased: told in other words"),
    "quoted": _l("Quoted: word for word, without a place"),
    "quoted_with_place": _l("Quoted with place"),
}


def default_scripts(languages: Iterable[str]) -> dict[str, str]:
    """Return the plain script in each language; in English where there is no translation."""
    return {tag: default_script(tag) for tag in languages}


def default_script(tag: str) -> str:
    """Return the script that stands in a new plan."""
    with force_locale((match_language(tag, INTERFACE_LANGUAGES) or "en").replace("-", "_")):
        return "\n".join(_lines())


def default_agreements() -> str:
    """Return the agreements that stand in a new plan, in the host's language."""
    lines = (
        _("Speak for yourself. You can pass or leave at any time."),
        _("Let others finish. All views are welcome."),
        _("Leave out names. Do not tell others who said what."),
    )
    return "\n".join(lines)


def _lines() -> tuple[str, ...]:
    return (
        _("We write down what you say. We do not write down your name."),
        _("We need to know how we may use your words. You can choose:"),
        _("1. Count what I said, and do not show my words."),
        _("2. Tell it in other words."),
        _("3. Quote my words."),
        _("4. Quote my words, and name the area."),
        _("If you say nothing, we only count. You can change your mind until we send the notes."),
        _("You can ask for a slip with a number. With it you can see that your words are stored."),
    )
