"""The rooms that have doors on the web."""

from flask import Blueprint, Flask

BLUEPRINTS: tuple[Blueprint, ...] = ()


def init_rooms(app: Flask) -> None:
    """Open every room's door."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
