"""Who runs a date: hosts and helpers, for one date or for all dates to come of its activity."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calendar.models import Occurrence
from app.calendar.team_models import Assignment, Task
from app.core import audit, clock
from app.core.db import begin_write, session
from app.core.errors import Refusal

Tasks = dict[int, Task | None]  # by date; None: has nothing to do with it


def assign(person: User, date: Occurrence, task: Task, *, whole: bool, actor: User) -> Tasks:
    """`whole`: on all dates to come, not on this one only. Gives what was before, for taking it back."""
    return set_tasks(person, date.activity_id, dict.fromkeys(_ids(date, whole=whole), task), actor=actor)


def take_off(person: User, date: Occurrence, *, whole: bool, actor: User) -> Tasks:
    """The same, the other way."""
    return set_tasks(person, date.activity_id, dict.fromkeys(_ids(date, whole=whole)), actor=actor)


def set_tasks(person: User, activity_id: int, wanted: Tasks, *, actor: User) -> Tasks:
    """What the person does on each of these dates of the activity. Gives what was before."""
    if Task.HOST in wanted.values() and not person.is_host:
        raise Refusal(
            "not_a_host", _("Bara en värd eller personal kan vara värd. Välj Hjälper till i stället."), 422
        )
    names = {str(key): task.value if task else None for key, task in wanted.items()}
    audit.record("team.changed", person=person, actor=actor, activity=activity_id, dates=names)
    _hold(person)
    known = _known(activity_id, wanted)
    rows = {row.occurrence_id: row for row in _of_person(person, known)}
    before: Tasks = {key: rows[key].task if key in rows else None for key in known}
    for key in known:
        _set(rows.get(key), person, key, wanted[key])
    session.flush()
    return before


def of_date(date: Occurrence) -> list[Assignment]:
    """Hosts first, then by name."""
    return of_dates([date.id]).get(date.id, [])


def of_dates(ids: Sequence[int]) -> dict[int, list[Assignment]]:
    """By date; one question however many they are."""
    found: dict[int, list[Assignment]] = {}
    mine = select(Assignment).where(Assignment.occurrence_id.in_(ids)).options(joinedload(Assignment.person))
    for row in sorted(session.scalars(mine), key=_order):
        found.setdefault(row.occurrence_id, []).append(row)
    return found


def copy_to(new: Sequence[Occurrence], activity_id: int) -> None:
    """Each new date gets the team that the activity's nearest earlier date has, or the first one when none is earlier."""
    if not new:
        return
    rows = _in_order(activity_id, without={date.id for date in new})
    nearest = {date.id: _nearest(rows, date.starts_at) for date in new} if rows else {}
    teams = of_dates(sorted(set(nearest.values())))
    session.add_all(
        Assignment(occurrence_id=key, person_id=one.person_id, task=one.task)
        for key, earlier in nearest.items()
        for one in teams.get(earlier, ())
        if one.person.is_active and (one.task is Task.HELPER or one.person.is_host)
    )
    session.flush()


def leave_all_coming(person: User) -> None:
    """Somebody who is switched off runs nothing any more."""
    begin_write()
    for row in session.scalars(_coming_of(person)).all():
        session.delete(row)
    session.flush()


def _coming_of(person: User) -> Select[Assignment]:
    coming = select(Occurrence.id).where(Occurrence.starts_at > clock.now())
    return select(Assignment).where(Assignment.person_id == person.id, Assignment.occurrence_id.in_(coming))


def _in_order(activity_id: int, *, without: set[int]) -> list[tuple[int, datetime]]:
    found = select(Occurrence.id, Occurrence.starts_at).where(Occurrence.activity_id == activity_id)
    rows = session.execute(found.order_by(Occurrence.starts_at, Occurrence.id))
    return [(row[0], row[1]) for row in rows if row[0] not in without]


def _nearest(rows: list[tuple[int, datetime]], moment: datetime) -> int:
    at = bisect_left(rows, moment, key=lambda row: row[1])
    return rows[max(at - 1, 0)][0]


def _known(activity_id: int, wanted: Tasks) -> list[int]:
    """Those that are dates of the activity: what a page brings back may be old, or somebody's own."""
    ours = select(Occurrence.id).where(Occurrence.activity_id == activity_id, Occurrence.id.in_(wanted))
    return sorted(session.scalars(ours))


def _of_person(person: User, ids: Sequence[int]) -> list[Assignment]:
    mine = select(Assignment).where(Assignment.person_id == person.id, Assignment.occurrence_id.in_(ids))
    return list(session.scalars(mine.execution_options(populate_existing=True)))


def _set(row: Assignment | None, person: User, occurrence_id: int, task: Task | None) -> None:
    if row is not None and task is None:
        session.delete(row)
    elif row is not None and task is not None:
        row.task = task
    elif task is not None:
        session.add(Assignment(occurrence_id=occurrence_id, person_id=person.id, task=task))


def _hold(person: User) -> None:
    """Keeps the person from being switched off or made something else at the same moment."""
    held = select(User.role).where(User.id == person.id, User.deactivated_at.is_(None))
    if session.scalar(held.with_for_update(read=True)) is None:
        raise Refusal("switched_off", _("Personen är avstängd och kan inte hålla i något."), 422)


def _order(row: Assignment) -> tuple[bool, str, int]:
    return row.task is not Task.HOST, row.person.first_name.lower(), row.id


def _ids(date: Occurrence, *, whole: bool) -> list[int]:
    if not whole:
        return [date.id]
    coming = select(Occurrence.id).where(
        Occurrence.activity_id == date.activity_id, Occurrence.starts_at > clock.now()
    )
    return sorted({date.id, *session.scalars(coming)})
