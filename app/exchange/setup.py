"""Binds what goes in and out to the application."""

from __future__ import annotations

from flask import Flask

from app.exchange.feed_routes import bp as feeds
from app.exchange.page_routes import bp as subscriptions


def init_app(app: Flask) -> None:
    for blueprint in (feeds, subscriptions):
        app.register_blueprint(blueprint)
