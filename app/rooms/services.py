"""Talking: messages said, hidden and shown again. The keeping of rooms is handed on from keeping.py."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.models import User
from app.core import audit, clock
from app.core.db import after_commit, locked, session
from app.core.errors import Refusal
from app.core.realtime import emit, room_name
from app.core.text import clean_text
from app.rooms import policies
from app.rooms.concealing import reporters_of
from app.rooms.keeping import archive_room, change_room, close_room, create_room, invite, open_room, uninvite
from app.rooms.models import BODY_LENGTH, Message, Room
from app.rooms.phrases import stored_words
from app.rooms.posting import Post, refusal, store
from app.rooms.queries import host_ids
from app.rooms.wire import message_wire

__all__ = [
    "archive_room", "change_room", "close_room", "create_room", "hide_message", "invite", "open_room",
    "post_message", "restore_message", "uninvite",
]  # fmt: skip

# "reported": a coordinator decided about a report.
HIDE_REASONS = ("own", "reported", "unkind", "private", "scam", "other")


def post_message(
    room: Room,
    *,
    author: User,
    body: str,
    client_id: str,
    actor: User,
    phrase: str | None = None,
    to_id: int | None = None,
) -> Message:
    """Say something. The number is taken under the room's lock, so numbers have no gaps and no later message is
    committed before an earlier one. The same words sent again under the same client id give the stored message. A
    ready phrase is stored with its Swedish words, whatever `body` says. `to_id`: the person it is said to."""
    body = stored_words(phrase) if phrase else clean_text(body, longest=BODY_LENGTH, lines=True)
    [outcome] = store([Post(room.id, author.id, client_id, body, phrase, to_id)])
    if outcome.refused:
        raise refusal(outcome)
    if room in session:
        session.expire(room, ["last_seq"])  # changed by a statement that the session does not see
    if actor.id != author.id and outcome.is_new:
        audit.record("message.posted_for", person=author, actor=actor, message=outcome.id, room=room.id)
    return session.get_one(Message, outcome.id)


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
    for reporter in reporters_of(held):  # they heard it too
        news = message_wire(held, reported_by=reporter)
        after_commit(emit, "message_reported", news, to=room_name("user", reporter.id))


def _held(message: Message) -> Message:
    held = locked(Message, message.id)
    if held is None:
        raise Refusal("gone", _("Meddelandet finns inte längre."))
    return held
