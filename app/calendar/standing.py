"""Standing seats: granted by staff, kept while the person comes, given back after two dates in a row without them.

A standing seat takes a seat at every date to come, and at every new one, as long as there is room outside the newcomers'
share and nobody waits there. A date is judged when it has begun, so that whoever stands up and thinks better of it
has lost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calendar import counting, filling, seat_telling, seats
from app.calendar.models import Activity, CameBy, Occurrence, SignUp, SignUpState
from app.calendar.standing_models import EndedBy, StandingSeat
from app.core import audit, clock
from app.core.db import begin_write, locked, session
from app.core.errors import Refusal

SKIPS = 2  # in a row
LOOKS_BACK = timedelta(days=120)
REGRET = timedelta(days=1)  # so long the person may take back that they ended it


def grant(
    person: User, activity: Activity, *, actor: User, companions: int = 0, companion_name: str | None = None
) -> tuple[StandingSeat, int]:
    """The standing seat, and at how many of the dates to come there was a seat for it."""
    audit.record("calendar.standing_granted", person=person, actor=actor, activity=activity.id)
    seats.hold_person(person)
    held = locked(Activity, activity.id)
    if held is None or held.ended_at or held.rrule is None:
        raise Refusal("no_series", _("Fasta platser finns bara i en serie som pågår."), 422)
    seat = find(person, held)
    if seat and seat.ended_at is None:
        return seat, 0
    _require_room(held, 1 + companions)
    seat = seat or StandingSeat(activity_id=held.id, person_id=person.id)
    seat.companions, seat.companion_name = companions, companion_name if companions else None
    seat.since, seat.ended_at, seat.ended_by, seat.news_read_at = clock.now(), None, None, None
    session.add(seat)
    session.flush()
    given = sum(_seat_at(date, seat, actor) for date in _coming(held))
    return seat, given


def seat_at_new(dates: Iterable[Occurrence], activity: Activity) -> None:
    """Dates that were just made, which nobody else sees yet. A person who is being switched off this moment is left out."""
    made = [date for date in dates if date.starts_at > clock.now()]
    if not made:
        return
    for seat in active(activity):
        person = select(User).where(User.id == seat.person_id, User.deactivated_at.is_(None))
        person = person.with_for_update(read=True, skip_locked=True, of=User)
        if (found := session.scalar(person)) is not None:
            for date in made:
                _seat_at(date, seat, found)


def end(seat: StandingSeat, *, by: EndedBy, actor: User | None) -> None:
    """The seats at dates to come are given up with it, and go to those who wait. `actor` is None for the clock."""
    if seat.ended_at:
        return
    if actor and actor.id != seat.person_id:
        audit.record("calendar.standing_ended", person=seat.person, actor=actor, activity=seat.activity_id)
    begin_write()
    locked(Activity, seat.activity_id)
    session.refresh(seat)
    if seat.ended_at:
        return
    seat.ended_at, seat.ended_by = clock.now(), by
    session.flush()
    for date in _coming(session.get_one(Activity, seat.activity_id), also_cancelled=True):
        entry = seats.find(seat.person, date)
        if entry and entry.is_standing:
            seats.give_up(entry, date, actor=actor or seat.person)
    if by in (EndedBy.STAFF, EndedBy.SKIPPED):
        seat_telling.standing_ended(seat)


def take_back(seat: StandingSeat, *, actor: User) -> int:
    """The person has ended it themselves and thinks better of it; at how many dates there is still a seat."""
    recently = seat.ended_at and clock.now() - seat.ended_at < REGRET
    if seat.ended_at is None:
        return 0
    if seat.ended_by is not EndedBy.SELF or not recently:
        raise Refusal("standing_over", _("Den fasta platsen är avslutad. Ring oss om du vill ha den igen."))
    begin_write()
    activity = session.get_one(Activity, seat.activity_id)
    seats.hold_person(seat.person)
    locked(Activity, activity.id)
    _require_room(activity, seat.party)
    seat.ended_at = seat.ended_by = None
    session.flush()
    return sum(_seat_at(date, seat, actor) for date in _coming(activity))


def end_all_of(person: User) -> None:
    """A person who is switched off. Their seats at dates to come are given up by seats.leave_all_coming()."""
    mine = select(StandingSeat).where(StandingSeat.person_id == person.id, StandingSeat.ended_at.is_(None))
    for seat in session.scalars(mine).all():
        seat.ended_at, seat.ended_by = clock.now(), EndedBy.SWITCHED_OFF
    session.flush()


def skipped_twice() -> list[StandingSeat]:
    """Standing seats whose person was away from the last two dates that have begun."""
    now = clock.now()
    away_or_there = or_(SignUp.is_standing, SignUp.state == SignUpState.SEAT)
    rows = session.execute(
        select(StandingSeat, SignUp)
        .join(Occurrence, Occurrence.activity_id == StandingSeat.activity_id)
        .join(SignUp, (SignUp.occurrence_id == Occurrence.id) & (SignUp.person_id == StandingSeat.person_id))
        .where(StandingSeat.ended_at.is_(None), Occurrence.cancelled_at.is_(None), away_or_there)
        .where(
            Occurrence.starts_at.between(now - LOOKS_BACK, now), Occurrence.starts_at >= StandingSeat.since
        )
        .order_by(StandingSeat.id, Occurrence.starts_at.desc())
    ).all()
    found = []
    for seat, group in groupby(rows, key=lambda row: row[0]):
        newest = [entry for _seat, entry in group][:SKIPS]
        if len(newest) == SKIPS and all(_was_away(entry) for entry in newest):
            found.append(seat)
    return found


def find(person: User, activity: Activity) -> StandingSeat | None:
    mine = select(StandingSeat).where(
        StandingSeat.activity_id == activity.id, StandingSeat.person_id == person.id
    )
    return session.scalar(mine.execution_options(populate_existing=True))


def active(activity: Activity) -> list[StandingSeat]:
    """In the order in which they were granted."""
    found = select(StandingSeat).where(
        StandingSeat.activity_id == activity.id, StandingSeat.ended_at.is_(None)
    )
    found = found.options(joinedload(StandingSeat.person)).order_by(StandingSeat.since, StandingSeat.id)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def _was_away(entry: SignUp) -> bool:
    return entry.state is SignUpState.LEFT or entry.attended is False


def most_for(activity: Activity) -> int | None:
    """How many seats may be standing ones; None without a limit."""
    if activity.capacity is None:
        return None
    return activity.capacity - counting.share_of(activity.capacity, activity.newcomer_percent)


def _require_room(activity: Activity, party: int) -> None:
    most = most_for(activity)
    if most is not None and sum(seat.party for seat in active(activity)) + party > most:
        raise Refusal("no_standing", _("Högst %(n)s platser får vara fasta. De är redan tagna.", n=most), 422)


def _coming(activity: Activity, *, also_cancelled: bool = False) -> list[Occurrence]:
    """The dates that have not begun, locked in the order of their ids."""
    begin_write()
    coming = select(Occurrence).where(
        Occurrence.activity_id == activity.id, Occurrence.starts_at > clock.now()
    )
    if not also_cancelled:
        coming = coming.where(Occurrence.cancelled_at.is_(None))
    ordered = coming.order_by(Occurrence.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(ordered))


def _seat_at(date: Occurrence, seat: StandingSeat, actor: User) -> bool:
    """A seat at this date, if there is one outside the share and nobody waits for it; one that the person has already
    becomes the standing one."""
    filling.settle(date)
    entry = session.scalar(
        select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.person_id == seat.person_id)
    )
    if entry and entry.state is not SignUpState.LEFT:
        return entry.state is SignUpState.SEAT and _make_standing(entry, date)
    waits = exists().where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.WAITING)
    room = min(counting.standing_left(date), counting.room_of(date).for_one(is_newcomer=False))
    if session.scalar(select(waits)) or room < seat.party or not counting.claim(date, seat.party):
        return False
    entry = entry or SignUp(occurrence_id=date.id, person_id=seat.person_id)
    seats.join_queue(entry, date, seats.Asking(actor, CameBy.SCREEN, seat.companions, seat.companion_name))
    entry.state, entry.seated_at = SignUpState.SEAT, clock.now()
    entry.is_newcomer, entry.is_standing = False, True
    session.flush()
    return True


def _make_standing(entry: SignUp, date: Occurrence) -> bool:
    """It counts among the standing ones from now on, and not among the newcomers."""
    fits = counting.standing_left(date) >= (0 if entry.is_standing else entry.party)
    if entry.is_newcomer:
        fits = fits and counting.may_count_among_others(date, entry.party)
    if fits:
        entry.is_newcomer, entry.is_standing = False, True
        session.flush()
    return fits
