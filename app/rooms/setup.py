"""Binds this feature to the application."""

from __future__ import annotations

from flask import Flask

from app.core.jobs import register
from app.core.signals import user_deactivated
from app.rooms import (  # events, addresses and tables register when imported
    asking_routes,
    attention_routes,
    cli,
    events,
    hour_routes,
    jobs,
    message_routes,
    order_models,
    order_routes,
    phrase_routes,
    report_routes,
    search_routes,
    seats,
    table_routes,
)
from app.rooms.hour_words import line_words
from app.rooms.routes import bp

__all__ = [
    "asking_routes", "attention_routes", "events", "hour_routes", "init_app", "message_routes", "order_models", "order_routes",
    "phrase_routes", "report_routes", "search_routes", "table_routes",
]  # fmt: skip


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.cli.add_command(cli.group)
    register(app, jobs.KEEP)
    app.jinja_env.filters.update(hours_line=line_words)
    user_deactivated.connect(seats.put_out_of_all)
