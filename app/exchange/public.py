"""The whole programme as a calendar that everybody may subscribe to: what, when and where, as on the programme's page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import force_locale, gettext as _
from sqlalchemy import ScalarResult, Select, func, select
from sqlalchemy.orm import contains_eager

from app.calendar import rules
from app.calendar.models import Activity, Occurrence
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import session
from app.core.formatting import monday_of
from app.core.tokens import digest
from app.exchange import ics
from app.exchange.own import FORM, Version
from app.exchange.planning import unhurried
from app.exchange.series_events import events_of

WEEKS_BACK = 4


def version() -> Version:
    """By two questions of one row each. A row that goes makes the count smaller or its activity newer."""
    plans = select(func.count(), func.sum(Activity.revision), func.max(Activity.id), func.max(Activity.created_at),
                   func.max(Activity.changed_at)).where(Activity.in_programme)  # fmt: skip
    dates = select(
        func.count(), func.sum(Occurrence.revision), func.max(Occurrence.id), func.max(Occurrence.changed_at)
    )
    dates = dates.join(Occurrence.activity).where(
        Activity.in_programme, Occurrence.starts_at >= _midnight(_since())
    )
    found = [tuple(session.execute(asked).one()) for asked in (plans, dates)]
    moments = [value for row in found for value in row if isinstance(value, datetime)]
    told = (FORM, ics.origin(), clock.today().isoformat(), found)
    return Version(digest(repr(told))[:32], max(moments, default=clock.now()))


def file_for_all() -> bytes:
    """In Swedish, as it lies on the table."""
    with force_locale("sv"):
        rows: dict[int, list[Occurrence]] = {}
        for row in _rows():
            rows.setdefault(row.activity_id, []).append(row)
        plans = session.scalars(_plans().order_by(Activity.id)).all()
        events = [
            event
            for plan in unhurried(plans)
            for event in events_of(plan, rows.get(plan.id, []), since=_since())
        ]
        zones = [plan.zone for plan in plans] or [STOCKHOLM.key]
        return ics.calendar_of(_("Program i Samvaro"), events, zones, since=_since())


def _plans() -> Select[Activity]:
    return select(Activity).where(Activity.in_programme).execution_options(populate_existing=True)


def _rows() -> ScalarResult[Occurrence]:
    found = select(Occurrence).join(Occurrence.activity).options(contains_eager(Occurrence.activity))
    found = found.where(Activity.in_programme, Occurrence.starts_at >= _midnight(_since()))
    return session.scalars(
        found.order_by(Occurrence.starts_at, Occurrence.id).execution_options(populate_existing=True)
    )


def _since() -> date:
    """A month back, from a Monday on."""
    return monday_of(clock.today()) - timedelta(weeks=WEEKS_BACK)


def _midnight(day: date) -> datetime:
    return rules.moment(day, datetime.min.time())
