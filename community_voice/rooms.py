"""The rooms that have doors on the web."""

from flask import Blueprint, Flask

from community_voice.collect.builder.routes import blueprint as builder
from community_voice.collect.importing.routes import blueprint as importing
from community_voice.collect.survey.receipt_routes import blueprint as receipts
from community_voice.collect.survey.routes import blueprint as survey
from community_voice.deliver.brief.routes import blueprint as brief
from community_voice.release.routes import blueprint as release
from community_voice.staff.account_routes import blueprint as accounts
from community_voice.staff.routes import blueprint as staff
from community_voice.study.coding.codebook_routes import blueprint as codebook
from community_voice.study.coding.round_routes import blueprint as agreement
from community_voice.study.coding.routes import blueprint as coding
from community_voice.study.routes import blueprint as study
from community_voice.study.runs.routes import blueprint as runs
from community_voice.study.votes.routes import blueprint as votes

BLUEPRINTS: tuple[Blueprint, ...] = (
    staff,
    accounts,
    builder,
    importing,
    runs,
    study,
    codebook,
    coding,
    agreement,
    votes,
    release,
    brief,
    receipts,
    survey,
)


def init_rooms(app: Flask) -> None:
    """Open every room's door."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
