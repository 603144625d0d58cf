"""Binds what is printed to the application."""

from __future__ import annotations

from flask import Flask

from app.papers import cli, own_routes, press, staff_routes  # noqa: F401 -- the routes bind themselves to bp
from app.papers.routes import bp


def init_app(app: Flask) -> None:
    press.init_app(app)
    app.register_blueprint(bp)
    app.cli.add_command(cli.group)
