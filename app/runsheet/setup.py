"""Binds the run sheet to the application."""

from __future__ import annotations

from flask import Flask

from app.core import jobs
from app.runsheet import cli, policies
from app.runsheet.attendance_routes import bp as attendance
from app.runsheet.guest_routes import bp as guests
from app.runsheet.jobs import JOB
from app.runsheet.needs_routes import bp as needs
from app.runsheet.routes import bp as sheets


def init_app(app: Flask) -> None:
    for blueprint in (needs, guests, sheets, attendance):
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    jobs.register(app, JOB)
    app.jinja_env.globals["has_run_sheet"] = policies.is_near  # for the calendar's pages, which link to these
