"""Binds this feature to the application."""

from __future__ import annotations

from flask import Flask

from app.core.signals import user_deactivated
from app.rooms import (  # events, addresses and tables register when imported
    asking_routes,
    attention_routes,
    events,
    message_routes,
    order_models,
    order_routes,
    phrase_routes,
    report_routes,
    search_routes,
    seats,
    table_routes,
)
from app.rooms.routes import bp

__all__ = [
    "asking_routes", "attention_routes", "events", "init_app", "message_routes", "order_models", "order_routes",
    "phrase_routes", "report_routes", "search_routes", "table_routes",
]  # fmt: skip


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    user_deactivated.connect(seats.put_out_of_all)
