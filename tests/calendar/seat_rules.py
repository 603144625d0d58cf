"""What must be true of a date's seats, told apart from the code that keeps it so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import select

from app.calendar.models import Activity, Occurrence, SignUp
from app.core import clock
from app.core.db import session


@dataclass(frozen=True)
class One:
    id: int
    person_id: int | None
    state: str
    party: int
    queued_at: datetime
    is_newcomer: bool
    is_standing: bool
    offered_until: datetime | None


@dataclass(frozen=True)
class Snapshot:
    """A date and its list at one moment."""

    capacity: int | None
    taken: int
    is_on: bool
    has_begun: bool
    starts_at: datetime
    share: int  # now
    whole_share: int
    rows: tuple[One, ...]

    @property
    def held(self) -> list[One]:
        return [one for one in self.rows if one.state in ("seat", "offered")]

    @property
    def queue(self) -> list[One]:
        waiting = [one for one in self.rows if one.state == "waiting"]
        return sorted(waiting, key=lambda one: (one.queued_at, one.id))

    def seats(self, **wanted: bool) -> int:
        return sum(one.party for one in self.held if all(getattr(one, k) is v for k, v in wanted.items()))


def snapshot(date: Occurrence) -> Snapshot:
    row = session.scalar(
        select(Occurrence).where(Occurrence.id == date.id).execution_options(populate_existing=True)
    )
    assert row is not None
    entries = select(SignUp).where(SignUp.occurrence_id == row.id).execution_options(populate_existing=True)
    percent = session.scalar(select(Activity.newcomer_percent).where(Activity.id == row.activity_id)) or 0
    whole = ceil((row.capacity or 0) * percent / 100)
    is_closed_to_others = clock.now() < row.starts_at - timedelta(hours=48)
    ones = (
        One(e.id, e.person_id, e.state.value, 1 + e.companions, e.queued_at, e.is_newcomer, e.is_standing,
            e.offered_until)
        for e in session.scalars(entries)
    )  # fmt: skip
    return Snapshot(
        row.capacity, row.taken, not row.is_cancelled, row.has_begun(), row.starts_at,
        whole if is_closed_to_others else 0, whole, tuple(ones),
    )  # fmt: skip


def judge(before: Snapshot, after: Snapshot) -> None:
    counts_are_true(after)
    offers_have_time(after)
    if after.is_on and not after.has_begun:
        nobody_waits_beside_a_seat(after)
        nobody_is_passed_by(before, after)
        the_share_is_kept(before, after)


def counts_are_true(now: Snapshot) -> None:
    assert now.taken == now.seats(), "taken is what is held"
    assert now.capacity is None or now.taken <= now.capacity, "never over capacity"
    known = [one.person_id for one in now.rows if one.person_id]
    assert len(known) == len(set(known)), "no doubled row"


def offers_have_time(now: Snapshot) -> None:
    for one in now.rows:
        if one.state == "offered" and now.is_on:
            assert one.offered_until is not None
            assert clock.now() < one.offered_until < now.starts_at


def nobody_waits_beside_a_seat(now: Snapshot) -> None:
    if not now.queue:
        return
    assert now.capacity is not None, "without a limit nobody waits"
    free = now.capacity - now.taken
    share_left = min(free, max(0, now.share - now.seats(is_newcomer=True)))
    first = now.queue[0]
    assert first.party > (free if first.is_newcomer else free - share_left)
    newcomers = [one for one in now.queue if one.is_newcomer]
    assert not newcomers or newcomers[0].party > share_left, "the share is open to newcomers"


def nobody_is_passed_by(before: Snapshot, after: Snapshot) -> None:
    """Whoever came from the list, or straight in, has nobody before them who still waits – but newcomers may pass
    others for a seat of the share."""
    was = {one.id: one for one in before.rows}
    arrived = [o for o in after.held if o.id not in was or was[o.id].state in ("waiting", "left")]
    for one in arrived:
        for other in after.queue:
            ahead = (other.queued_at, other.id) < (one.queued_at, one.id)
            assert not ahead or (one.is_newcomer and not other.is_newcomer and after.share)


def the_share_is_kept(before: Snapshot, after: Snapshot) -> None:
    if after.capacity is None:
        return
    others = after.seats(is_newcomer=False)
    assert others <= max(before.seats(is_newcomer=False), after.capacity - after.share)
    standing = after.seats(is_standing=True)
    assert standing <= max(before.seats(is_standing=True), after.capacity - after.whole_share)
