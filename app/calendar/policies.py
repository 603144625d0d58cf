"""Who may see and change what in the calendar."""

from __future__ import annotations

from sqlalchemy import Select, exists, false, select, true
from sqlalchemy.orm import joinedload

from app.accounts.models import Role, User
from app.calendar.models import Activity, Occurrence
from app.calendar.team_models import Assignment
from app.core.db import session

MANAGERS = (Role.COORDINATOR,)  # an administrator may do whatever a coordinator may
ROLL_READERS = (Role.HOST, Role.COORDINATOR)


def dates_visible_to(person: User) -> Select[Occurrence]:
    """Every date, for everybody who is signed in. Who comes is nobody's business but the hosts' and the staff's."""
    return (
        select(Occurrence)
        .where(true() if person.is_active else false())
        .options(joinedload(Occurrence.activity))
    )


def activities() -> Select[Activity]:
    """For staff pages, whose marker has let only staff in."""
    return select(Activity)


def may_manage(person: User) -> bool:
    return person.is_staff and person.is_active


def may_read_roll(person: User) -> bool:
    return person.is_host and person.is_active


def runs(person: User, occurrence: Occurrence) -> bool:
    """Whether the date is theirs: what its guests eat, how they get there and their numbers are for these only."""
    if not person.is_active:
        return False
    mine = Assignment.occurrence_id == occurrence.id, Assignment.person_id == person.id
    return person.is_staff or bool(session.scalar(select(exists().where(*mine))))


def dates_run_by(person: User) -> Select[Occurrence]:
    """What those who run a date may see of it is fetched through this: staff run them all."""
    mine = exists().where(Assignment.occurrence_id == Occurrence.id, Assignment.person_id == person.id)
    runs = true() if person.is_staff else mine
    return dates_visible_to(person).where(runs)
