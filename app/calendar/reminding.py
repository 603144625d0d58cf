"""Who is reminded when and how, in words: for the person, for staff, for a plan that is not stored yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _, ngettext
from sqlalchemy import func, select

from app.accounts.models import User
from app.calendar import remind_times, rules
from app.calendar.models import Activity, Occurrence, SignUp, SignUpState
from app.calendar.queries import Line
from app.calendar.remind_times import Lead
from app.calendar.reminders import KIND
from app.core import clock, formatting
from app.core.db import session
from app.notifications.models import Channel, Contact, DeliveryState, Notification


def of_plan(plan: Activity | rules.Details) -> str:
    """En vecka innan och dagen innan"""
    at = rules.moment(plan.starts_on, plan.starts_at, plan.zone)
    return formatting.capital(_leads(remind_times.read(plan.reminders), at, plan.zone)) or _("Inga")


def for_person(person: User, line: Line) -> str | None:
    """Vi påminner dig dagen innan, på skärmen. None: nothing is to come."""
    coming = _to_come(line.occurrence)
    if not line.is_seated or not coming:
        return None
    leads = [due.lead for due in coming]
    when = _leads(leads, line.occurrence.starts_at, line.occurrence.activity.zone)
    contact = session.get(Contact, person.id)
    return _sentence(contact.channel if contact else Channel.SCREEN) % {"when": when}


def for_staff(date: Occurrence) -> str:
    """12 på skärmen, 3 med sms. Nästa: i morgon, klockan 10.00. Påminda hittills: 8."""
    if not date.activity.reminders:
        return _("Inga")
    parts = [_ways(date) or _("Ingen är anmäld."), *_next(date)]
    if reached := _reached(date):
        parts.append(ngettext("%(num)s påminnelse är framme.", "%(num)s påminnelser är framme.", reached))
    return " ".join(parts)


def _to_come(date: Occurrence) -> list[remind_times.Due]:
    if date.is_cancelled or date.has_begun() or date.activity.ended_at:
        return []
    dues = remind_times.all_due(date.activity.reminders, date.starts_at, date.activity.zone)
    return [due for due in dues if due.at > clock.now()]


def _next(date: Occurrence) -> list[str]:
    dues = _to_come(date)
    return [_("Nästa: %(when)s.", when=formatting.when_in_words(dues[0].at))] if dues else []


def _ways(date: Occurrence) -> str:
    """Of those with a seat, by which channel; a guest is reached by the number that was left."""
    seated = SignUp.occurrence_id == date.id, SignUp.state == SignUpState.SEAT
    counted = (
        select(SignUp.person_id.is_(None), Contact.channel, func.count())
        .outerjoin(Contact, Contact.person_id == SignUp.person_id)
        .where(*seated)
        .group_by(SignUp.person_id.is_(None), Contact.channel)
    )
    ways: dict[Channel | None, int] = {}
    rows: Sequence[Any] = session.execute(counted).all()
    for is_guest, channel, number in rows:
        way = None if is_guest else channel or Channel.SCREEN
        ways[way] = ways.get(way, 0) + number
    words = [_way(way, ways[way]) for way in (*Channel, None) if way in ways]
    return f"{formatting.names_in_words(words)}." if words else ""


def _reached(date: Occurrence) -> int:
    sign_ups = select(SignUp.id).where(SignUp.occurrence_id == date.id)
    sent = Notification.kind == KIND, Notification.state == DeliveryState.SENT
    counted = select(func.count()).where(*sent, Notification.subject_id.in_(sign_ups))
    return session.scalar(counted) or 0


def _leads(leads: Sequence[Lead], starts_at: datetime, zone: str) -> str:
    words = {
        Lead.WEEK: _("en vecka innan"),
        Lead.TWO_DAYS: _("två dagar innan"),
        Lead.DAY: _("dagen innan"),
        Lead.MORNING: _("kvällen innan") if remind_times.is_early(starts_at, zone) else _("samma morgon"),
    }
    return formatting.names_in_words([words[lead] for lead in leads])


def _sentence(channel: Channel) -> str:
    return {
        Channel.SCREEN: _("Vi påminner dig %(when)s, på skärmen."),
        Channel.SMS: _("Vi påminner dig %(when)s, med sms."),
        Channel.EMAIL: _("Vi påminner dig %(when)s, med e-post."),
        Channel.CALL: _("Vi ringer och påminner dig %(when)s."),
        Channel.PAPER: _("Påminnelsen står på ditt programblad."),
    }[channel]


def _way(channel: Channel | None, number: int) -> str:
    return {
        Channel.SCREEN: _("%(n)s på skärmen", n=number),
        Channel.SMS: _("%(n)s med sms", n=number),
        Channel.EMAIL: _("%(n)s med e-post", n=number),
        Channel.CALL: _("%(n)s som vi ringer", n=number),
        Channel.PAPER: _("%(n)s på papper", n=number),
        None: ngettext("%(num)s gäst på sitt nummer", "%(num)s gäster på sitt nummer", number),
    }[channel]
