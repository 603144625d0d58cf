"""The environment that tests give the application: what a small installation would set."""

from __future__ import annotations

import contextlib
import random
from socket import create_connection, socket

SECRET = "only-for-tests-0123456789-abcdefghijklmnop"


def environment(*, database_url: str, port: int = 5000) -> dict[str, str]:
    return {
        "SAMVARO_SECRET_KEY": SECRET,
        "SAMVARO_DATABASE_URL": database_url,
        "SAMVARO_PUBLIC_ORIGIN": f"http://127.0.0.1:{port}",
        "SAMVARO_HELP_PHONE": "08-465 004 10",
    }


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kept_port() -> int:
    """A free port below those that the kernel gives to outgoing connections, so that it stays free while its server
    is down; a client that knocks at a port of the others may even end up talking to itself."""
    for port in random.sample(range(15000, 30000), 50):
        with socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


def accepts(port: int) -> bool:
    with contextlib.suppress(OSError), create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
