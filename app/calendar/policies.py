"""Who may see and change what in the calendar."""

from __future__ import annotations

from sqlalchemy import Select, false, select, true
from sqlalchemy.orm import joinedload

from app.accounts.models import Role, User
from app.calendar.models import Activity, Occurrence

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
