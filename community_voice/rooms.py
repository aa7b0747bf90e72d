"""The rooms that have doors on the web."""

from flask import Blueprint, Flask

from community_voice.collect.builder.routes import blueprint as builder
from community_voice.collect.survey.receipt_routes import blueprint as receipts
from community_voice.collect.survey.routes import blueprint as survey
from community_voice.staff.account_routes import blueprint as accounts
from community_voice.staff.routes import blueprint as staff

BLUEPRINTS: tuple[Blueprint, ...] = (staff, accounts, builder, receipts, survey)


def init_rooms(app: Flask) -> None:
    """Open every room's door."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
