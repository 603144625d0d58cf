"""Binds this feature to the application."""

from __future__ import annotations

from flask import Flask

from app.offline.routes import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
