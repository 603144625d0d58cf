"""How staff get in: name, long password, code. And the one-time page where they choose them."""

from __future__ import annotations

from typing import Any

import pyotp
import segno
from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import known_device, staff
from app.accounts.forms import SetupForm, StaffSignInForm
from app.accounts.models import SessionKind, SetupLink
from app.accounts.routes import let_in
from app.core.access import public
from app.core.db import commit
from app.core.errors import Refusal
from app.core.flashes import done
from app.core.forms import add_error
from app.core.tokens import seal, unseal
from app.extensions import limiter

bp = Blueprint("staff", __name__, url_prefix="/personal")


def _account_key() -> str:
    cookie = request.cookies.get(known_device.COOKIE, "")
    return known_device.account_key(request.form.get("login_name", ""), cookie)


def _failed(response: Any) -> bool:
    return bool(response.status_code == 422)


missed_per_account = limiter.shared_limit(
    "10 per 15 minutes", scope="staff-account", key_func=_account_key, deduct_when=_failed
)
missed_per_address = limiter.shared_limit("60 per 15 minutes", scope="staff-address", deduct_when=_failed)


@bp.get("/logga-in")
@public
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("home.index"), 303)
    return render_template("accounts/staff_sign_in.html", form=StaffSignInForm())


@bp.post("/logga-in")
@public
@missed_per_account
@missed_per_address
def create_session() -> Any:
    form = StaffSignInForm()
    if form.validate():
        person = staff.check_credentials(form.login_name.data, form.password.data or "", form.code.data)
        if person is not None:
            response = let_in(person, SessionKind.STAFF)
            known_device.remember(response, form.login_name.data)
            return response
        add_error(
            form.login_name, _("Namn, lösenord eller kod stämmer inte. En kod går bara att använda en gång.")
        )
    return render_template("accounts/staff_sign_in.html", form=form), 422


@bp.get("/valkommen")
@public
def welcome() -> str:
    """The link's token is in the fragment; the page's script posts it, or it can be pasted."""
    return render_template("accounts/staff_welcome.html")


@bp.post("/valkommen")
@public
@missed_per_address
def open_setup() -> Any:
    token = request.form.get("code", "").strip().rpartition("#")[2]
    link = staff.find_setup_link(token)
    if link is None:
        return render_template("accounts/staff_link_unknown.html"), 422
    form = SetupForm(formdata=None, token=token, sealed_secret=seal(pyotp.random_base32(), staff.TOTP))
    return _setup_page(form, link)


@bp.post("/valkommen/spara")
@public
@missed_per_address
def complete_setup() -> Any:
    form = SetupForm()
    link = staff.find_setup_link(form.token.data or "")
    secret = unseal(form.sealed_secret.data or "", staff.TOTP)
    if link is None or secret is None:
        return render_template("accounts/staff_link_unknown.html"), 422
    valid = form.validate()
    if form.password_problem():
        add_error(form.password, _("Lösenordet ska ha mellan 15 och 128 tecken."))
        valid = False
    if not valid:
        return _setup_page(form, link), 422
    try:
        staff.complete_setup(link, password=form.password.data or "", totp_secret=secret, code=form.code.data)
    except Refusal as refusal:
        add_error(form.code, refusal.message)
        return _setup_page(form, link), 422
    commit()
    done(_("Klart. Logga in med ditt nya lösenord och nästa kod."))
    return redirect(url_for("staff.sign_in"), 303)


def _setup_page(form: SetupForm, link: SetupLink) -> str:
    secret = unseal(form.sealed_secret.data or "", staff.TOTP) or ""
    address = pyotp.TOTP(secret).provisioning_uri(name=link.user.login_name or "", issuer_name="Samvaro")
    picture = segno.make(address, error="m").svg_data_uri(scale=6, border=4, dark="#000", light="#fff")
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return render_template(
        "accounts/staff_setup.html", form=form, person=link.user, picture=picture, secret=spaced
    )
