"""The roles of staff; more come later."""

from flask_babel import lazy_gettext as _l

ADMINISTRATOR = "administrator"
ANALYST = "analyst"
ROLES = {
    ADMINISTRATOR: "Manages engagements, accounts and imports, and all that an analyst does",
    ANALYST: "Studies, reviews and prepares releases",
}
ROLE_NAMES = {ADMINISTRATOR: _l("Administrator"), ANALYST: _l("Analyst")}
ROLE_HELP = {
    ADMINISTRATOR: _l("Manages engagements, accounts and imports, and all that an analyst does"),
    ANALYST: _l("Studies, reviews and prepares releases"),
}
