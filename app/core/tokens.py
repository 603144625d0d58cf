"""Random secrets: what goes out, and what is stored of it."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app


def new_token(bits: int = 256) -> str:
    return secrets.token_urlsafe(bits // 8)


def digest(token: str) -> str:
    """SHA-256 in hex. Enough for random tokens; passwords take Argon2id."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def seal(text: str, purpose: str) -> str:
    """Encrypt what the server must read again, so that a copy of the database alone is worth nothing.

    What is sealed for one purpose opens for no other: some seals travel through the browser.
    """
    return _fernet(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str | None:
    """The text, or None when it was not sealed here for this purpose, or the key has changed."""
    try:
        return _fernet(purpose).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, ValueError):
        return None


def _fernet(purpose: str) -> Fernet:
    secret = current_app.config["SETTINGS"].secret_key
    key = hashlib.sha256(f"samvaro seal {purpose} ".encode() + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
