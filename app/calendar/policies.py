"""Who may see and change what in the calendar."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Role, User
from app.calendar.models import KEPT, Activity, CameBy, Occurrence, SignUp
from app.calendar.team_models import Assignment, Task
from app.core import clock
from app.core.db import session

MANAGERS = (Role.COORDINATOR,)  # an administrator may do whatever a coordinator may
STAFF = (Role.COORDINATOR, Role.ADMINISTRATOR)
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
    return session.scalar(dates_run_by(person).where(Occurrence.id == occurrence.id)) is not None


def dates_run_by(person: User) -> Select[Occurrence]:
    """What those who run a date may see of it is fetched through this: staff run them all, others theirs for a while."""
    mine = and_(is_run_by(person), Occurrence.ends_at > clock.now() - KEPT)
    return dates_visible_to(person).where(true() if person.is_staff else mine)


def is_run_by(person: User) -> ColumnElement[bool]:
    """Of a date: they are host or helper of it. Who was a host and is none any more is not."""
    tasks = tuple(Task) if person.is_host else (Task.HELPER,)
    theirs = aliased(Assignment)
    mine = theirs.occurrence_id == Occurrence.id, theirs.person_id == person.id, theirs.task.in_(tasks)
    return exists(select(theirs.id).where(*mine).correlate(Occurrence))


def is_asked_for() -> ColumnElement[bool]:
    """Of a sign-up: by the person or by staff. A host or helper who writes somebody down learns nothing by it of what
    was told for other dates, nor a number."""
    staff = select(User.id).where(User.role.in_(STAFF))
    by_themselves = or_(SignUp.came_by == CameBy.SCREEN, SignUp.actor_id == SignUp.person_id)
    return or_(SignUp.person_id.is_(None), by_themselves, SignUp.actor_id.in_(staff))
