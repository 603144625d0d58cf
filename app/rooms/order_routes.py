"""Order at the table, for hosts and staff: ask somebody to pause, remove them from the room, and take it back."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from app.accounts.models import User
from app.core import db
from app.core.access import by_person, current_person, get_or_404, require, signed_in
from app.core.flashes import done, done_with_undo
from app.core.payload import LARGEST_ID
from app.extensions import limiter
from app.rooms import policies, sanctions
from app.rooms.models import Room
from app.rooms.order_forms import PauseForm, RemovalForm
from app.rooms.order_models import Sanction, SanctionKind
from app.rooms.order_words import REASON_LABELS, until_words
from app.rooms.routes import ROOM, bp, find_room

ORDER = f"{ROOM}/ordning"
PERSON = f"{ORDER}/<int(max={LARGEST_ID}):person_id>"
LIFT = f"{ORDER}/beslut/<int(max={LARGEST_ID}):sanction_id>/avsluta"
orders = limiter.shared_limit("60 per minute", scope="orders", key_func=by_person)


def _keep(room_id: int) -> Room:
    """The room, for those who keep order in it."""
    room = find_room(room_id)
    require(policies.can_open_and_close(current_person(), room))
    return room


def _find(room_id: int, person_id: int) -> tuple[Room, User]:
    """The room and somebody who has been there, about whom the asking person may decide."""
    room = _keep(room_id)
    person = get_or_404(sanctions.people_of(room).where(User.id == person_id))
    require(policies.may_sanction(current_person(), room, person))
    return room, person


@bp.get(ORDER)
@signed_in
def order(room_id: int) -> str:
    """Who pauses or is removed now."""
    room = _keep(room_id)
    found = db.session.scalars(sanctions.in_force(room)).all()
    return render_template("rooms/order.html", room=room, sanctions=found, about=_about(room))


@bp.get(PERSON)
@signed_in
def person(room_id: int, person_id: int) -> str:
    room = _keep(room_id)
    found = get_or_404(sanctions.people_of(room).where(User.id == person_id))
    mine = sanctions.in_force(room).where(Sanction.user_id == person_id)
    kinds = {one.kind: one for one in db.session.scalars(mine)}
    return render_template(
        "rooms/person.html",
        room=room,
        person=found,
        may=policies.may_sanction(current_person(), room, found),
        pause=kinds.get(SanctionKind.PAUSE),
        removal=kinds.get(SanctionKind.REMOVAL),
        about=_about(room),
    )


@bp.get(f"{PERSON}/paus")
@signed_in
def pause_form(room_id: int, person_id: int) -> str:
    room, found = _find(room_id, person_id)
    return render_template("rooms/pause.html", room=room, person=found, form=PauseForm(formdata=None))


@bp.post(f"{PERSON}/paus")
@signed_in
@orders
def pause(room_id: int, person_id: int) -> Any:
    room, found = _find(room_id, person_id)
    form = PauseForm()
    if not form.validate_on_submit():
        return render_template("rooms/pause.html", room=room, person=found, form=form), 422
    length, reason = str(form.length.data), str(form.reason.data)
    made = sanctions.pause(room, found, length=length, reason=reason, actor=current_person())
    told = _("%(name)s har paus till %(when)s.", name=found.first_name, when=until_words(made.until))
    return _imposed(room_id, made, told)


@bp.get(f"{PERSON}/ta-bort")
@signed_in
def removal_form(room_id: int, person_id: int) -> str:
    room, found = _find(room_id, person_id)
    return render_template("rooms/removal.html", room=room, person=found, form=RemovalForm(formdata=None))


@bp.post(f"{PERSON}/ta-bort")
@signed_in
@orders
def remove_person(room_id: int, person_id: int) -> Any:
    room, found = _find(room_id, person_id)
    form = RemovalForm()
    if not form.validate_on_submit():
        return render_template("rooms/removal.html", room=room, person=found, form=form), 422
    made = sanctions.remove(room, found, reason=str(form.reason.data), actor=current_person())
    told = _("%(name)s är borttagen från %(room)s.", name=found.first_name, room=room.name)
    return _imposed(room_id, made, told)


@bp.post(LIFT)
@signed_in
@orders
def lift(room_id: int, sanction_id: int) -> Any:
    room = _keep(room_id)
    found = get_or_404(sanctions.decided_in(room).where(Sanction.id == sanction_id))
    require(policies.may_lift(current_person(), room, found))
    lifted = sanctions.lift(found, actor=current_person())
    db.commit()
    name = found.user.first_name
    if not lifted:
        done(_("Det var redan över."))
    elif found.kind is SanctionKind.PAUSE:
        done(_("Pausen är slut. %(name)s kan skriva igen.", name=name))
    else:
        done(_("%(name)s kan komma till rummet igen.", name=name))
    return redirect(url_for(".order", room_id=room_id), 303)


def _imposed(room_id: int, made: Sanction, told: str) -> Any:
    db.commit()
    back = url_for(".lift", room_id=room_id, sanction_id=made.id)
    done_with_undo(told, url=back, label=_("Ångra"))
    return redirect(url_for(".person", room_id=room_id, person_id=made.user_id), 303)


def _about(room: Room) -> dict[str, Any]:
    """What the pages about decisions say of each."""
    actor = current_person()
    return {
        "reasons": REASON_LABELS,
        "until_words": until_words,
        "may_lift": lambda one: policies.may_lift(actor, room, one),
    }
