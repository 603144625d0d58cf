"""Going out to another's server. The one question is whether it may have taken what was sent."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 10.0  # seconds, for each thing that is waited for
BEHIND_A_PROXY = (502, 504)  # the one that answers does not know what the one behind it did


class NotSent(Exception):
    """Surely nobody has got it: it may be tried again. `code` is stored, and holds nothing that anybody wrote."""

    def __init__(self, code: str, status: int = 0) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class Unsure(Exception):
    """It may have been sent, so it is not sent again by itself."""

    def __init__(self, code: str = "unsure") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Post:
    url: str
    body: bytes
    headers: Mapping[str, str]


def post(what: Post) -> int:
    """The status of a 2xx answer. No redirect is followed: the address was chosen with care."""
    parts = urlsplit(what.url)
    connection = _connect(parts.scheme, parts.hostname or "", parts.port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body=what.body, headers=dict(what.headers))
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Unsure from error
    finally:
        connection.close()
    if status in BEHIND_A_PROXY:
        raise Unsure
    if not 200 <= status < 300:
        raise NotSent(f"http_{status}", status)
    return status


def _connect(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    connection: http.client.HTTPConnection
    if scheme == "https":
        secure = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=secure)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.connect()
    except (OSError, ssl.SSLError) as error:
        connection.close()
        raise NotSent(reason(error)) from error
    return connection


def reason(error: Exception) -> str:
    """Why no connection came about, as a code."""
    if isinstance(error, socket.gaierror):
        return "no_such_host"
    if isinstance(error, ssl.SSLError):
        return "tls"
    return "timeout" if isinstance(error, TimeoutError) else "no_connection"
