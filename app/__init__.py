"""Samvaro: create_app() puts the house together in one readable list."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.config import Settings
from app.core import (
    access,
    assets,
    db,
    errors,
    formatting,
    health,
    jobs,
    migrate,
    realtime,
    security,
    socket_guard,
)
from app.core.csrf import csrf
from app.core.fanout import NEVER_AGAIN, make_manager
from app.core.live import PING_EVERY, PING_PATIENCE
from app.extensions import compress, limiter, login_manager, socketio

# Seconds; a Redis that sleeps must not keep anybody waiting.
REDIS_PATIENCE: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": NEVER_AGAIN}


def create_app(settings: Settings) -> Flask:
    """The application for these settings: config → extensions → core → the explicit list of features."""
    app = Flask(__name__, static_folder=None)
    _configure(app, settings)
    _bind_extensions(app)
    db.init_app(app, settings.database_url)
    access.init_app(app)
    errors.init_app(app)
    formatting.init_app(app)
    health.init_app(app)
    migrate.init_app(app)
    jobs.init_app(app)
    _install_features(app)
    _bind_socket(app, settings)
    assets.init_app(app)
    security.init_app(app, settings)
    return app


def start_background(app: Flask) -> None:
    """What a serving process runs beside its requests; commands and tests do without."""
    from app.accounts import setup as accounts

    accounts.start_background(app)
    jobs.start(app)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        SESSION_COOKIE_NAME="__Host-samvaro" if settings.is_https else "samvaro",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # a kept file must not carry somebody's cookie; rows decide how long
        PERMANENT_SESSION_LIFETIME=180 * 24 * 3600,
        WTF_CSRF_TIME_LIMIT=None,  # a slow writer must not lose the form
        BABEL_DEFAULT_LOCALE="sv",
        BABEL_DEFAULT_TIMEZONE="Europe/Stockholm",
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "application/javascript",
            "image/svg+xml",
            "text/calendar",
            "text/csv",
        ],
        COMPRESS_MIN_SIZE=1000,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=REDIS_PATIENCE if settings.redis_url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        RATELIMIT_SWALLOW_ERRORS=True,
        RATELIMIT_KEY_PREFIX="samvaro",
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}


def _bind_extensions(app: Flask) -> None:
    login_manager.session_protection = None  # the network of a tablet changes
    login_manager.init_app(app)
    csrf.init_app(app)
    compress.init_app(app)
    limiter.init_app(app)


def _install_features(app: Flask) -> None:
    """Each feature binds its blueprints, commands and hooks; the order is that of the layers, lowest first."""
    from app.accounts import setup as accounts
    from app.admin import setup as admin
    from app.calendar import setup as calendar
    from app.calls import setup as calls
    from app.demo import setup as demo
    from app.exchange import setup as exchange
    from app.home import setup as home
    from app.notifications import setup as notifications
    from app.offline import setup as offline
    from app.papers import setup as papers
    from app.rooms import setup as rooms
    from app.runsheet import setup as runsheet

    for feature in (
        accounts,
        notifications,
        rooms,
        calendar,
        calls,
        runsheet,
        papers,
        exchange,
        home,
        admin,
        offline,
        demo,
    ):
        feature.init_app(app)


def _bind_socket(app: Flask, settings: Settings) -> None:
    from app.accounts import lines

    socketio.init_app(
        app,
        async_mode="gevent",
        transports=["websocket"],
        async_handlers=False,  # otherwise events of one client run out of order
        cors_allowed_origins=[settings.public_origin],
        client_manager=make_manager(settings.redis_url),
        max_http_buffer_size=socket_guard.LARGEST_FRAME,
        ping_interval=PING_EVERY,
        ping_timeout=PING_PATIENCE,
        monitor_clients=False,  # core.live watches
        http_compression=False,
        manage_session=False,  # a line has no Flask session of its own
        always_connect=False,
    )
    realtime.init_app(app, lines.recognise)
    socket_guard.init_app(app, settings.public_origin, realtime.registered, lines.recognise)
