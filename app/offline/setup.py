"""Binds this feature to the application."""

from __future__ import annotations

from flask import Flask

from app.offline import rendering
from app.offline.routes import bp


def init_app(app: Flask) -> None:
    rendering.init_app(app)
    app.register_blueprint(bp)
