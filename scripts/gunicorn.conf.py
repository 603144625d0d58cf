"""How Samvaro is served, here and in production: gunicorn's gevent worker, one process (docs/operations.md)."""

from __future__ import annotations

import os
from typing import Any

worker_class = "gevent"
workers = 1
worker_connections = 4000
keepalive = 75  # longer than most proxies keep theirs, so that the proxy closes first
graceful_timeout = 5  # open sockets never end by themselves
control_socket_disable = True  # it would leave a file in the home folder
forwarder_headers = ""  # no header may say what the path is, also not from a proxy on this machine
accesslog = None  # addresses of people are nobody's business
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """Start what a serving process does beside its requests."""
    from app import start_background

    start_background(worker.wsgi)


def worker_int(_worker: Any) -> None:
    """After Ctrl-C. Every commit is on disk already; leaving the usual way prints gevent's last words."""
    os._exit(0)
