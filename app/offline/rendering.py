"""The pages that a tablet keeps, and the worker that keeps them, as for somebody who has never been here.

They are made in a request of their own, which has no session to look into. Only the look of the tablet comes along:
language, text size and colours, which tell nothing about anybody. What was made is kept in this process for the next
tablet with that look: every browser asks for the worker after every page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, render_template, request
from flask_babel import get_locale

from app.accounts import look
from app.calendar.programme import Programme, this_week
from app.core.formatting import tel_href
from app.offline.kept import KeptPage, keep

HOME, PROGRAMME, PHONES = "/utan-nat", "/program", "/telefon"
TEMPLATES = {
    HOME: "offline/home.html",
    PROGRAMME: "offline/programme.html",
    PHONES: "offline/phones.html",
}
WORKER = "/sw.js"
LOOKS = 64  # that are kept at a time
Asked = tuple[tuple[str, str], ...]  # the headers that may make a difference
KEY = "samvaro-kept"


def init_app(app: Flask) -> None:
    app.extensions[KEY] = lru_cache(LOOKS * 4)(_make)


def page(path: str) -> bytes:
    return _remembered(path, _asked(), this_week() if path == PROGRAMME else None)


def worker() -> str:
    return _remembered(WORKER, _asked(), this_week()).decode()


def _asked() -> Asked:
    offered = current_app.config["SETTINGS"].locales
    headers = {"Accept-Language": request.accept_languages.best_match(offered) or offered[0]}
    if chosen := request.cookies.get(look.COOKIE):
        headers["Cookie"] = f"{look.COOKIE}={look.Look.from_cookie(chosen).to_cookie()}"
    return tuple(headers.items())


def _remembered(path: str, asked: Asked, week: Programme | None) -> bytes:
    make: Callable[..., bytes] = current_app.extensions[KEY]
    return make(path, asked, week)


def _make(path: str, asked: Asked, week: Programme | None) -> bytes:
    pages = [KeptPage(one, page(one)) for one in TEMPLATES] if path == WORKER else []
    with current_app.test_request_context(path, headers=list(asked)):
        if path == WORKER:
            language = str(get_locale())
            return render_template("offline/worker.js", kept=keep(pages), language=language).encode()
        return render_template(TEMPLATES[path], week=week, **_phones()).encode()


def _phones() -> dict[str, Any]:
    others = current_app.config["SETTINGS"].phones
    return {"others": [(name, number, tel_href(number)) for name, number in others]}
