"""Headers on every answer, and addresses of static files that carry a hash of their content."""

from __future__ import annotations

import hashlib
import re
import secrets
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request, send_from_directory, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.core.access import public

YEAR = 365 * 24 * 3600
STATIC = Path(__file__).parent.parent / "static"
BUNDLE = "css/samvaro.css"
SHEET = re.compile(r"css/[a-z0-9-]+\.css")


def init_app(app: Flask, settings: Settings) -> None:
    app.after_request(_add_headers)
    app.jinja_env.globals["asset_url"] = asset_url  # a global: macros are imported without context
    app.context_processor(lambda: {"csp_nonce": csp_nonce()})
    app.add_url_rule("/static/<digest>/<path:name>", "asset", public(_serve_asset))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def csp_nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_security_policy() -> str:
    socket = current_app.config["SETTINGS"].public_origin.replace("http", "ws", 1)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{csp_nonce()}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {socket}",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = content_security_policy()
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"  # no-referrer would break the CSRF check of every HTTPS form
    headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(), payment=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["SETTINGS"].is_https:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if request.endpoint != "asset" or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    return response


# ---- static files -------------------------------------------------------------------------------------------


@lru_cache
def asset_digest(name: str) -> str:
    """Modules share one: they import each other by neighbouring names, so a change of one moves them all."""
    content = _all_modules() if name.startswith("js/") else _content(name)
    return hashlib.sha256(content).hexdigest()[:12]


def asset_url(name: str) -> str:
    """Address that changes with the content, so that browsers may keep it for a year."""
    return url_for("asset", digest=asset_digest(name), name=name)


@lru_cache
def stylesheet() -> bytes:
    """The component sheets in the order of BUNDLE as one file: one request instead of fifteen."""
    names = (STATIC / "css" / "BUNDLE").read_text("utf-8").split()
    return b"\n".join(_sheet(f"css/{name}") for name in names)


def _sheet(name: str) -> bytes:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text("utf-8"), flags=re.DOTALL)
    css = re.sub(
        r"url\([\"']?\.\./([^\"')]+)[\"']?\)", lambda m: f'url("../../{asset_digest(m[1])}/{m[1]}")', css
    )
    return re.sub(r"\s*\n\s*", "\n", css).strip().encode()


def _all_modules() -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in sorted((STATIC / "js").glob("*.js")))


def _content(name: str) -> bytes:
    if name == BUNDLE:
        return stylesheet()
    if name.startswith("css/"):
        return _sheet(name)
    return (STATIC / name).read_bytes()


def _serve_asset(digest: str, name: str) -> Response:
    if name == BUNDLE or (SHEET.fullmatch(name) and (STATIC / name).is_file()):
        response = Response(_content(name), mimetype="text/css")
    else:
        response = send_from_directory(STATIC, name)
    fresh = digest == asset_digest(name)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
    return response
