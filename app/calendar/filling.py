"""What is done with free seats: offers whose time is over lapse, and the first in line gets the seat, or is asked.

The queue goes strictly by (queued_at, id) and nobody is passed by: when the whole party of the first does not fit, all
wait. Only the newcomers' share is a door of its own: while it keeps the first of the others waiting, newcomers behind
may take the seats of the share, and no more.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, exists, select

from app.calendar import seat_telling
from app.calendar.answering import answer_until
from app.calendar.counting import NO_LIMIT, Room, claim, give_back, room_of
from app.calendar.models import Activity, Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import session

ORDER = (SignUp.queued_at, SignUp.id)


def settle(date: Occurrence, *, fresh: SignUp | None = None, now: datetime | None = None) -> None:
    """Bring the date into order. It must be locked. `fresh` asks this moment, so is not asked back; `now` is one for
    many dates."""
    now = now or clock.now()
    if date.is_cancelled:
        return
    _lapse(date, now)
    if not date.has_begun():
        minutes = session.scalar(select(Activity.answer_minutes).where(Activity.id == date.activity_id))
        _refit(date, minutes, now)
        for entry in _next_in_line(date):
            until = None if entry is fresh else answer_until(now, minutes, date.starts_at)
            _hand(entry, date, until, now, asked_now=entry is fresh)
    session.refresh(date)


def make_room_known(date: Occurrence) -> bool:
    """Whether settle() would give somebody a seat; reads only, so that the clock need not lock every date in vain."""
    return bool(chosen(_queue(date), room_of(date)))


def chosen(queue: list[SignUp], room: Room) -> list[SignUp]:
    """Who of the queue gets what is free, in order."""
    found: list[SignUp] = []
    others_wait = False  # for the seats of the share to be opened
    for entry in queue:
        if others_wait and not entry.is_newcomer:
            continue
        within = (
            min(room.free, room.share_left) if others_wait else room.for_one(is_newcomer=entry.is_newcomer)
        )
        if entry.party <= within:
            found.append(entry)
            room.take(entry.party, is_newcomer=entry.is_newcomer)
        elif entry.is_newcomer or not room.share_left:
            break
        else:
            others_wait = True
    return found


def _next_in_line(date: Occurrence) -> list[SignUp]:
    room = room_of(date)
    queue = _queue(date, None if room.share_left or room.free >= NO_LIMIT else room.free)
    return [entry for entry in chosen(queue, room) if claim(date, entry.party)]


def _queue(date: Occurrence, most: int | None = None) -> list[SignUp]:
    waiting = _entries(date, SignUpState.WAITING).order_by(*ORDER).limit(most)
    return list(session.scalars(waiting))


def _entries(date: Occurrence, state: SignUpState) -> Select[SignUp]:
    found = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.state == state)
    return found.execution_options(populate_existing=True)


def _hand(entry: SignUp, date: Occurrence, until: datetime | None, now: datetime, *, asked_now: bool) -> None:
    """The seats are claimed already."""
    if until:
        entry.state, entry.offered_at, entry.offered_until = SignUpState.OFFERED, now, until
        session.flush()
        seat_telling.offered(entry, date)
        return
    entry.state, entry.seated_at, entry.offered_until = SignUpState.SEAT, now, None
    session.flush()
    if not asked_now:
        entry.promoted_at = now
        session.flush()
        seat_telling.given(entry, date)


def _lapse(date: Occurrence, now: datetime) -> None:
    """Who did not answer in time leaves the queue; the seat goes on to the next."""
    late = _entries(date, SignUpState.OFFERED).where(SignUp.offered_until <= now)
    for entry in session.scalars(late.order_by(*ORDER)).all():
        entry.state, entry.offered_until = SignUpState.LEFT, None
        entry.left_at = entry.lapsed_at = now
        session.flush()
        give_back(date, entry.party)


def _refit(date: Occurrence, minutes: int | None, now: datetime) -> None:
    """A date that was moved nearer: an offer never runs to its start or past it."""
    long = _entries(date, SignUpState.OFFERED).where(SignUp.offered_until >= date.starts_at)
    for entry in session.scalars(long).all():
        _hand(entry, date, answer_until(now, minutes, date.starts_at), now, asked_now=False)


def renew_offers(date: Occurrence, now: datetime) -> None:
    """A date that is on again: those whose time to answer ran out meanwhile are asked anew."""
    minutes = session.scalar(select(Activity.answer_minutes).where(Activity.id == date.activity_id))
    late = _entries(date, SignUpState.OFFERED).where(SignUp.offered_until <= now)
    for entry in session.scalars(late.order_by(*ORDER)).all():
        _hand(entry, date, answer_until(now, minutes, date.starts_at), now, asked_now=False)


def due_dates(now: datetime) -> list[int]:
    """Ids of dates where time alone changes something: an offer ran out, or somebody waits and a seat is free."""
    of_date = SignUp.occurrence_id == Occurrence.id
    late = exists().where(of_date, SignUp.state == SignUpState.OFFERED, SignUp.offered_until <= now)
    waits = exists().where(of_date, SignUp.state == SignUpState.WAITING)
    on = select(Occurrence).where(Occurrence.cancelled_at.is_(None)).order_by(Occurrence.id)
    lapsed = session.scalars(on.where(late)).all()
    has_room = Occurrence.capacity.is_(None) | (Occurrence.taken < Occurrence.capacity)
    open_ones = session.scalars(on.where(Occurrence.starts_at > now, waits, has_room)).all()
    return sorted({date.id for date in lapsed} | {d.id for d in open_ones if make_room_known(d)})
