"""What those concerned are told of their seats, each by their own way; the words are made when it is sent."""

from __future__ import annotations

from flask_babel import gettext as _

from app.calendar import news, standing_news
from app.calendar.answering import tell_at
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.calendar.standing_models import StandingSeat
from app.core import clock
from app.core.db import session
from app.notifications import services as notifications
from app.notifications.kinds import Words, kind
from app.notifications.models import Notification

OFFERED, GIVEN, STANDING_ENDED = "seat_offered", "seat_given", "standing_ended"


def offered(entry: SignUp, date: Occurrence) -> None:
    """One for each time a seat is offered."""
    _queue(OFFERED, entry, date, f"{entry.offered_at:%Y%m%d%H%M%S%f}")


def given(entry: SignUp, date: Occurrence) -> None:
    _queue(GIVEN, entry, date, f"{entry.promoted_at:%Y%m%d%H%M%S%f}")


def standing_ended(seat: StandingSeat) -> None:
    notifications.queue(
        STANDING_ENDED, key=f"{STANDING_ENDED}:{seat.id}:{seat.ended_at:%Y%m%d%H%M%S%f}", person=seat.person,
        subject_id=seat.id,
    )  # fmt: skip


def _queue(name: str, entry: SignUp, date: Occurrence, stamp: str) -> None:
    notifications.queue(
        name, key=f"{name}:{entry.id}:{stamp}", person=entry.person, subject_id=entry.id,
        due_at=tell_at(clock.now(), date.starts_at), not_after=entry.offered_until or date.starts_at,
    )  # fmt: skip


@kind(OFFERED, on_screen=False)
def _offer_words(notification: Notification) -> Words | None:
    entry = _entry(notification)
    if entry is None or entry.state is not SignUpState.OFFERED or not _is_this(notification, entry):
        return None
    text = news.offer_in_words(entry.occurrence, entry)
    if entry.person is None:
        text = f"{text} " + _("Ring oss och svara.")
    return _words(_("Det finns en plats till dig"), text, entry)


@kind(GIVEN, on_screen=False)
def _given_words(notification: Notification) -> Words | None:
    entry = _entry(notification)
    if entry is None or entry.state is not SignUpState.SEAT:
        return None
    text = _("Du har fått plats: %(what)s.", what=news.what_and_when(entry.occurrence))
    return _words(_("Du har fått plats"), text, entry)


@kind(STANDING_ENDED, on_screen=False)
def _standing_words(notification: Notification) -> Words | None:
    seat = session.get(StandingSeat, notification.subject_id)
    if seat is None or seat.ended_at is None:
        return None
    return Words(_("Din fasta plats"), standing_news.words(seat), "/mina-anmalningar")


def _entry(notification: Notification) -> SignUp | None:
    """The sign-up while its date is on and has not begun."""
    entry = session.get(SignUp, notification.subject_id, populate_existing=True)
    if entry is None or entry.occurrence.is_cancelled or entry.occurrence.has_begun():
        return None
    return entry


def _is_this(notification: Notification, entry: SignUp) -> bool:
    """Not an earlier offer of the same seat, nor one whose time is over."""
    stamp = f"{entry.offered_at:%Y%m%d%H%M%S%f}"
    return notification.key.endswith(stamp) and (entry.offered_until or clock.now()) > clock.now()


def _words(subject: str, text: str, entry: SignUp) -> Words:
    return Words(
        subject,
        text,
        f"/kalender/{entry.occurrence_id}",
        guest_name=entry.guest_name,
        guest_phone=entry.phone,
    )
