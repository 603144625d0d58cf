"""Activities for tests, made through the service."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.calendar import news, online, rules, series, team
from app.calendar.models import Activity, Occurrence, Serves, SignUp
from app.calendar.team_models import Task
from app.core import clock
from app.core.clock import STOCKHOLM
from app.core.db import commit, session

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
WEEKLY = "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU"


def next_tuesday() -> date:
    """TUESDAY while the clock stands still; later for tests whose clock goes."""
    tomorrow = clock.today() + timedelta(days=1)
    return tomorrow + timedelta(days=(1 - tomorrow.weekday()) % 7)


def details(**changes: Any) -> rules.Details:
    """A soup lunch on the next Tuesday at half past eleven, once, for two."""
    plain = {
        "title": "Sopplunch", "place": "Restaurang Utsikten", "starts_on": next_tuesday(), "starts_at": time(11, 30),
        "duration_minutes": 90, "capacity": 2, "serves": Serves.SOUP,
    }  # fmt: skip
    return rules.Details(**plain | changes)


def lunch(actor: User, **changes: Any) -> Occurrence:
    """Its first date."""
    return lunches(actor, **changes)[0]


def lunch_in_a_room(actor: User, host: User) -> Occurrence:
    """Its first date, run by the host and held in a room."""
    date = lunch(actor)
    team.assign(host, date, Task.HOST, whole=False, actor=actor)
    online.go_online(date, reason="Halt", actor=actor)
    commit()
    return date


def lunches(actor: User, **changes: Any) -> list[Occurrence]:
    activity = series.create_activity(details(**changes), actor=actor)
    commit()
    return dates_of(activity)


def dates_of(activity: Activity) -> list[Occurrence]:
    rows = select(Occurrence).where(Occurrence.activity_id == activity.id).order_by(Occurrence.starts_at)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def days_of(activity: Activity) -> list[date]:
    return [rules.local_day(row.starts_at) for row in dates_of(activity)]


def clocks_of(activity: Activity) -> set[str]:
    """What the clock on the wall shows when its dates begin."""
    return {f"{row.starts_at.astimezone(STOCKHOLM):%H.%M}" for row in dates_of(activity)}


def state_of(person: User, date_row: Occurrence) -> str | None:
    entry = session.scalar(
        select(SignUp)
        .where(SignUp.occurrence_id == date_row.id, SignUp.person_id == person.id)
        .execution_options(populate_existing=True)
    )
    return entry.state.value if entry else None


def taken(date_row: Occurrence) -> int:
    return session.scalar(select(Occurrence.taken).where(Occurrence.id == date_row.id)) or 0


def told(person: User) -> list[str]:
    """The sentences of the person's news."""
    return [notice.text for notice in news.news_for(person)]
