"""Deny by default. Every view carries one marker; whatever has none is closed to all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select

from app.core import db
from app.core.errors import answer, wants_json
from app.core.flashes import done

if TYPE_CHECKING:
    from app.accounts.models import User

View = TypeVar("View", bound=Callable[..., Any])
Found = TypeVar("Found")

PUBLIC = "public"
SIGNED_IN = "signed_in"


def public(view: View) -> View:
    """Open to the whole world; keep the list of these short (a test holds it)."""
    view._access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open to every signed-in person; what they may see in it is the feature's policy."""
    view._access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def allow(*roles: Any) -> Callable[[View], View]:
    """Open to these roles. An administrator may do whatever a coordinator may."""

    def mark(view: View) -> View:
        view._access = frozenset(role.value for role in roles)  # type: ignore[attr-defined]
        return view

    return mark


def unattended(view: View) -> View:
    """What a page asks by itself, without anybody touching it, is no use of the session: it does not keep it alive."""
    view._unattended = True  # type: ignore[attr-defined]
    return view


def impersonal(view: View) -> View:
    """The answer is the same for everybody and may stay behind on a tablet: it looks at no session, and says itself how
    long it is kept."""
    view._impersonal = True  # type: ignore[attr-defined]
    return unattended(view)


def is_unattended() -> bool:
    """Is the present request such a one?"""
    return _is_marked("_unattended")


def is_impersonal() -> bool:
    return _is_marked("_impersonal")


def _is_marked(mark: str) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, mark, False))


def current_person() -> User:
    """The signed-in person; call it only where the marker guarantees one."""
    return cast("User", current_user._get_current_object())


def by_person() -> str:
    """The key of rate limits: they count people, not addresses, since a whole home shares one."""
    return f"person:{current_person().id}"


def require(condition: bool) -> None:
    """403 for an insider without the right."""
    if not condition:
        abort(403)


def get_or_404(statement: Select[Found]) -> Found:
    """Fetch through what the person may see: an outsider cannot tell "not yours" from "not there"."""
    found = db.session.scalar(statement)
    if found is None:
        abort(404)
    return found


def init_app(app: Flask) -> None:
    app.before_request(_guard)


def _guard() -> Any:
    if request.endpoint is None:
        return None  # no such address: the 404 page itself reveals nothing
    marker = getattr(current_app.view_functions[request.endpoint], "_access", None)
    if marker == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    insider = marker == SIGNED_IN or (isinstance(marker, frozenset) and has_role(current_person(), marker))
    return None if insider else abort(403)


def has_role(person: User, roles: frozenset[str]) -> bool:
    return person.role.value in roles or (person.role.value == "administrator" and "coordinator" in roles)


def _ask_to_sign_in() -> Any:
    if request.method in ("GET", "HEAD") and not wants_json():
        if request.endpoint != "home.index":
            done(_("Visa ditt kort först. Sedan kommer du in."))
        return redirect(url_for("accounts.sign_in"), 303)
    return answer(401, "unauthorized")
