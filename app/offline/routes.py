"""Samvaro on the home screen, and without a line: the manifest, the worker, and the three pages that it keeps."""

from __future__ import annotations

import json

from flask import Blueprint, Response, make_response, request

from app.core.access import impersonal, public
from app.offline import rendering
from app.offline.manifest import manifest as describe

bp = Blueprint("offline", __name__)
DAY = 24 * 3600


@bp.get("/manifest.webmanifest")
@public
@impersonal
def manifest() -> Response:
    text = json.dumps(describe(), ensure_ascii=False)
    return _file(text, "application/manifest+json", f"public, max-age={DAY}")


@bp.get("/sw.js")
@public
@impersonal
def worker() -> Response:
    """Browsers ask for it after every page; it differs when what is kept does, and then all is fetched anew."""
    return _file(rendering.worker(), "text/javascript", "no-cache")


@bp.get(rendering.HOME)
@public
@impersonal
def home() -> Response:
    return Response(rendering.page(rendering.HOME), mimetype="text/html")


@bp.get(rendering.PROGRAMME)
@public
@impersonal
def week() -> Response:
    return Response(rendering.page(rendering.PROGRAMME), mimetype="text/html")


@bp.get(rendering.PHONES)
@public
@impersonal
def phones() -> Response:
    return Response(rendering.page(rendering.PHONES), mimetype="text/html")


def _file(content: str, mimetype: str, cache_control: str) -> Response:
    response = make_response(content)
    response.mimetype = mimetype
    response.headers["Cache-Control"] = cache_control
    response.add_etag()
    response.make_conditional(request)
    return response
