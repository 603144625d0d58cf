"""What a reminder says: on screen and paper, by SMS and e-mail, and read out by somebody who rings."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.calendar import remind_times, rules
from app.calendar.models import SignUp
from app.calendar.reminders import KIND, stamp_of
from app.calendar.ringing import is_rung
from app.core import clock, formatting
from app.core.db import session
from app.core.text import beginning
from app.notifications.kinds import Words, kind
from app.notifications.models import Notification

ONE_SMS = 160  # characters


@kind(KIND)
def words(notification: Notification) -> Words | None:
    entry = entry_of(notification)
    if entry is None:
        return None
    return Words(
        subject=_("Påminnelse om %(title)s", title=entry.occurrence.title),
        text=_text(entry),
        path=f"/kalender/{entry.occurrence_id}",
        guest_name=entry.guest_name,
        guest_phone=entry.guest_phone,
    )


def script(notification: Notification) -> str | None:
    """For the telephone: the same, and the question that goes with it."""
    if (entry := entry_of(notification)) is None:
        return None
    told = _("Jag ringer för att påminna om %(what)s.", what=_what(entry, with_place=True))
    asked = _("Kan du inte komma? Säg till mig, så får någon annan platsen.")
    return f"{told} {asked}"


def entry_of(notification: Notification) -> SignUp | None:
    """The sign-up, when the reminder still is true: a seat, at the time it was queued for, and no later reminder due."""
    entry = session.scalar(
        select(SignUp)
        .where(SignUp.id == notification.subject_id)
        .options(joinedload(SignUp.occurrence))
        .execution_options(populate_existing=True)
    )
    return entry if entry and entry.is_seated and _is_true(notification, entry) else None


def _is_true(notification: Notification, entry: SignUp) -> bool:
    date, (code, stamp) = entry.occurrence, [*notification.key.split(":"), "", ""][2:4]
    if date.is_cancelled or date.activity.ended_at or date.has_begun() or stamp != stamp_of(date.starts_at):
        return False
    now = max(clock.now(), notification.due_at)  # printed ahead, it is true for when it is due
    useful = remind_times.of_use(date.activity.reminders, date.starts_at, date.activity.zone, now)
    return code in [due.lead.value for due in useful]


def _text(entry: SignUp) -> str:
    """With the place, unless that would be more than one SMS."""
    phone = current_app.config["SETTINGS"].help_phone
    no = _("Kan du inte komma? Ring %(phone)s, så får någon annan platsen.", phone=phone)
    short_no = _("Kan du inte komma? Ring %(phone)s.", phone=phone)
    whole, what = _what(entry, with_place=True), _what(entry, with_place=False)
    tries = (f"{_reminder(whole)} {no}", f"{_reminder(whole)} {short_no}", f"{_reminder(what)} {short_no}")
    return next((text for text in tries if len(text) <= ONE_SMS), tries[-1])


def _reminder(what: str) -> str:
    return _("Påminnelse: %(what)s.", what=what)


def _what(entry: SignUp, *, with_place: bool) -> str:
    """Sopplunch i morgon, tisdag 24 november, klockan 11.30, Restaurang Utsikten"""
    date = entry.occurrence
    day = formatting.day_in_words(rules.local_day(date.starts_at, date.activity.zone))
    values = {
        "title": beginning(date.title, 60),
        "day": day,
        "time": formatting.time_in_words(date.starts_at),
    }
    template = _("%(title)s %(day)s, %(time)s")
    return template % values + (f", {_place(entry)}" if with_place or date.is_online else "")


def _place(entry: SignUp) -> str:
    """Where to go; of a date that is held in a room, that there is nowhere to go."""
    if not entry.occurrence.is_online:
        return entry.occurrence.place
    return _("hemma: vi ringer dig") if is_rung(entry.person_id) else _("i ett rum här i Samvaro")
