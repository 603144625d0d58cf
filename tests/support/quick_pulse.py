"""Samvaro with a quick pulse, served as `wsgi:app` is: a half-open line is noticed in two seconds instead of 36."""

from gevent import monkey

monkey.patch_all()

import app as house  # noqa: E402

house.PING_EVERY, house.PING_PATIENCE = 1, 1

from wsgi import app  # noqa: E402

__all__ = ["app"]
