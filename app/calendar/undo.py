"""The last edit of a series taken back, by the same service and under the same checks as any other edit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask_babel import gettext as _

from app.accounts.models import User
from app.calendar import edit, rules
from app.calendar.models import Activity
from app.core import clock
from app.core.db import begin_write, session
from app.core.errors import Refusal


def take_back(activity: Activity, *, actor: User) -> edit.Change | None:
    """What held before the last edit holds again from the next date on; None when it is taken back already."""
    begin_write()
    session.refresh(activity)
    if activity.before_edit is None:
        return None
    before = _from_now(rules.Details.from_text(activity.before_edit))
    change = edit.edit_series(activity, before, reason=None, actor=actor)
    activity.before_edit = None
    session.flush()
    return change


def _from_now(details: rules.Details) -> rules.Details:
    """The same plan, counted from its next date."""
    planned = rules.plan(details, today=clock.today(), since=clock.today())
    coming = [one.day for one in planned if _is_to_come(one.day, details)]
    if not coming:
        raise Refusal("in_the_past", _("Den gamla tiden har redan varit."))
    counted = rules.parts(details.rrule).get("COUNT")
    rule = (details.rrule or "").replace(f"COUNT={counted}", f"COUNT={len(coming)}") or None
    return replace(details, starts_on=coming[0], rrule=rule)


def _is_to_come(day: date, details: rules.Details) -> bool:
    return rules.moment(day, details.starts_at, details.zone) > clock.now()
