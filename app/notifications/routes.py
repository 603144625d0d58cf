"""The person's own pages: how to be told, this tablet, and what has been read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import SessionKind
from app.core.access import by_person, current_person, signed_in
from app.core.db import commit
from app.core.flashes import done
from app.extensions import limiter
from app.notifications import contacts, push, vapid
from app.notifications.forms import ChannelForm
from app.notifications.models import Channel

bp = Blueprint("notifications", __name__)


@bp.get("/om-mig/besked")
@signed_in
def ways() -> str:
    contact = contacts.contact_of(current_person())
    return _page(ChannelForm(formdata=None, channel=contact.channel.value).offer(contact))


@bp.post("/om-mig/besked")
@signed_in
def choose() -> Any:
    person = current_person()
    form = ChannelForm().offer(contacts.contact_of(person))
    if not form.validate():
        return _page(form), 422
    if not contacts.choose_channel(person, Channel(form.channel.data)):
        return _page(form), 409  # the number was taken away meanwhile
    commit()
    done(_("Sparat. Så får du besked från och med nu."))
    return redirect(url_for("notifications.ways"), 303)


@bp.post("/besked/prenumerera")
@signed_in
@limiter.limit("30 per hour", key_func=by_person)
def subscribe() -> Any:
    """Asked by js/push.js, with what the browser gave it."""
    given = _subscription(_json())
    row = current_person().auth_session
    if given is None or row is None:
        return jsonify(ok=False, error="bad_subscription"), 422
    if not push.subscribe(current_person(), row, **given):
        return jsonify(ok=False, error="borrowed_tablet"), 403
    commit()
    done(_("Nu visas besked på den här surfplattan."))
    return jsonify(ok=True)


@bp.post("/besked/avsluta")
@signed_in
def unsubscribe() -> Any:
    if row := current_person().auth_session:
        push.unsubscribe(row.id)
        commit()
    done(_("Besked visas inte längre på den här surfplattan."))
    return redirect(url_for("notifications.ways"), 303)


def _json() -> Any:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # nested so deep that nothing can read it
        return None


def _subscription(given: Any) -> dict[str, str] | None:
    """Only what push itself would take to a known service."""
    keys = given.get("keys") if isinstance(given, dict) else None
    if not isinstance(keys, dict):
        return None
    found = {"endpoint": given.get("endpoint"), "p256dh": keys.get("p256dh"), "auth": keys.get("auth")}
    if not all(isinstance(value, str) for value in found.values()):
        return None
    usable = push.may_be_used(found["endpoint"], current_app.config["SETTINGS"])
    return found if usable and push.are_keys(found["p256dh"], found["auth"]) else None


def _page(form: ChannelForm) -> str:
    person = current_person()
    row = person.auth_session
    contact = contacts.contact_of(person)
    return render_template(
        "notifications/ways.html",
        form=form,
        lacks_some=len(contacts.open_channels(contact.phone, contact.email)) < len(Channel),
        is_own_tablet=row is not None and row.kind is SessionKind.OWN_TABLET,
        shows_here=push.shows_here(row),
        push_key=vapid.public_key(current_app.config["SETTINGS"]),
    )
