"""Rooms over HTTP: the list, the talk, and writing without a script."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import User
from app.core import clock, db
from app.core.access import current_person, get_or_404, require, signed_in
from app.core.errors import Refusal, wants_json
from app.core.flashes import done_with_undo
from app.core.payload import LARGEST_ID
from app.extensions import limiter
from app.rooms import phrases, policies, queries, reading, seats, services, showing, table_showing
from app.rooms.away import Away, while_away
from app.rooms.forms import MessageForm
from app.rooms.models import Message, Room

bp = Blueprint("rooms", __name__, url_prefix="/rum")
ROOM = f"/<int(max={LARGEST_ID}):room_id>"


def by_person() -> str:
    """Limits count people, not addresses: a whole home shares one."""
    return f"person:{current_person().id}"


sayings = limiter.shared_limit("60 per minute", scope="sayings", key_func=by_person)


def find_room(room_id: int) -> Room:
    return get_or_404(policies.rooms_visible_to(current_person()).where(Room.id == room_id))


@bp.get("")
@signed_in
def index() -> str:
    return render_template("rooms/index.html", rooms=queries.rooms_with_people(current_person()))


@bp.get(ROOM)
@signed_in
def show(room_id: int) -> Any:
    room, person = find_room(room_id), current_person()
    before, back = message_number("fore"), None
    if before is None:
        if (table := seats.sit_down(room, person)).id != room.id:
            db.commit()
            return redirect(url_for(".show", room_id=table.id, bytt=1), 303)
        back = while_away(room, person)
        reading.note_read(room, person, room.last_seq)
        db.commit()
    return _page(room, person, MessageForm(formdata=None).renew(), before=before, back=back)


@bp.post(f"{ROOM}/meddelanden")
@signed_in
@sayings
def create_message(room_id: int) -> Any:
    room, person = find_room(room_id), current_person()
    form = MessageForm()
    if wants_json():
        return post_for_script(room, person, form)
    if not form.validate_on_submit():
        return _page(room, person, form.renew()), 422
    try:
        message = post_once(room, person, str(form.body.data), str(form.client_id.data))
    except Refusal as refusal:
        db.rollback()
        form.body.errors = [refusal.message]
        return _page(_seat(find_room(room_id), person), person, form.renew()), refusal.status
    return redirect(url_for(".show", room_id=room_id, skickat=message.seq, _anchor=f"m{message.seq}"), 303)


@bp.post(f"{ROOM}/oppna")
@signed_in
def open_room(room_id: int) -> Any:
    room = find_room(room_id)
    require(policies.can_open_and_close(current_person(), room))
    services.open_room(room, actor=current_person())
    db.commit()
    back = url_for(".close_room", room_id=room_id)
    done_with_undo(_("Rummet är öppet."), url=back, label=_("Stäng igen"))
    return redirect(url_for(".show", room_id=room_id), 303)


@bp.post(f"{ROOM}/stang")
@signed_in
def close_room(room_id: int) -> Any:
    room = find_room(room_id)
    require(policies.can_open_and_close(current_person(), room))
    services.close_room(room, actor=current_person())
    db.commit()
    back = url_for(".open_room", room_id=room_id)
    done_with_undo(_("Rummet är stängt."), url=back, label=_("Öppna igen"))
    return redirect(url_for(".show", room_id=room_id), 303)


def _seat(room: Room, person: User) -> Room:
    """The table where the person sits from now on, which need not be the one asked for."""
    table = seats.sit_down(room, person)
    db.commit()
    return table


def post_once(room: Room, person: User, body: str, client_id: str, *, phrase: str | None = None) -> Message:
    """Store what a form says. A page sent again with other words, after Back, is a message of its own."""
    try:
        return _store(room, person, body, client_id, phrase)
    except Refusal as refusal:
        if refusal.code != "client_id_taken":
            raise
        db.rollback()
    return _store(find_room(room.id), person, body, another_id(client_id, room.id, phrase or body), phrase)


def post_for_script(room: Room, person: User, form: MessageForm) -> tuple[dict[str, Any], int]:
    """The same for a page that has no live line: answered as `send_message` is there, other words under the same id
    included, because a script knows what it has sent."""
    if not form.validate_on_submit():
        field = next(iter(form.errors), "body")
        return {"ok": False, "error": "bad_payload", "field": field, "message": form.errors[field][0]}, 422
    try:
        message = _store(room, person, str(form.body.data), str(form.client_id.data), None)
    except Refusal as refusal:
        db.rollback()
        return {"ok": False, "error": refusal.code, "message": refusal.message}, refusal.status
    return {"ok": True, "id": message.id, "seq": message.seq}, 200


def _store(room: Room, person: User, body: str, client_id: str, phrase: str | None) -> Message:
    message = services.post_message(
        room, author=person, body=body, client_id=client_id, phrase=phrase, actor=person
    )
    db.commit()
    return message


def another_id(client_id: str, room_id: int, body: str) -> str:
    """The same form with the same new words gives the same id, so this too is stored once."""
    return f"{client_id[:32]}-{hashlib.sha256(f'{room_id}:{body}'.encode()).hexdigest()[:24]}"


def _page(
    room: Room, person: User, form: MessageForm, *, before: int | None = None, back: Away | None = None
) -> str:
    messages = queries.newest(room, before=before)
    mine = {message.seq for message in messages if message.author_id == person.id}
    sent = message_number("skickat") in mine
    tables = table_showing.tables_of(room)
    several = len(table_showing.open_tables(tables)) > 1
    return render_template(
        "rooms/older.html" if before else "rooms/show.html",
        room=room,
        form=form,
        days=showing.by_day(room, messages, person),
        older=messages[0].seq if messages and messages[0].seq > 1 else None,
        before=before,
        back=back,
        sent=sent,
        # New at each reading: a link to the very address one is at would only scroll, never ask again.
        asked_at=int(clock.now().timestamp()),
        here=showing.seated(room, person),
        tables=tables,
        several_tables=several,
        my_table=table_showing.seat_words(room, person, several=several, moved="bytt" in request.args),
        may_keep=policies.can_open_and_close(person, room),
        greetings=phrases.at_hand(),
        other_rooms=queries.open_rooms(person, but=room)[:3],
        script=showing.for_script(room, person, messages, sent=sent)
        | {"away": url_for(".show", room_id=0, bytt=1), "asks": url_for(".news", room_id=room.id)},
    )


def message_number(name: str) -> int | None:
    """A sequence number from the address, None when there is none that could be one."""
    return request.args.get(name, type=_number)


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < int(value[:12]) <= LARGEST_ID and len(value) <= 12):
        raise ValueError(value)
    return int(value)
