"""Binds what goes in and out to the application."""

from __future__ import annotations

from flask import Flask

from app.exchange import cli
from app.exchange.csv_routes import bp as tables
from app.exchange.feed_routes import bp as feeds
from app.exchange.page_routes import bp as subscriptions


def init_app(app: Flask) -> None:
    for blueprint in (feeds, subscriptions, tables):
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
