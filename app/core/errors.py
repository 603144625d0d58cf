"""Errors in plain large words: what happened, that nothing is lost, what to press."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Any

from flask import Flask, current_app, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, ServiceUnavailable


class Refusal(Exception):
    """A service says no for a reason that the person can understand. `code` is for machines, `message` for people."""

    def __init__(self, code: str, message: str, status: int = 409) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(MethodNotAllowed, _form_address)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(PoolTimeout, _database_busy)
    app.register_error_handler(sqlite3.OperationalError, _database_busy)


def words(status: int) -> tuple[str, str]:
    """(heading, what happened) for a status; unknown ones read as 500 or 400."""
    table = {
        400: (
            _("Det där gick inte att förstå"),
            _("Något i adressen eller formuläret var fel. Inget har ändrats."),
        ),
        401: (
            _("Du är utloggad"),
            _("Det du skrev är inte skickat. Visa ditt kort, så kommer du in igen."),
        ),
        403: (_("Den här sidan är inte öppen för dig"), _("Du är inloggad, men sidan är till för andra.")),
        404: (
            _("Sidan finns inte"),
            _("Den kan vara borttagen, eller så är adressen fel. Inget har gått förlorat."),
        ),
        405: (
            _("Det där gick inte att förstå"),
            _("Sidan kan inte öppnas på det sättet. Inget har ändrats."),
        ),
        409: (_("Något hann ändras"), _("Någon annan hann före. Läs sidan igen och försök på nytt.")),
        413: (_("Det var för mycket på en gång"), _("Skicka en kortare text. Inget har sparats.")),
        422: (
            _("Något fattas"),
            _("Gå tillbaka och se efter vad som ska fyllas i. Din text finns kvar där."),
        ),
        429: (
            _("Vänta en liten stund"),
            _("Det blev många försök på kort tid. Vänta en minut och försök igen."),
        ),
        500: (_("Något gick fel hos oss"), _("Det är inte ditt fel. Det du redan har skickat finns kvar.")),
        503: (
            _("Vi är strax tillbaka"),
            _("Samvaro svarar inte just nu. Det du redan har skickat finns kvar."),
        ),
    }
    return table.get(status) or table[500 if status >= 500 else 400]


def page(status: int, message: str | None = None) -> tuple[str, int]:
    heading, what = words(status)
    retry = status in (429, 500, 503) and request.method == "GET"
    return (
        render_template(
            "errors/error.html",
            code=status,
            heading=heading,
            what=message or what,
            **_next_step(status, retry),
        ),
        status,
    )


def _next_step(status: int, retry: bool) -> dict[str, str]:
    if status == 401:
        return {"next_label": _("Logga in"), "next_url": url_for("accounts.sign_in")}
    if retry:
        return {"next_label": _("Försök igen"), "next_url": request.full_path.rstrip("?")}
    return {"next_label": _("Till startsidan"), "next_url": url_for("home.index")}


def wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def answer(status: int, code: str, message: str | None = None) -> Any:
    if wants_json():
        return jsonify(ok=False, error=code), status
    return page(status, message)


def _form_address(_error: MethodNotAllowed) -> Any:
    """Somebody reads again, or comes back to, the address of a form: the page that the form stands on is meant."""
    if request.method not in ("GET", "HEAD"):
        return answer(405, "method_not_allowed")
    parts = request.path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        path = "/" + "/".join(parts[:length])
        with suppress(HTTPException):
            current_app.url_map.bind("").match(path, "GET")
            return redirect(path, 303)
    return redirect(url_for("home.index"), 303)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error
    if isinstance(error, InternalServerError | ServiceUnavailable):
        _drop_transaction()
    response = answer(error.code or 500, error.name.lower().replace(" ", "_"))
    retry_after = getattr(error, "retry_after", None)
    return (*response, {"Retry-After": "60"}) if error.code in (429, 503) or retry_after else response


def _stale_form(_error: CSRFError) -> Any:
    return answer(
        400,
        "stale_form",
        _("Sidan hade legat öppen för länge. Gå tillbaka, läs in sidan igen och tryck en gång till."),
    )


def _refusal(refusal: Refusal) -> Any:
    _drop_transaction()
    return answer(refusal.status, refusal.code, refusal.message)


def _database_busy(error: Exception) -> Any:
    _drop_transaction()
    current_app.logger.error("database not available: %s", type(error).__name__)
    return (*answer(503, "unavailable"), {"Retry-After": "5"})


def _drop_transaction() -> None:
    from app.core import db

    db.rollback()
