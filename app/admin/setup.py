"""Binds the staff pages to the application."""

from __future__ import annotations

from flask import Flask

from app.admin import block_routes, card_routes, contact_routes, report_routes, session_routes
from app.admin.people_routes import bp as people
from app.admin.room_routes import bp as rooms
from app.admin.routes import bp as admin

__all__ = [
    "block_routes",
    "card_routes",
    "contact_routes",
    "init_app",
    "report_routes",
    "session_routes",
]  # these add to the blueprints of others


def init_app(app: Flask) -> None:
    for blueprint in (admin, people, rooms):
        app.register_blueprint(blueprint)
