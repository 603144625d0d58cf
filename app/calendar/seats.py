"""Seats and the waiting list.

Every change of a date's seats happens under its row lock and by conditional UPDATE; the table's CHECK is the last
guard. Locks are taken in one order everywhere, so that nobody waits in a ring: the audit chain, the person, the date.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from app.accounts.models import User
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import audit, clock
from app.core.db import begin_write, locked, session
from app.core.errors import Refusal

ORDER = (SignUp.queued_at, SignUp.id)


def sign_up(person: User, occurrence: Occurrence, *, actor: User) -> SignUp:
    """A seat, or the last place of the waiting list when all are taken. Pressing twice changes nothing."""
    found = find(person, occurrence)
    if found and found.state is not SignUpState.LEFT:
        return found
    _audit_if_staff("calendar.signed_up", person, occurrence, actor)
    _hold(person)
    date = hold_date(occurrence)
    require_open(date)
    found = find(person, date)
    if found and found.state is not SignUpState.LEFT:
        return found
    entry = _join_queue(found, person, date, actor)
    fill_seats(date, newcomer=entry)
    return entry


def leave(person: User, occurrence: Occurrence, *, actor: User) -> SignUp | None:
    """Give up the seat or the place in the queue; the first who waits gets the seat in the same transaction."""
    found = find(person, occurrence)
    if found is None or found.state is SignUpState.LEFT:
        return found
    _audit_if_staff("calendar.left", person, occurrence, actor)
    date = hold_date(occurrence)
    require_open(date)
    return _leave(person, date, actor)


def leave_all_coming(person: User, *, actor: User) -> None:
    """A person who is switched off gives up every coming date, in the order of the dates' ids."""
    coming = select(SignUp.occurrence_id).join(SignUp.occurrence).where(
        SignUp.person_id == person.id, SignUp.state != SignUpState.LEFT, Occurrence.starts_at > clock.now()
    )  # fmt: skip
    for occurrence_id in session.scalars(coming.order_by(SignUp.occurrence_id)).all():
        if date := locked(Occurrence, occurrence_id):
            _leave(person, date, actor)


def fill_seats(date: Occurrence, *, newcomer: SignUp | None = None, now: datetime | None = None) -> None:
    """Give free seats to those who wait, in order. The date must be locked. `now` is one for many dates."""
    first = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.WAITING)
    while (
        not date.is_cancelled
        and (waiting := session.scalar(first.order_by(*ORDER).limit(1)))
        and _claim(date)
    ):
        waiting.state, waiting.seated_at = SignUpState.SEAT, now or clock.now()
        if waiting is not newcomer:
            waiting.promoted_at = waiting.seated_at
        session.flush()
    session.refresh(date)


def find(person: User, occurrence: Occurrence) -> SignUp | None:
    """The person's row for the date, as it is in the database now."""
    mine = select(SignUp).where(SignUp.occurrence_id == occurrence.id, SignUp.person_id == person.id)
    return session.scalar(mine.execution_options(populate_existing=True))


def hold_date(occurrence: Occurrence) -> Occurrence:
    """The date, fresh and locked; an edit of the series may just have taken it away."""
    if (date := locked(Occurrence, occurrence.id)) is None:
        raise Refusal("gone", _("Den här dagen finns inte längre i kalendern."))
    return date


def require_open(date: Occurrence) -> None:
    if date.has_begun():
        raise Refusal("has_begun", _("Det har redan börjat. Ring oss om du vill ändra något."))
    if date.is_cancelled:
        raise Refusal("cancelled", _("Det är inställt den här dagen. Du behöver inte göra något."))


def _leave(person: User, date: Occurrence, actor: User) -> SignUp | None:
    entry = find(person, date)
    if entry is None or entry.state is SignUpState.LEFT:
        return entry
    if entry.state is SignUpState.SEAT:
        _give_back(date)
    entry.state, entry.left_at, entry.actor_id = SignUpState.LEFT, clock.now(), actor.id
    entry.seated_at = entry.promoted_at = None
    session.flush()
    fill_seats(date)
    return entry


def _join_queue(found: SignUp | None, person: User, date: Occurrence, actor: User) -> SignUp:
    entry = found or SignUp(occurrence_id=date.id, person_id=person.id)
    entry.state, entry.actor_id, entry.queued_at = SignUpState.WAITING, actor.id, _end_of_queue(date)
    entry.seated_at = entry.promoted_at = entry.left_at = entry.news_read_at = None
    session.add(entry)
    session.flush()
    return entry


def _end_of_queue(date: Occurrence) -> datetime:
    """Now, but always after the last one: a clock that is set back must not let anybody past."""
    last = session.scalar(
        select(SignUp.queued_at)
        .where(SignUp.occurrence_id == date.id)
        .order_by(SignUp.queued_at.desc())
        .limit(1)
    )
    return max(clock.now(), last + timedelta(microseconds=1)) if last else clock.now()


def _claim(date: Occurrence) -> bool:
    room = or_(Occurrence.capacity.is_(None), Occurrence.taken < Occurrence.capacity)
    return _change_taken(Occurrence.id == date.id, room, by=1)


def _give_back(date: Occurrence) -> None:
    _change_taken(Occurrence.id == date.id, Occurrence.taken > 0, by=-1)


def _change_taken(*conditions: object, by: int) -> bool:
    statement = update(Occurrence).where(*conditions).values(taken=Occurrence.taken + by)  # type: ignore[arg-type]
    done = session.execute(statement.execution_options(synchronize_session=False))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def _hold(person: User) -> None:
    """Keeps the person from being switched off at the same moment, which would leave a seat with nobody in it."""
    begin_write()
    active = select(User.id).where(User.id == person.id, User.deactivated_at.is_(None))
    if session.scalar(active.with_for_update(read=True)) is None:
        raise Refusal("switched_off", _("Personen är avstängd och kan inte anmälas."), 422)


def _audit_if_staff(action: str, person: User, occurrence: Occurrence, actor: User) -> None:
    if actor.id != person.id:
        audit.record(action, person=person, actor=actor, occurrence=occurrence.id)
