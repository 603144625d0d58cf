"""Binds notifications to the application."""

from __future__ import annotations

from flask import Flask

from app.core.jobs import register
from app.notifications import cli, jobs
from app.notifications.routes import bp as own_pages
from app.notifications.staff_routes import bp as staff_pages


def init_app(app: Flask) -> None:
    app.register_blueprint(own_pages)
    app.register_blueprint(staff_pages)
    app.cli.add_command(cli.group)
    for job in (jobs.SEND, jobs.THIN):
        register(app, job)
