"""Rooms over HTTP: the list, the talk, and writing without a script."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import User
from app.core import clock, db
from app.core.access import by_person, current_person, get_or_404, require, signed_in
from app.core.errors import Refusal, wants_json
from app.core.flashes import done_with_undo
from app.core.payload import LARGEST_ID
from app.core.text import showable
from app.extensions import limiter
from app.rooms import phrases, policies, practice, queries, reading, seats, services, showing, table_showing
from app.rooms.away import Away, while_away
from app.rooms.forms import MessageForm, PhraseForm
from app.rooms.hearing import hearers
from app.rooms.models import Message, Room
from app.rooms.order_words import reason_words

bp = Blueprint("rooms", __name__, url_prefix="/rum")
ROOM = f"/<int(max={LARGEST_ID}):room_id>"
sayings = limiter.shared_limit("60 per minute", scope="sayings", key_func=by_person)


def find_room(room_id: int) -> Room:
    """What the person may see; who is removed from it reads that in kind words."""
    person = current_person()
    seen = policies.rooms_visible_to(person).where(Room.id == room_id)
    room = db.session.scalar(seen)
    if room is None:
        _turn_away(person, room_id)
    return room or get_or_404(seen)


def _turn_away(person: User, room_id: int) -> None:
    """Answer with a page in kind words, when a removal alone keeps the person out."""
    removal = db.session.scalar(policies.removals_of(person).where(Room.id == room_id))
    if removal is None:
        return
    if wants_json():
        abort(make_response({"ok": False, "error": "removed"}, 403))
    room, others = db.session.get_one(Room, removal.room_id), queries.open_rooms(person)[:3]
    words = reason_words(removal.reason)
    abort(make_response(render_template("rooms/removed.html", room=room, words=words, others=others), 403))


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
    form = MessageForm(formdata=None, till=request.args.get("till"))
    return room_page(room, person, form.renew(), before=before, back=back)


@bp.post(f"{ROOM}/meddelanden")
@signed_in
@sayings
def create_message(room_id: int) -> Any:
    room, person = find_room(room_id), current_person()
    form = MessageForm()
    if wants_json():
        return post_for_script(room, person, form)
    if not form.validate_on_submit():
        return room_page(room, person, form.renew()), 422
    try:
        said = str(form.body.data), str(form.client_id.data)
        message = post_once(room, person, *said, to_id=form.to_id)
    except Refusal as refusal:
        db.rollback()
        form.body.errors = [refusal.message]
        return room_page(seat(find_room(room_id), person), person, form.renew()), refusal.status
    return redirect(url_for(".show", room_id=room_id, skickat=message.seq, _anchor=f"m{message.seq}"), 303)


@bp.post(f"{ROOM}/till")
@signed_in
def address(room_id: int) -> Any:
    """Choose whom the next message is to, or nobody: the page again, with what is written in its box."""
    person, form = current_person(), MessageForm()
    form.tidy()
    form.till.data = showable(request.form.get("vem"))
    room = seat(find_room(room_id), person)
    if (form.body.data or "").strip():
        return room_page(room, person, form.renew())
    return redirect(url_for(".show", room_id=room.id, till=form.to_id, _anchor="skriv"), 303)


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


def seat(room: Room, person: User) -> Room:
    """The table where the person sits from now on, which need not be the one asked for."""
    table = seats.sit_down(room, person)
    db.commit()
    return table


def post_once(
    room: Room,
    person: User,
    body: str,
    client_id: str,
    *,
    phrase: str | None = None,
    to_id: int | None = None,
) -> Message:
    """Store what a form says. A page sent again with other words, after Back, is a message of its own."""
    try:
        return _store(room, person, body, client_id, phrase, to_id)
    except Refusal as refusal:
        if refusal.code != "client_id_taken":
            raise
        db.rollback()
    said = (phrase or body) + (f":{to_id}" if to_id else "")
    return _store(find_room(room.id), person, body, another_id(client_id, room.id, said), phrase, to_id)


def post_for_script(room: Room, person: User, form: MessageForm) -> tuple[dict[str, Any], int]:
    """The same for a page that has no live line: answered as `send_message` is there, other words under the same id
    included, because a script knows what it has sent."""
    if not form.validate_on_submit():
        field = next(iter(form.errors), "body")
        return {"ok": False, "error": "bad_payload", "field": field, "message": form.errors[field][0]}, 422
    said = str(form.body.data), str(form.client_id.data)
    try:
        message = _store(room, person, *said, None, form.to_id)
    except Refusal as refusal:
        db.rollback()
        return {"ok": False, "error": refusal.code, "message": refusal.message}, refusal.status
    return {"ok": True, "id": message.id, "seq": message.seq}, 200


def _store(
    room: Room, person: User, body: str, client_id: str, phrase: str | None, to_id: int | None
) -> Message:
    message = services.post_message(
        room, author=person, body=body, client_id=client_id, phrase=phrase, to_id=to_id, actor=person
    )
    db.commit()
    return message


def another_id(client_id: str, room_id: int, body: str) -> str:
    """The same form with the same new words gives the same id, so this too is stored once."""
    return f"{client_id[:32]}-{hashlib.sha256(f'{room_id}:{body}'.encode()).hexdigest()[:24]}"


def room_page(
    room: Room,
    person: User,
    form: MessageForm,
    *,
    before: int | None = None,
    back: Away | None = None,
    sent_seq: int | None = None,
) -> str:
    messages = queries.newest(room, before=before)
    mine = {message.seq for message in messages if message.author_id == person.id}
    sent = (sent_seq or message_number("skickat")) in mine
    hearer = hearer_of(room, person, form)
    tables = table_showing.tables_of(room)
    return render_template(
        "rooms/older.html" if before else "rooms/show.html",
        room=room,
        form=form,
        hearer=hearer,
        days=showing.by_day(room, messages, person),
        older=messages[0].seq if messages and messages[0].seq > 1 else None,
        before=before,
        back=back,
        sent=sent,
        # New at each reading: a link to the very address one is at would only scroll, never ask again.
        asked_at=int(clock.now().timestamp()),
        here=showing.seated(room, person),
        tables=tables,
        several_tables=table_showing.are_several(tables),
        my_table=table_showing.seat_words(room, person, tables, moved="bytt" in request.args),
        may_keep=policies.can_open_and_close(person, room),
        greetings=phrases.at_hand(),
        offers=queries.open_now(person, but=room),
        practice=practice.practice_room(person),
        script=showing.for_script(room, person, messages, sent=sent)
        | {"away": url_for(".show", room_id=0, bytt=1), "asks": url_for(".news", room_id=room.id)}
        | {"others": url_for(".other_tables", room_id=room.id)},
    )


def hearer_of(room: Room, person: User, form: MessageForm | PhraseForm) -> User | None:
    """Whom the form is to, when the person may say something to them here; else the form is to all."""
    found = hearers(person, room).where(User.id == form.to_id) if form.to_id else None
    hearer = db.session.scalar(found) if found is not None else None
    if hearer is None:
        form.till.data = ""
    return hearer


def message_number(name: str) -> int | None:
    """A sequence number from the address, None when there is none that could be one."""
    return request.args.get(name, type=_number)


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < int(value[:12]) <= LARGEST_ID and len(value) <= 12):
        raise ValueError(value)
    return int(value)
