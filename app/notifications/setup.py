"""Binds notifications to the application."""

from __future__ import annotations

from flask import Flask

import app.notifications.models  # noqa: F401 -- known to the database, whoever asks first


def init_app(_app: Flask) -> None:
    """Nothing yet."""
