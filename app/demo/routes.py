"""Demo sign-in without a card. Bound only with SAMVARO_DEMO=1, which needs a loopback origin."""

from __future__ import annotations

import ipaddress
from typing import Any

from flask import Blueprint, abort, render_template, request
from sqlalchemy import select

from app.accounts.models import SessionKind, User
from app.accounts.routes import let_in
from app.config_sending import is_loopback
from app.core.access import get_or_404, public
from app.core.payload import LARGEST_ID

bp = Blueprint("demo", __name__, url_prefix="/demo")
PERSON = f"/<int(max={LARGEST_ID}):person_id>"


@bp.before_request
def only_from_this_machine() -> None:
    """Not through a proxy, and not by a name that somebody let point here (DNS rebinding)."""
    local = ipaddress.ip_address(request.remote_addr or "::").is_loopback
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if not local or forwarded or not is_loopback(request.host_url):
        abort(404)


@bp.get(PERSON)
@public
def confirm(person_id: int) -> str:
    return render_template("accounts/card_confirm.html", person=_person(person_id))


@bp.post(PERSON)
@public
def sign_in(person_id: int) -> Any:
    person = _person(person_id)
    return let_in(person, SessionKind.STAFF if person.is_staff else SessionKind.OWN_TABLET)


def _person(person_id: int) -> User:
    who = (User.id == person_id, User.deactivated_at.is_(None), ~User.is_house)
    return get_or_404(select(User).where(*who))
