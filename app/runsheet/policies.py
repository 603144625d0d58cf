"""Whose date it is, and until when what its guests need is shown to anybody."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select

from app.accounts.models import User
from app.calendar.models import KEPT, Occurrence
from app.calendar.policies import dates_run_by as run_by, dates_visible_to
from app.calendar.rules import local_day
from app.core import clock


def is_within_reach() -> ColumnElement[bool]:
    """Of a date: what its guests need may still be read by those who run it."""
    return Occurrence.ends_at > clock.now() - KEPT


def is_near(date: Occurrence) -> bool:
    return date.is_kept()


def is_day(date: Occurrence) -> bool:
    """Its day has come, so somebody may have come to it."""
    return local_day(date.starts_at, date.activity.zone) <= clock.today()


def dates_run_by(person: User) -> Select[Occurrence]:
    """The dates that are theirs, while the set time lasts. Through this everything of a run sheet is fetched."""
    return run_by(person).where(is_within_reach())


def dates_counted_by(person: User) -> Select[Occurrence]:
    """How many came stays to be read by staff, for good; others see it as long as the rest."""
    return run_by(person)


def dates_to_tell_about(person: User) -> Select[Occurrence]:
    """As a guest: what they need can be told, and taken back, as long as it is kept."""
    return dates_visible_to(person).where(is_within_reach())
