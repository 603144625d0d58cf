"""The door for everybody: the sign-in page, the own profile, signing out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, session as cookie, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from app.accounts import attention as attentions, look, sessions
from app.accounts.forms import AttentionForm, FigureForm
from app.accounts.models import SessionKind, User
from app.core.access import current_person, public, signed_in
from app.core.db import commit
from app.core.flashes import done

bp = Blueprint("accounts", __name__)


def let_in(person: User, kind: SessionKind, *, card_id: int | None = None) -> Any:
    """Open a session for this browser and go home. Whoever was in here before is signed out, on live lines too, and
    the cookie is emptied first (session fixation)."""
    if current_user.is_authenticated and (before := current_person()).auth_session:
        sessions.revoke([before.auth_session], actor=before, reason="replaced")
    cookie.clear()
    look.adopt_before_sign_in(person)
    sessions.open_session(person, kind, actor=person, card_id=card_id)
    commit()
    cookie.permanent = kind is SessionKind.OWN_TABLET
    login_user(person)
    response = redirect(url_for("home.index"), 303)
    look.choose(look.Look.of(person), response)
    return response


@bp.get("/logga-in")
@public
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("home.index"), 303)
    return render_template("accounts/sign_in.html")


@bp.get("/om-mig")
@signed_in
def profile() -> str:
    return render_template("accounts/profile.html", form=FigureForm(figure=current_person().figure))


@bp.post("/om-mig")
@signed_in
def update_profile() -> Any:
    form = FigureForm()
    if not form.validate():
        return render_template("accounts/profile.html", form=form), 422
    current_person().figure = form.figure.data
    commit()
    done(_("Din nya bild är sparad."))
    return redirect(url_for("accounts.profile"), 303)


@bp.get("/om-mig/ljud")
@signed_in
def attention() -> str:
    person = current_person()
    form = AttentionForm(announce=person.announce, sound="on" if person.sound else "off")
    return render_template("accounts/attention.html", form=form)


@bp.post("/om-mig/ljud")
@signed_in
def update_attention() -> Any:
    form = AttentionForm()
    if not form.validate():
        return render_template("accounts/attention.html", form=form), 422
    attentions.choose(current_person(), announce=form.announce.data, sound=form.sound.data == "on")
    commit()
    done(_("Sparat. Det gäller från och med nu."))
    return redirect(url_for("accounts.attention"), 303)


@bp.post("/stanna-kvar")
@signed_in
def stay() -> Any:
    """Asked by js/idle.js while somebody reads or writes; that it was asked is noted as for every request."""
    return {"ok": True, "seconds": sessions.seconds_left(current_person())}


@bp.post("/logga-ut")
@signed_in
def sign_out() -> Any:
    """End this session everywhere it lives; a shared tablet forgets text size and colours too."""
    person = current_person()
    row = person.auth_session
    if row is not None:
        sessions.revoke([row], actor=person, reason="signed_out")
    commit()
    logout_user()
    cookie.clear()
    response = redirect(url_for("accounts.signed_out"), 303)
    # Drafts, and whatever the browser kept of pages; honoured on https and loopback. The worker goes too, and the next
    # page fetches it again with its three pages, which are nobody's (decision 19).
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    if row is not None and row.kind is SessionKind.SHARED_TABLET:
        response.delete_cookie(look.COOKIE)
    return response


@bp.get("/utloggad")
@public
def signed_out() -> str:
    return render_template("accounts/signed_out.html")
