"""The room of a date that is held online: who is invited, when it is open, when it is put away.

Whoever gets or gives up a seat later, and a date that is moved, are followed by the clock (jobs.py) within half a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calendar.models import DateForm, Occurrence, SignUp, SignUpState
from app.calendar.team_models import Assignment, Task
from app.core import clock
from app.core.db import locked, session
from app.core.formatting import local
from app.rooms import hour_editing, keeping
from app.rooms.models import Membership, Room

BEFORE = timedelta(minutes=15)  # a host may open it so long before
STAYS = timedelta(hours=24)  # afterwards, for who talks on or reads again


class Hours(NamedTuple):
    weekday: int
    opens_at: time
    closes_at: time


def due() -> list[int]:
    """Dates whose room may need something."""
    held = Occurrence.form == DateForm.ONLINE, Occurrence.ends_at > clock.now() - 2 * STAYS
    living = select(Room.id).where(Room.archived_at.is_(None))
    found = select(Occurrence.id).where(*held, Occurrence.room_id.in_(living))
    return list(session.scalars(found.order_by(Occurrence.id)))


def keep(date_id: int) -> bool:
    """Bring the room to where it should be; no when nothing was to do. Looks first, and locks only then."""
    date = session.get(Occurrence, date_id, populate_existing=True)
    room = session.get(Room, date.room_id, populate_existing=True) if date and date.room_id else None
    if date is None or room is None or not date.is_online or _is_settled(date, room):
        return False
    held = locked(Room, room.id)
    if held is None or held.archived_at:
        return False
    if _is_over(date):
        keeping.archive_room(held, actor=None)
    else:
        follow(date, held, actor=None)
    return True


def follow(date: Occurrence, room: Room, *, actor: User | None) -> None:
    """Invitations and hours. The room is locked."""
    wanted, there = _wanted(date), _there(room)
    for person, is_host in wanted.values():
        if there.get(person.id) is not is_host:
            keeping.invite(room, person, is_host=is_host, actor=actor)
    for person in _people(set(there) - set(wanted)):
        keeping.uninvite(room, person, actor=actor)
    for line in hour_editing.week_of(room):
        if Hours(line.weekday, line.opens_at, line.closes_at) != _hours(date):
            hour_editing.remove_hours(room, line.id, actor=actor)
    if hours := _hours(date):
        hour_editing.add_hours(room, **hours._asdict(), actor=actor)
    if _should_open(date):
        keeping.open_at_the_hour(room)


def _is_settled(date: Occurrence, room: Room) -> bool:
    if _is_over(date):
        return False
    wanted, there = _wanted(date), _there(room)
    same = all(there.get(key) is is_host for key, (_person, is_host) in wanted.items())
    lines = [Hours(one.weekday, one.opens_at, one.closes_at) for one in hour_editing.week_of(room)]
    hours = _hours(date)
    waits = _should_open(date) and keeping.waits_for_its_hour(room)
    return same and there.keys() <= wanted.keys() and lines == ([hours] if hours else []) and not waits


def _is_over(date: Occurrence) -> bool:
    return date.ends_at + STAYS <= clock.now()


def _should_open(date: Occurrence) -> bool:
    return not date.is_cancelled and date.starts_at <= clock.now() < date.ends_at


def _hours(date: Occurrence) -> Hours | None:
    """By the clock on the wall; none for a date that is off. The room is put away before they come again."""
    if date.is_cancelled:
        return None
    day, opens, closes = local(date.starts_at).date(), local(date.starts_at - BEFORE), local(date.ends_at)
    return Hours(
        day.weekday(),
        _wall(opens) if opens.date() == day else time.min,
        _wall(closes) if closes.date() == day else time(23, 59),
    )


def _wall(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)


def _wanted(date: Occurrence) -> dict[int, tuple[User, bool]]:
    """Those with a seat and those who run it; whether as host."""
    seats = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.SEAT)
    runs = select(Assignment).where(Assignment.occurrence_id == date.id)
    found = {
        one.person.id: (one.person, False)
        for one in session.scalars(seats.options(joinedload(SignUp.person)))
        if one.person
    }
    for row in session.scalars(runs.options(joinedload(Assignment.person))):
        found[row.person_id] = (row.person, row.task is Task.HOST)
    return {key: one for key, one in found.items() if one[0].is_active}


def _there(room: Room) -> dict[int, bool]:
    rows = session.execute(
        select(Membership.user_id, Membership.is_host).where(Membership.room_id == room.id)
    )
    return {row[0]: row[1] for row in rows}


def _people(ids: set[int]) -> Sequence[User]:
    """Who is not, or no longer, on the list. Somebody else may come in by being signed up."""
    return session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id)).all() if ids else []
