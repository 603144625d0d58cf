"""Choosing a message, and what can be done with one: take back, hide, show again."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from app.core import db
from app.core.access import by_person, current_person, get_or_404, require, signed_in
from app.core.flashes import done, done_with_undo
from app.core.payload import LARGEST_ID
from app.extensions import limiter
from app.rooms import policies, queries, services, showing
from app.rooms.concealing import concealed
from app.rooms.forms import REASONS_SHOWN, HideForm
from app.rooms.models import Message, Room
from app.rooms.routes import ROOM, bp, find_room, message_number

hidings = limiter.shared_limit("60 per minute", scope="hidings", key_func=by_person)
MESSAGE = f"{ROOM}/meddelanden/<int(max={LARGEST_ID}):message_id>"


def find_message(room_id: int, message_id: int) -> tuple[Room, Message]:
    room = find_room(room_id)
    return room, get_or_404(queries.message_in(room, message_id))


@bp.get(f"{ROOM}/valj-meddelande")
@signed_in
def choose_message(room_id: int) -> str:
    """The messages of the page one comes from, the newest first: that is the one people mean most often."""
    room, before = find_room(room_id), message_number("fore")
    messages = queries.newest(room, before=before)
    days = showing.by_day(room, [one for one in reversed(messages) if not one.is_hidden], current_person())
    older = messages[0].seq if messages and messages[0].seq > 1 else None
    return render_template("rooms/choose.html", room=room, days=days, older=older, before=before)


@bp.get(MESSAGE)
@signed_in
def message(room_id: int, message_id: int) -> str:
    return _page(*find_message(room_id, message_id), HideForm(formdata=None))


@bp.post(f"{MESSAGE}/dolj")
@signed_in
@hidings
def hide_message(room_id: int, message_id: int) -> Any:
    room, found = find_message(room_id, message_id)
    person = current_person()
    require(policies.can_hide(person, found))
    form = HideForm()
    own = found.author_id == person.id
    if not own and not form.validate_on_submit():
        return _page(room, found, form), 422
    services.hide_message(found, actor=person, reason="own" if own else str(form.reason.data))
    db.commit()
    text = _("Meddelandet är borttaget.") if own else _("Meddelandet är dolt för alla.")
    back = url_for(".restore_message", room_id=room_id, message_id=message_id)
    done_with_undo(text, url=back, label=_("Ångra"))
    return redirect(url_for(".message", room_id=room_id, message_id=message_id), 303)


@bp.post(f"{MESSAGE}/visa")
@signed_in
@hidings
def restore_message(room_id: int, message_id: int) -> Any:
    _room, found = find_message(room_id, message_id)
    require(policies.can_restore(current_person(), found))
    services.restore_message(found, actor=current_person())
    db.commit()
    done(_("Meddelandet syns igen."))
    return redirect(url_for(".message", room_id=room_id, message_id=message_id), 303)


@bp.get(f"{ROOM}/dolda")
@signed_in
def hidden(room_id: int) -> str:
    """What was hidden here, without the words: for those who may show it again."""
    room, person = find_room(room_id), current_person()
    require(policies.looks_after(person, room))
    days = showing.by_day(room, queries.hidden_in(room), person)
    return render_template("rooms/hidden.html", room=room, days=days, reasons=REASONS_SHOWN)


def _page(room: Room, found: Message, form: HideForm) -> str:
    person = current_person()
    own = found.author_id == person.id
    return render_template(
        "rooms/message.html",
        room=room,
        m=showing.shown(found, person, queries.host_ids(room.id), concealed([found], person)),
        own=own,
        form=form,
        reasons=REASONS_SHOWN,
        may_hide=policies.can_hide(person, found) and not found.is_hidden,
        may_report=policies.can_report(person, found) and not found.is_hidden,
        may_order=policies.may_sanction(person, room, found.author),
        may_restore=found.is_hidden and policies.can_restore(person, found),
        may_look_after=policies.looks_after(person, room),
    )
