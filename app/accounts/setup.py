"""Binds people, the door and their settings to the application."""

from __future__ import annotations

from flask import Flask
from flask_login import current_user

from app.accounts import cli, look, sessions
from app.accounts.card_routes import bp as cards
from app.accounts.page_routes import accessibility, help_pages, settings
from app.accounts.routes import bp as accounts
from app.accounts.staff_routes import bp as staff
from app.core import live
from app.core.access import is_unattended
from app.core.signals import session_revoked
from app.extensions import login_manager


def init_app(app: Flask) -> None:
    login_manager.user_loader(sessions.load_person)
    look.init_app(app)
    for blueprint in (accounts, cards, staff, settings, help_pages, accessibility):
        app.register_blueprint(blueprint)
    cli.init_app(app)
    app.before_request(_touch_session)
    app.context_processor(lambda: {"idle_seconds_left": _idle_seconds_left})
    session_revoked.connect(_close_sockets)


def start_background(app: Flask) -> None:
    """What a serving process runs beside its requests."""
    live.start_sweep(app, sessions.find_ended)
    live.start_watch(app)


def _touch_session() -> None:
    if (
        not is_unattended() and current_user.is_authenticated
    ):  # in this order: some must not look at the session
        sessions.touch(current_user)


def _idle_seconds_left() -> int | None:
    return sessions.seconds_left(current_user) if current_user.is_authenticated else None


def _close_sockets(session_ids: list[int]) -> None:
    live.close_sessions(session_ids)
