"""`flask bench seed-calendar`: a municipality's calendar, three years of it, for whatever measures the pages."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import click
from flask import current_app
from sqlalchemy import func, insert, select, update

from app.accounts import people
from app.accounts.models import Role, User
from app.calendar import rules
from app.calendar.models import Activity, CameBy, DateForm, Occurrence, SignUp, SignUpState
from app.calendar.team_models import Assignment, Task
from app.core import clock
from app.core.db import commit, session
from app.core.formatting import monday_of
from app.demo.bench import bench, cookie_of

YEARS, AHEAD = 3, 26  # years behind, weeks ahead
CAPACITY = 24
PLACES = ("Mötesplatsen, salen", "Biblioteket", "Restaurang Utsikten", "Kyrksalen", "Simhallen", "Parken")


@bench.command("seed-calendar")
@click.option("--series", type=click.IntRange(1, 500), default=60, show_default=True)
@click.option("--sign-ups", type=click.IntRange(0, 200_000), default=20_000, show_default=True)
@click.option("--people", "members", type=click.IntRange(10, 5000), default=400, show_default=True)
def seed_calendar(series: int, sign_ups: int, members: int) -> None:
    """Make weekly series with three years behind them, and print cookies and addresses as JSON."""
    if session.scalar(select(func.count(User.id))):
        raise click.ClickException("There are people in the database already; measuring wants an empty one.")
    staff = people.add(first_name="Samordnare", role=Role.COORDINATOR, login_name="s@x.example", actor=None)
    hosts = [people.add(first_name=f"Värd {n + 1}", role=Role.HOST, actor=None) for n in range(20)]
    guests = [people.add(first_name=f"Gäst {n + 1}", actor=None) for n in range(members)]
    for number in range(series):
        _dates(_activity(number, staff))
    _fill(guests, hosts, sign_ups, staff)
    commit()
    shown = select(Occurrence.id).where(Occurrence.starts_at > clock.now()).order_by(Occurrence.starts_at)
    answer = {
        "cookie": current_app.config["SESSION_COOKIE_NAME"],
        "member": cookie_of(guests[0]),
        "staff": cookie_of(staff),
        "date": session.scalar(shown.limit(1)),
    }
    commit()
    click.echo(json.dumps(answer))


def _first_monday() -> date:
    return monday_of(clock.today()) - timedelta(weeks=52 * YEARS)


def _activity(number: int, staff: User) -> Activity:
    first = _first_monday() + timedelta(days=number % 7)
    made = Activity(
        title=f"Aktivitet {number + 1}", place=PLACES[number % len(PLACES)], starts_on=first,
        starts_at=time(9 + number % 8), duration_minutes=90, capacity=CAPACITY, created_by_id=staff.id,
        rrule=rules.write_rule(rules.Repeat.WEEKLY, first),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _dates(activity: Activity) -> None:
    length = timedelta(minutes=activity.duration_minutes)
    rows = []
    for week in range(52 * YEARS + AHEAD):
        day = activity.starts_on + timedelta(weeks=week)
        start = rules.moment(day, activity.starts_at)
        rows.append({
            "activity_id": activity.id, "planned_on": day, "title": activity.title, "place": activity.place,
            "starts_at": start, "ends_at": start + length, "capacity": CAPACITY, "taken": 0,
            "is_changed": False, "form": DateForm.AT_PLACE,
        })  # fmt: skip
    session.execute(insert(Occurrence), rows)


def _fill(guests: list[User], hosts: list[User], sign_ups: int, staff: User) -> None:
    ids = list(session.scalars(select(Occurrence.id).order_by(Occurrence.id)))
    session.execute(insert(Assignment), [
        {"occurrence_id": key, "person_id": hosts[key % len(hosts)].id, "task": Task.HOST} for key in ids
    ])  # fmt: skip
    rows = list(_sign_ups(ids, guests, sign_ups, staff))
    if rows:
        session.execute(insert(SignUp), rows)
    taken = select(func.count()).where(SignUp.occurrence_id == Occurrence.id).scalar_subquery()
    session.execute(update(Occurrence).values(taken=taken).execution_options(synchronize_session=False))


def _sign_ups(ids: list[int], guests: list[User], wanted: int, staff: User) -> Iterator[dict[str, Any]]:
    """Spread evenly; nobody twice, and never more than there are seats."""
    chance = random.Random(1)  # noqa: S311 -- the same calendar each time
    least, more = divmod(wanted, len(ids))
    extra = set(chance.sample(ids, more))
    for key in ids:
        number = min(least + (key in extra), CAPACITY, len(guests))
        for guest in chance.sample(guests, number):
            yield {
                "occurrence_id": key, "person_id": guest.id, "actor_id": staff.id, "came_by": CameBy.PHONE,
                "companions": 0, "state": SignUpState.SEAT, "queued_at": clock.now(), "seated_at": clock.now(),
            }  # fmt: skip
