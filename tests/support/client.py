"""The test client: real cookies, real CSRF tokens, and every page that comes back is checked."""

from __future__ import annotations

import contextvars
from typing import Any

from flask import g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import db
from tests.support.page import Page, check_page

PAGE_WITH_A_FORM = "/utseende"
seen_titles: dict[str, str] = {}


class CheckingClient(FlaskClient):
    """Posts carry the CSRF token of the last page unless the test gives its own; `csrf_token=""` sends none."""

    page: Page | None = None
    last_location: str | None = None
    _token: str | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        _refuse_unfinished_work()
        if kwargs.get("method", "").upper() == "POST" and "json" not in kwargs:
            kwargs["data"] = self._with_token(kwargs.get("data"))
        # A context of its own: otherwise the request would share session, g and user with the test.
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        _forget_what_was_read()
        self.last_location = response.headers.get("Location")
        self._look_at(response)
        return response

    def _with_token(self, data: Any) -> Any:
        if not isinstance(data, dict | None) or "csrf_token" in (data or {}):
            return data
        if self._token is None:
            self.get(PAGE_WITH_A_FORM)
        assert self._token, f"{PAGE_WITH_A_FORM} shows no form that posts"
        return {**(data or {}), "csrf_token": self._token}

    def _look_at(self, response: TestResponse) -> None:
        if any("session" in name or "samvaro" in name for name in _cookies_set(response)):
            self._token = None  # it may belong to the session before
        self.page = None
        if response.mimetype != "text/html" or not response.get_data() or response.request.method == "HEAD":
            return
        if 300 <= response.status_code < 400:
            return  # a redirect's own few words are never shown
        self.page = check_page(response.get_data(as_text=True))
        self._token = self.page.csrf_token or self._token
        self._note_title(self.page, response)

    def _note_title(self, page: Page, response: TestResponse) -> None:
        if response.request.method != "GET" or response.status_code != 200:
            return
        endpoint, _ = self.application.url_map.bind("").match(response.request.path, "GET")
        other = seen_titles.setdefault(page.title, endpoint)
        assert other == endpoint, f"{other} and {endpoint} have the same title: {page.title!r}"


def _cookies_set(response: TestResponse) -> list[str]:
    return [header.partition("=")[0].lower() for header in response.headers.getlist("Set-Cookie")]


def _refuse_unfinished_work() -> None:
    """A test that asks before it commits would wait for itself on SQLite, and be overlooked on PostgreSQL."""
    if not has_app_context() or "db_session" not in g:
        return
    pending = db.session.new or db.session.dirty or db.session.deleted
    driver = db.session.connection().connection.driver_connection
    unfinished = bool(pending) or getattr(driver, "in_transaction", False)
    assert not unfinished, "commit() before asking the client"


def _forget_what_was_read() -> None:
    """The test's own session shows what the request stored."""
    if has_app_context() and "db_session" in g:
        db.rollback()
