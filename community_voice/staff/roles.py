"""The roles of staff, and of hosts."""

from flask_babel import lazy_gettext as _l

from community_voice.locale import INTERFACE_LANGUAGES, STAFF_LANGUAGES
from community_voice.store import Account

ADMINISTRATOR = "administrator"
ANALYST = "analyst"
TRANSLATOR = "translator"
TRANSCRIBER = "transcriber"
HOST = "host"
ROLES = {
    ADMINISTRATOR: "Manages engagements, accounts and imports, and all that an analyst does",
    ANALYST: "Studies, reviews and prepares releases",
    TRANSLATOR: "Translates surveys and says which translations are right; sees no answers",
    TRANSCRIBER: "Hears what residents recorded and writes it down",
    HOST: "Hosts for a partner organization, and sees what is its own alone",
}
ROLE_NAMES = {
    ADMINISTRATOR: _l("Administrator"),
    ANALYST: _l("Analyst"),
    TRANSLATOR: _l("Translator"),
    TRANSCRIBER: _l("Transcriber"),
    HOST: _l("Host"),
}
ROLE_HELP = {
    ADMINISTRATOR: _l("Manages engagements, accounts and imports, and all that an analyst does"),
    ANALYST: _l("Studies, reviews and prepares releases"),
    TRANSLATOR: _l("Translates surveys and says which translations are right; sees no answers"),
    TRANSCRIBER: _l("Hears what residents recorded and writes it down"),
    HOST: _l("Hosts for a partner organization, and sees what is its own alone"),
}


def languages_of(account: Account) -> tuple[str, ...]:
    """Return the languages that an account's pages speak."""
    return INTERFACE_LANGUAGES if account.has_role(HOST) else STAFF_LANGUAGES
