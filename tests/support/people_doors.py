"""How a test gets a person in: the session row and the cookie of a real sign-in, without the pages."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import SessionKind, User
from app.accounts.sessions import open_session
from app.core.db import commit


def session_token(person: User, kind: SessionKind | None = None) -> str:
    usual = SessionKind.STAFF if person.is_staff else SessionKind.OWN_TABLET
    token = open_session(person, kind or usual, actor=person)
    commit()
    return token


def sign_in(client: FlaskClient, person: User) -> None:
    """From now on the client is this person. Needs the test's app context (the `app` fixture gives it)."""
    token = session_token(person)
    client._token = None  # it belonged to the session before
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(_contents(token))


def session_cookie(app: Flask, person: User, kind: SessionKind | None = None) -> tuple[str, str]:
    """Name and value of the cookie, for a browser or a socket."""
    serializer = app.session_interface.get_signing_serializer(app)
    return app.config["SESSION_COOKIE_NAME"], serializer.dumps(_contents(session_token(person, kind)))


def _contents(token: str) -> dict[str, object]:
    return {"_user_id": token, "_fresh": True, "_permanent": True}
