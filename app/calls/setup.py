"""Binds the phone hour to the application."""

from __future__ import annotations

from flask import Flask

from app.calls import jobs
from app.calls.routes import bp
from app.core.jobs import register


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    register(app, jobs.TIDY)
