"""Headers on every answer."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.core.access import is_impersonal

YEAR = 365 * 24 * 3600
# A file runs nothing by itself; the short rule saves a third of a kilobyte for each of a page's files.
POLICY_OF_FILES = "default-src 'none'; frame-ancestors 'none'"
# The worker fetches pages and files from here, and does nothing else.
POLICY_OF_THE_WORKER = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"


def init_app(app: Flask, settings: Settings) -> None:
    app.after_request(_add_headers)
    app.context_processor(lambda: {"csp_nonce": csp_nonce()})
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def csp_nonce() -> str:
    """Fresh for each answer. Empty on pages that are the same for everybody: their scripts are ours by address."""
    if is_impersonal():
        return ""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_security_policy() -> str:
    socket = current_app.config["SETTINGS"].public_origin.replace("http", "ws", 1)
    nonce = f" 'nonce-{csp_nonce()}'" if csp_nonce() else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{nonce}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {socket}",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def _add_headers(response: Response) -> Response:
    headers = response.headers
    is_file = request.endpoint == "asset" and response.status_code < 400
    headers["Content-Security-Policy"] = _policy(response, is_file)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"  # no-referrer would break the CSRF check of every HTTPS form
    headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(), payment=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["SETTINGS"].is_https:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if not (is_file or (is_impersonal() and "Cache-Control" in headers)):
        headers["Cache-Control"] = "no-store"
    return response


def _policy(response: Response, is_file: bool) -> str:
    if is_impersonal() and response.mimetype == "text/javascript":
        return POLICY_OF_THE_WORKER
    return POLICY_OF_FILES if is_file else content_security_policy()
