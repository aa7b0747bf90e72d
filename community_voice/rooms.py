"""The rooms that have doors on the web."""

from flask import Blueprint, Flask

from community_voice.staff.routes import blueprint as staff

BLUEPRINTS: tuple[Blueprint, ...] = (staff,)


def init_rooms(app: Flask) -> None:
    """Open every room's door."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
