"""Browsers that have let a staff member in before.

Tries are counted per account, or anybody could guess for ever from many addresses; but then anybody could also keep
the owner out by failing on purpose. So a browser that was in before is counted by itself ("device cookies", OWASP).
"""

from __future__ import annotations

import json

from flask import Response, current_app

from app.core.text import BadText, clean_text
from app.core.tokens import new_token, seal, unseal

COOKIE = "personal_enhet"
HALF_A_YEAR = 180 * 24 * 3600
LONGEST_LOGIN_NAME = 80


def account_key(login_name: str, cookie: str) -> str:
    """Under which a try is counted. The name is judged as the form judges it."""
    name, device = _clean(login_name), _read(cookie)
    return f"device:{device[1]}" if device and device[0] == name else f"account:{name}"


def remember(response: Response, login_name: str) -> None:
    """The cookie opens nothing: it only says from which bucket tries are taken."""
    response.set_cookie(
        COOKIE,
        seal(json.dumps([_clean(login_name), new_token(128)]), COOKIE),
        max_age=HALF_A_YEAR,
        path="/personal",
        secure=current_app.config["SETTINGS"].is_https,
        httponly=True,
        samesite="Lax",
    )


def _clean(name: str) -> str:
    try:
        return clean_text(name, longest=LONGEST_LOGIN_NAME).lower()
    except BadText:
        return ""


def _read(cookie: str) -> list[str] | None:
    opened = unseal(cookie, COOKIE)
    return json.loads(opened) if opened else None
