"""Samvaro with the kind of the tests, for processes of their own: `flask --app tests.notifications.process jobs run`."""

from gevent import monkey

monkey.patch_all()

import tests.notifications.telling  # noqa: E402, F401
from wsgi import app  # noqa: E402

__all__ = ["app"]
