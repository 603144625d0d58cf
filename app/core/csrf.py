"""The form token, in new clothes on every page, so that pages can be compressed.

A compressed page that holds a lasting secret beside words of others tells that secret, guess by guess, to somebody
who sees how long the answers are (the BREACH attack, https://breachattack.com). Masked with fresh random bytes, the
token is never twice the same text and there is nothing to close in on.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect, generate_csrf
from wtforms import ValidationError
from wtforms.csrf.core import CSRF


class MaskedCSRFProtect(CSRFProtect):
    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = masked_token  # for macros, which are imported without context
        app.context_processor(lambda: {"csrf_token": masked_token})

    def _get_csrf_token(self) -> str | None:
        sent = super()._get_csrf_token()
        return unmask(sent) if sent else None


class MaskedFormCSRF(CSRF):
    """What puts the token into a form. It was judged before the view began, for every address that changes things."""

    def generate_csrf_token(self, _field: Any) -> str:
        return masked_token()

    def validate_csrf_token(self, _form: Any, _field: Any) -> None:
        if not g.get("csrf_valid"):
            raise ValidationError("the request was not judged")


def masked_token() -> str:
    """The token of this session, masked with fresh random bytes; text for a URL or a hidden field."""
    token = generate_csrf().encode()
    mask = secrets.token_bytes(len(token))
    return urlsafe_b64encode(mask + _xor(mask, token)).decode()


def unmask(text: str) -> str | None:
    """The token inside, or None when `text` was never masked here."""
    try:
        both = urlsafe_b64decode(text.encode("ascii"))
    except ValueError:
        return None
    half = len(both) // 2
    return _xor(both[:half], both[half:]).decode("latin-1")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


csrf = MaskedCSRFProtect()
