"""Signing up and leaving.

Every change of a date's seats happens under its row lock and by conditional UPDATE; the table's CHECK is the last
guard. Locks are taken in one order everywhere, so that nobody waits in a ring: the audit chain, the person, the date.
Whoever has locked a date brings it into order (filling.py) before letting go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import User
from app.calendar.counting import give_back, is_newcomer
from app.calendar.filling import settle
from app.calendar.models import CameBy, Occurrence, SignUp, SignUpState
from app.core import audit, clock
from app.core.db import begin_write, locked, session
from app.core.errors import Refusal

fill_seats = settle


@dataclass(frozen=True)
class Asking:
    """Who presses, how it came in, and who comes along."""

    actor: User
    came_by: CameBy
    companions: int = 0
    companion_name: str | None = None


def sign_up(
    person: User, occurrence: Occurrence, *, actor: User, came_by: CameBy | None = None, companions: int = 0,
    companion_name: str | None = None,
) -> SignUp:  # fmt: skip
    """A seat, or the last place of the waiting list when all are taken. Pressing twice changes nothing; whoever is
    offered a seat says yes to it."""
    found = find(person, occurrence)
    if found and found.state in (SignUpState.SEAT, SignUpState.WAITING):
        return found
    audit_if_staff("calendar.signed_up", person, occurrence, actor)
    hold_person(person)
    date = hold_date(occurrence)
    require_open(date)
    settle(date)
    found = find(person, date)
    if found and found.state is SignUpState.OFFERED:
        return take_offer(found)
    if found and found.state is not SignUpState.LEFT:
        return found
    entry = found or SignUp(occurrence_id=date.id, person_id=person.id)
    entry.is_newcomer = is_newcomer(person, date)
    came = came_by or (CameBy.SCREEN if actor.id == person.id else CameBy.PHONE)
    join_queue(entry, date, Asking(actor, came, companions, companion_name if companions else None))
    settle(date, fresh=entry)
    return entry


def leave(person: User, occurrence: Occurrence, *, actor: User) -> SignUp | None:
    """Give up the seat, the offer or the place in the queue; the next in line gets it in the same transaction."""
    found = find(person, occurrence)
    return leave_entry(found, actor=actor) if found else None


def leave_entry(entry: SignUp, *, actor: User) -> SignUp:
    """The same for anybody on the list, a guest too."""
    if entry.state is SignUpState.LEFT:
        return entry
    audit_if_staff("calendar.left", entry.person, entry.occurrence, actor)
    date = hold_date(entry.occurrence)
    require_open(date)
    give_up(reread(entry), date, actor=actor)
    return entry


def leave_all_coming(person: User, *, actor: User) -> None:
    """A person who is switched off gives up every coming date, in the order of the dates' ids."""
    coming = select(SignUp.occurrence_id).join(SignUp.occurrence).where(
        SignUp.person_id == person.id, SignUp.state != SignUpState.LEFT, Occurrence.starts_at > clock.now()
    )  # fmt: skip
    for occurrence_id in session.scalars(coming.order_by(SignUp.occurrence_id)).all():
        if (date := locked(Occurrence, occurrence_id)) and (entry := find(person, date)):
            give_up(entry, date, actor=actor)


def give_up(entry: SignUp, date: Occurrence, *, actor: User) -> None:
    """Out of the list, whatever place it was. The date must be locked and the entry fresh."""
    if entry.state is SignUpState.LEFT:
        return
    if entry.is_held:
        give_back(date, entry.party)
    entry.state, entry.left_at, entry.actor_id = SignUpState.LEFT, clock.now(), actor.id
    entry.seated_at = entry.promoted_at = entry.offered_until = entry.lapsed_at = None
    session.flush()
    settle(date)


def take_offer(entry: SignUp) -> SignUp:
    """Yes to an offer that stands. The date must be locked and brought into order."""
    entry.state, entry.seated_at, entry.offered_until = SignUpState.SEAT, clock.now(), None
    session.flush()
    return entry


def join_queue(entry: SignUp, date: Occurrence, asking: Asking) -> None:
    """Last in the queue. The date must be locked; settle() then gives a seat if there is one."""
    require_fits(date, asking.companions + 1)
    entry.state, entry.queued_at = SignUpState.WAITING, end_of_queue(date)
    entry.actor_id, entry.came_by = asking.actor.id, asking.came_by
    entry.companions, entry.companion_name = asking.companions, asking.companion_name
    entry.is_standing = False
    entry.seated_at = entry.promoted_at = entry.left_at = entry.news_read_at = None
    entry.offered_at = entry.offered_until = entry.lapsed_at = None
    entry.attended = entry.companion_attended = None
    session.add(entry)
    session.flush()


def find(person: User, occurrence: Occurrence) -> SignUp | None:
    """The person's row for the date, as it is in the database now."""
    mine = select(SignUp).where(SignUp.occurrence_id == occurrence.id, SignUp.person_id == person.id)
    return session.scalar(mine.execution_options(populate_existing=True))


def reread(entry: SignUp) -> SignUp:
    """The row as it is in the database now; the date is locked."""
    session.refresh(entry)
    return entry


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


def require_fits(date: Occurrence, party: int) -> None:
    """A party larger than the whole table would stand first in line for ever, and all others behind it."""
    if date.capacity is not None and party > date.capacity:
        raise Refusal("party_too_large", _("Det finns bara en plats den här dagen. Kom utan sällskap."), 422)


def end_of_queue(date: Occurrence) -> datetime:
    """Now, but always after the last one: a clock that is set back must not let anybody past."""
    last = session.scalar(
        select(SignUp.queued_at)
        .where(SignUp.occurrence_id == date.id)
        .order_by(SignUp.queued_at.desc())
        .limit(1)
    )
    return max(clock.now(), last + timedelta(microseconds=1)) if last else clock.now()


def hold_person(person: User) -> None:
    """Keeps the person from being switched off at the same moment, which would leave a seat with nobody in it."""
    begin_write()
    active = select(User.id).where(User.id == person.id, User.deactivated_at.is_(None))
    if session.scalar(active.with_for_update(read=True)) is None:
        raise Refusal("switched_off", _("Personen är avstängd och kan inte anmälas."), 422)


def audit_if_staff(action: str, person: User | None, occurrence: Occurrence, actor: User) -> None:
    """`person` is None for a guest."""
    if person is None or actor.id != person.id:
        audit.record(action, person=person, actor=actor, occurrence=occurrence.id)
