"""What keeps a text from being a web address, an e-mail address or a telephone number."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flask_babel import gettext as _

# Between the digits of a telephone number; "x", "ext" and "#" stand before an extension.
PHONE_MARKS = re.compile(
    r"[\s().,/+#*\-\u2010-\u2015\u200e\u200f\u2066-\u2069]|ext|x", re.IGNORECASE
)
FEWEST_DIGITS, MOST_DIGITS = 3, 20


def link_problem(text: str) -> str:
    """Say what keeps a text from being a web address; nothing where it is one."""
    if re.search(r"\s", text):
        return str(_("A web address has no spaces. Please write only the address."))
    if not re.match("https?://", text, re.IGNORECASE):
        return str(_("Please write the whole web address. It begins with https://"))
    try:
        parts = urlsplit(text)
        host = parts.hostname if parts.port != 0 else ""
    except ValueError:
        host = ""
    if not host or not _is_host(host):
        return str(_("This web address is not whole. It is like https://example.org/page"))
    return ""


def email_problem(text: str) -> str:
    """Say what keeps a text from being an e-mail address; nothing where it is one."""
    name, _at, host = text.rpartition("@")
    if not name or re.search(r"[\s@,;<>]", name) or not _is_host(host) or "." not in host:
        return str(_("Please write one e-mail address, like name@example.org"))
    return ""


def phone_problem(text: str) -> str:
    """Say what keeps a text from being a telephone number; nothing where it is one."""
    digits = PHONE_MARKS.sub("", text)
    plain = all(unicodedata.decimal(mark, None) is not None for mark in digits)
    if not plain or not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return str(_("Please write a telephone number with digits, like 555-010-0199"))
    return ""


PROBLEM_OF_KIND: Mapping[str, Callable[[str], str]] = {
    "link": link_problem,
    "email": email_problem,
    "phone": phone_problem,
}


def _is_host(text: str) -> bool:
    """Say whether a text may be the name of a computer, in any script."""
    labels = text.removesuffix(".").split(".")
    return all(re.fullmatch(r"[^\W_](?:[\w-]{0,61}[^\W_])?", label) for label in labels)
