"""The slip that a speaker takes away: a receipt, where to try it, and from which day."""

import datetime as dt

import segno
from flask import render_template, url_for
from flask_babel import force_locale
from markupsafe import Markup

from community_voice.answering.receipts import show_receipt
from community_voice.locale import INTERFACE_LANGUAGES, current_language, language, match_language
from community_voice.store import ListeningSession, Speaker

# How many days after the session a host usually has sent the notes.
DAYS_UNTIL_STORED = 14


def usual_day(listening_session: ListeningSession, today: dt.date) -> dt.date:
    """Return the day from which a receipt can be tried, unless the host chooses another."""
    held_on = listening_session.held_on or today
    return held_on + dt.timedelta(days=DAYS_UNTIL_STORED)


def render_slip(
    listening_session: ListeningSession, speaker: Speaker, receipt: str, day: dt.date
) -> Markup:
    """Return the slip in the speaker's language, or in the host's where we do not speak it."""
    tag = match_language(speaker.language, INTERFACE_LANGUAGES) or current_language().tag
    address = url_for("receipts.receipt", _external=True)
    with force_locale(tag.replace("-", "_")):
        slip = render_template(
            "listening/slip_part.html",
            tongue=language(tag),
            listening=listening_session,
            speaker=speaker,
            receipt=show_receipt(receipt),
            address=address,
            # Our own drawing of our own address.
            code=Markup(segno.make(address, error="m").svg_inline(scale=4, border=2)),  # noqa: S704
            day=day,
        )
    return Markup(slip)  # noqa: S704  rendered above, its words escaped there
