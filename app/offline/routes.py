"""Samvaro on the home screen, and without a line: the manifest, the worker, and the three pages that it keeps."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Blueprint, Response, current_app, make_response, render_template, request

from app.accounts import look
from app.calendar import programme, wording
from app.core.access import impersonal, public
from app.core.formatting import tel_href
from app.offline.kept import Kept, KeptPage, keep
from app.offline.manifest import manifest as describe

bp = Blueprint("offline", __name__)
DAY = 24 * 3600
HEADERS = (
    "Accept-Language",
    "Host",
)  # all that a kept page may know of who asks, beside the look of the tablet


@bp.get("/manifest.webmanifest")
@public
@impersonal
def manifest() -> Response:
    return _file(
        json.dumps(describe(), ensure_ascii=False), "application/manifest+json", f"public, max-age={DAY}"
    )


@bp.get("/sw.js")
@public
@impersonal
def worker() -> Response:
    """Browsers ask for it after every page; it differs when what is kept does, and then it is fetched anew."""
    kept = _kept()
    source = render_template("offline/worker.js", version=kept.version, pages=kept.pages, files=kept.files)
    return _file(source, "text/javascript", "no-cache")


@bp.get("/utan-nat")
@public
@impersonal
def home() -> Response:
    return _page("/utan-nat")


@bp.get("/program")
@public
@impersonal
def week() -> Response:
    return _page("/program")


@bp.get("/telefon")
@public
@impersonal
def phones() -> Response:
    return _page("/telefon")


def _home_page() -> str:
    return render_template("offline/home.html")


def _week_page() -> str:
    return render_template(
        "offline/programme.html", week=programme.this_week(), programme=programme, wording=wording
    )


def _phones_page() -> str:
    others = [(name, number, tel_href(number)) for name, number in current_app.config["SETTINGS"].phones]
    return render_template("offline/phones.html", others=others)


PAGES: dict[str, Callable[[], str]] = {
    "/utan-nat": _home_page,
    "/program": _week_page,
    "/telefon": _phones_page,
}


def _kept() -> Kept:
    return keep(KeptPage(path, _render(path)) for path in PAGES)


def _page(path: str) -> Response:
    return Response(_render(path), mimetype="text/html")


def _render(path: str) -> bytes:
    """As for somebody who has never been here: in a request of its own, which has no session to look into.

    Only the look of the tablet comes along: language, text size and colours, which tell nothing about anybody.
    """
    headers = {name: request.headers[name] for name in HEADERS if name in request.headers}
    if chosen := request.cookies.get(look.COOKIE):
        headers["Cookie"] = f"{look.COOKIE}={chosen}"
    with current_app.test_request_context(path, headers=headers):
        return PAGES[path]().encode()


def _file(content: str, mimetype: str, cache_control: str) -> Response:
    response = make_response(content)
    response.mimetype = mimetype
    response.headers["Cache-Control"] = cache_control
    response.add_etag()
    response.make_conditional(request)
    return response
