"""Talking: messages said, hidden and shown again. The keeping of rooms is handed on from keeping.py."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.core import audit, clock
from app.core.db import after_commit, locked, session
from app.core.errors import Refusal
from app.core.realtime import emit, room_name
from app.core.text import clean_text, folded
from app.rooms import policies
from app.rooms.keeping import archive_room, change_room, close_room, create_room, invite, open_room, uninvite
from app.rooms.models import BODY_LENGTH, Message, Room
from app.rooms.queries import find_by_client_id, host_ids
from app.rooms.wire import message_wire

__all__ = [
    "archive_room", "change_room", "close_room", "create_room", "hide_message", "invite", "open_room",
    "post_message", "restore_message", "uninvite",
]  # fmt: skip

HIDE_REASONS = ("own", "unkind", "private", "scam", "other")


def post_message(room: Room, *, author: User, body: str, client_id: str, actor: User) -> Message:
    """Say something. The number is taken under the room's lock, so numbers have no gaps and no later message is
    committed before an earlier one. The same words sent again under the same client id give the stored message."""
    body = clean_text(body, longest=BODY_LENGTH, lines=True)
    held = locked(Room, room.id)
    if stored := find_by_client_id(author, client_id):
        return _same_or_refuse(stored, room, body)
    if held is None or not held.is_open:
        raise _closed(room)
    message = _store(held, author, body, client_id)
    if actor.id != author.id:
        audit.record("message.posted_for", person=author, actor=actor, message=message.id, room=held.id)
    news = message_wire(message, host_ids(held.id))
    after_commit(emit, "message_posted", news, to=room_name("room", held.id))
    return message


def _store(room: Room, author: User, body: str, client_id: str) -> Message:
    message = Message(
        room_id=room.id,
        seq=room.last_seq + 1,
        author=author,
        client_id=client_id,
        body=body,
        folded=folded(body),
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            room.last_seq += 1
            session.add(message)
    except IntegrityError:  # the same id went to another room just now, under that room's lock
        raise _taken() from None
    return message


def _same_or_refuse(stored: Message, room: Room, body: str) -> Message:
    if stored.room_id != room.id or stored.body != body:
        raise _taken()
    return stored


def _closed(room: Room) -> Refusal:
    """A further table closes when it is empty, while the room goes on at another."""
    if session.scalar(select(Room.opened_at).where(Room.id == room.first_table_id)):
        return Refusal("table_closed", _("Du sitter vid ett annat bord nu. Din text finns kvar."))
    return Refusal("room_closed", _("Rummet är stängt just nu. Din text finns kvar."))


def _taken() -> Refusal:
    return Refusal("client_id_taken", _("Det här har du redan skickat. Läs in sidan igen."))


def hide_message(message: Message, *, actor: User, reason: str) -> None:
    """Take a message out of everyone's sight. A host's decision stands over the author's own taking back."""
    if reason not in HIDE_REASONS:
        raise Refusal("unknown_reason", _("Välj varför."), 422)
    held = _held(message)
    own = actor.id == held.author_id
    if held.is_hidden and (own or held.hidden_by_id != held.author_id):
        return
    held.hidden_at, held.hidden_by, held.hidden_by_id = clock.now(), actor, actor.id
    held.hidden_reason = reason
    details = {"message": held.id, "room": held.room_id, "reason": reason}
    audit.record("message.hidden", person=held.author, actor=actor, **details)
    after_commit(emit, "message_hidden", message_wire(held), to=room_name("room", held.room_id))


def restore_message(message: Message, *, actor: User) -> None:
    """Show a hidden message again."""
    held = _held(message)
    if not held.is_hidden:
        return
    if not policies.can_restore(
        actor, held
    ):  # a host may have hidden it while its author took it back and regretted
        raise Refusal("forbidden", _("En värd har dolt meddelandet."), 403)
    held.hidden_at, held.hidden_by, held.hidden_by_id = None, None, None
    held.hidden_reason = None
    audit.record("message.restored", person=held.author, actor=actor, message=held.id, room=held.room_id)
    news = message_wire(held, host_ids(held.room_id))
    after_commit(emit, "message_restored", news, to=room_name("room", held.room_id))


def _held(message: Message) -> Message:
    held = locked(Message, message.id)
    if held is None:
        raise Refusal("gone", _("Meddelandet finns inte längre."))
    return held
