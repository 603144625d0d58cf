"""A form posted by somebody to a server process: what is decided there is told from there."""

from __future__ import annotations

import re
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from flask import Flask

from app.accounts.models import User
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def post_as(app: Flask, server: LiveServer, person: User, path: str, to: str = "", **form: str) -> None:
    """Open the page at `path`, which holds the form, and post it there, or to the address below it."""
    headers = {"Host": server.url.partition("://")[2], "Cookie": "=".join(session_cookie(app, person))}
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        token = TOKEN.search(answer.read().decode())
        assert token, f"{path} shows no form"
        headers |= {"Cookie": _cookie(answer, headers["Cookie"]), "Origin": server.url}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(
            "POST", f"{path}/{to}".rstrip("/"), urlencode({**form, "csrf_token": token[1]}), headers
        )
        assert connection.getresponse().status == 303


def _cookie(answer: HTTPResponse, before: str) -> str:
    return (answer.headers.get("Set-Cookie") or before).partition(";")[0]
