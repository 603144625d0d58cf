"""Where a person gets the address of their calendar, and staff for a person. The address is shown once."""

from __future__ import annotations

from typing import Any, NamedTuple

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import Role, User
from app.core import db
from app.core.access import allow, current_person, get_or_404, require, signed_in
from app.core.errors import Refusal
from app.core.flashes import done
from app.core.payload import LARGEST_ID
from app.exchange import feeds, ics

bp = Blueprint("subscriptions", __name__)
OWN = "/kalender/prenumeration"
OF_PERSON = f"/personal/manniskor/<int(max={LARGEST_ID}):person_id>/prenumeration"


class Place(NamedTuple):
    """Whose page it is, and where its forms lead."""

    person: User
    is_mine: bool
    here: str
    make: str
    stop: str


@bp.get(OWN)
@signed_in
def show() -> str:
    return _page(_mine())


@bp.post(OWN)
@signed_in
def make() -> Any:
    return _make(_mine())


@bp.post(f"{OWN}/stang")
@signed_in
def stop() -> Any:
    return _stop(_mine())


@bp.get(OF_PERSON)
@allow(Role.COORDINATOR)
def show_for(person_id: int) -> str:
    return _page(_theirs(person_id))


@bp.post(OF_PERSON)
@allow(Role.COORDINATOR)
def make_for(person_id: int) -> Any:
    return _make(_theirs(person_id))


@bp.post(f"{OF_PERSON}/stang")
@allow(Role.COORDINATOR)
def stop_for(person_id: int) -> Any:
    return _stop(_theirs(person_id))


def _mine() -> Place:
    here = url_for("subscriptions.show")
    return Place(current_person(), True, here, url_for("subscriptions.make"), url_for("subscriptions.stop"))


def _theirs(person_id: int) -> Place:
    """Whom this actor may manage: a coordinator makes no address that shows what an administrator does."""
    person = get_or_404(select(User).where(User.id == person_id, ~User.is_house))
    require(people.may_manage(current_person(), person))
    return Place(
        person,
        False,
        here=url_for("subscriptions.show_for", person_id=person_id),
        make=url_for("subscriptions.make_for", person_id=person_id),
        stop=url_for("subscriptions.stop_for", person_id=person_id),
    )


def _page(place: Place) -> str:
    return render_template("exchange/feed.html", place=place, feed=feeds.living(place.person))


def _make(place: Place) -> Any:
    """The form names the address it replaces: pressed twice, or loaded again, it does not silently make another."""
    replaces = request.form.get("replaces", "")
    known = int(replaces) if replaces.isascii() and replaces.isdigit() and len(replaces) < 10 else 0
    try:
        made = feeds.make(place.person, actor=current_person(), replaces=known or None)
    except Refusal as refusal:
        if refusal.code != "replaced":
            raise
        db.rollback()
        done(refusal.message)
        return redirect(place.here, 303)
    db.commit()
    address = ics.origin() + url_for("feeds.person", token=made.token)
    link = "webcal://" + address.partition("://")[2]
    return render_template(
        "exchange/feed_once.html", place=place, address=address, link=link, code=code_of(link)
    )


def _stop(place: Place) -> Any:
    stopped = feeds.stop(place.person, actor=current_person())
    db.commit()
    done(_("Adressen gäller inte längre.") if stopped else _("Det fanns ingen adress."))
    return redirect(place.here, 303)


def code_of(link: str) -> str:
    """With its quiet zone: the page around may be dark."""
    return str(segno.make_qr(link, error="m").svg_data_uri(border=4, dark="#000", light="#fff", scale=5))
