"""The languages in which residents may answer a version: its own, and those somebody opened."""

from flask import current_app
from sqlalchemy.orm import Session

from community_voice.instruments.wording_state import opened_languages
from community_voice.locale import INTERFACE_LANGUAGES
from community_voice.store import Engagement, Version


def open_languages(session: Session, engagement: Engagement, version: Version) -> list[str]:
    """Return the engagement's languages that are open for a version, in the engagement's order.

    The source language is always open, where the engagement itself does not speak it too (one
    that our own pages do not speak is offered where there is no other). A demonstration opens
    all languages, as does the setting OPEN_ALL_LANGUAGES, for tests; elsewhere each is opened
    once its texts are reviewed.
    """
    offered = list(engagement.languages or ())
    source = version.source_language
    if source not in offered and source in INTERFACE_LANGUAGES:
        offered.insert(0, source)
    if engagement.is_demo or current_app.config.get("OPEN_ALL_LANGUAGES", False):
        return offered or [source]
    opened = {source, *opened_languages(session, version)}
    return [tag for tag in offered if tag in opened] or [source]
