"""/healthz: this process answers. /readyz: so do the database and, where configured, Redis."""

from __future__ import annotations

import redis
from flask import Flask, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core import db
from app.core.access import public
from app.extensions import limiter


def init_app(app: Flask) -> None:
    app.add_url_rule("/healthz", "healthz", limiter.exempt(public(healthz)))
    app.add_url_rule("/readyz", "readyz", limiter.exempt(public(readyz)))


def healthz() -> Response:
    return jsonify(ok=True)


def readyz() -> tuple[Response, int]:
    checks = {"database": _database_answers()}
    if url := current_app.config["SETTINGS"].redis_url:
        checks["redis"] = _redis_answers(url)
    ready = all(checks.values())
    return jsonify(ok=ready, **checks), 200 if ready else 503


def _database_answers() -> bool:
    try:
        return bool(db.session.scalar(text("SELECT 1")) == 1)
    except SQLAlchemyError:
        return False


def _redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        return False
    return True
