"""What staff see of the sending, and what they do about what could not be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from app.accounts.models import User
from app.core import audit, clock
from app.core.db import locked, session
from app.core.errors import Refusal
from app.notifications.kinds import words_for
from app.notifications.models import Channel, DeliveryState, Notification, Outgoing

KEPT_FOR = timedelta(days=7)
MOST = 50


@dataclass(frozen=True)
class DeadLetter:
    row: Notification
    name: str
    subject: str


def counts(since: timedelta = KEPT_FOR) -> dict[DeliveryState, int]:
    """Of the last week, and all that waits."""
    fresh = (Notification.due_at > clock.now() - since) | (Notification.state == DeliveryState.WAITING)
    found = session.execute(
        select(Notification.state, func.count()).where(fresh).group_by(Notification.state)
    )
    by_state: dict[DeliveryState, int] = {row[0]: row[1] for row in found}
    return {state: by_state.get(state, 0) for state in DeliveryState}


def count_dead() -> int:
    dead = (Notification.state == DeliveryState.DEAD, Notification.put_away_at.is_(None))
    return session.scalar(select(func.count()).select_from(Notification).where(*dead)) or 0


def dead_letters() -> list[DeadLetter]:
    """What could not be sent, or perhaps was, and nobody has looked at yet."""
    dead = select(Notification).where(
        Notification.state == DeliveryState.DEAD, Notification.put_away_at.is_(None)
    )
    rows = session.scalars(dead.order_by(Notification.due_at.desc(), Notification.id.desc()).limit(MOST))
    return [_letter(row) for row in rows]


def _letter(row: Notification) -> DeadLetter:
    try:
        words = words_for(row)
    except Exception:  # noqa: BLE001 -- words that cannot be made may be why it lies here
        words = None
    name = row.person.full_name if row.person else (words and words.guest_name) or _("Gäst")
    return DeadLetter(row, name, words.subject if words else "")


def outbox() -> Sequence[Outgoing]:
    """What would have been sent, the newest first."""
    rows = select(Outgoing).where(Outgoing.created_at > clock.now() - KEPT_FOR)
    return session.scalars(rows.order_by(Outgoing.id.desc()).limit(MOST)).all()


def thin_outbox() -> int:
    old = delete(Outgoing).where(Outgoing.created_at <= clock.now() - KEPT_FOR)
    return session.connection().execute(old).rowcount


def note_listing(shown: int, *, actor: User) -> None:
    """The page shows numbers, addresses and words: that it was read is an entry, without whom it showed."""
    audit.record("notifications.listed", person=None, actor=actor, shown=shown)


def try_again(notification_id: int, *, actor: User) -> None:
    """Somebody has judged that it shall go once more."""
    row = _dead(notification_id)
    if row.not_after and row.not_after < clock.now():
        raise Refusal("too_late", _("Det är för sent för det beskedet. Ring i stället."))
    row.state, row.attempts, row.due_at = DeliveryState.WAITING, 0, clock.now()
    row.failure = row.put_away_at = None
    audit.record("notification.retried", person=row.person, actor=actor, notification=row.id)


def put_away(notification_id: int, *, actor: User) -> None:
    row = _dead(notification_id)
    row.put_away_at = row.put_away_at or clock.now()
    audit.record("notification.put_away", person=row.person, actor=actor, notification=row.id)


def take_back(notification_id: int, *, actor: User) -> None:
    row = _dead(notification_id)
    row.put_away_at = None
    audit.record("notification.taken_back", person=row.person, actor=actor, notification=row.id)


def _dead(notification_id: int) -> Notification:
    row = locked(Notification, notification_id)
    if row is None or row.state is not DeliveryState.DEAD:
        raise Refusal("not_dead", _("Beskedet är redan på väg, eller så har någon annan ordnat det."))
    return row


def channel_words(channel: Channel | None) -> str:
    if channel is None:
        return "–"
    return {
        Channel.SCREEN: _("Skärmen"),
        Channel.SMS: _("Sms"),
        Channel.EMAIL: _("E-post"),
        Channel.CALL: _("Samtal"),
        Channel.PAPER: _("Papper"),
    }[channel]


def failure_words(code: str | None) -> str:
    """What went wrong, and what that means for the receiver."""
    if code in ("unknown", "unsure"):
        return _("Vi vet inte om det kom fram. Ring och fråga, eller försök igen.")
    if code == "words":
        return _("Texten gick inte att göra. Säg till den som sköter Samvaro.")
    return _("Det gick inte att skicka. Inget har kommit fram.")


def state_words(state: DeliveryState) -> str:
    return {
        DeliveryState.WAITING: _("Väntar"),
        DeliveryState.CLAIMED: _("Skickas nu"),
        DeliveryState.SENT: _("Skickade"),
        DeliveryState.DROPPED: _("Inte längre aktuella"),
        DeliveryState.DEAD: _("Gick inte fram"),
    }[state]
