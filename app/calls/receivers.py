"""Whom to ring: what waits, gathered by person, and how it stands with the calls to each."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calendar import rules
from app.calls.models import Call, Outcome
from app.calls.policies import waiting_for
from app.core import clock
from app.core.db import session
from app.notifications.models import Notification

REST, MOST_TRIES = timedelta(minutes=30), 3
MOST_ROWS = 1000
NEVER = datetime.max.replace(tzinfo=UTC)
Key = tuple[int | None, str | None]  # a person's id, or a guest's number


class Standing(enum.Enum):
    READY = enum.auto()
    HELD = enum.auto()  # somebody rings just now
    RESTING = enum.auto()  # did not answer; again in a while
    NOT_REACHED = enum.auto()  # tried enough for today
    WRONG_NUMBER = enum.auto()
    NO_NUMBER = enum.auto()


@dataclass
class Receiver:
    """Several things to tell one person are one call."""

    key: Key
    person: User | None
    guest_name: str | None
    phone: str | None
    rows: list[Notification] = field(default_factory=list)
    standing: Standing = Standing.READY
    caller: User | None = None  # who rings just now
    rests_until: datetime | None = None
    tries: int = 0  # today, without an answer
    skipped: int = 0  # today

    @property
    def deadline(self) -> datetime:
        return min(row.not_after or NEVER for row in self.rows)

    def name_for(self, reader: User) -> str:
        """Hosts see first names only."""
        if self.person is None:
            return self.guest_name or ""
        return self.person.full_name if reader.is_staff else self.person.first_name


def receivers(caller: User) -> list[Receiver]:
    """The one whose time runs out first is first; who was skipped comes last."""
    found: dict[Key, Receiver] = {}
    statement = waiting_for(caller).order_by(Notification.due_at, Notification.id).limit(MOST_ROWS)
    for row, person, number, entry in session.execute(statement.execution_options(populate_existing=True)):
        key: Key = (person.id, None) if person else (None, entry.guest_phone)
        new = Receiver(
            key, person, None if person else entry.guest_name, number if person else entry.guest_phone
        )
        found.setdefault(key, new).rows.append(row)
    _look_at_calls(found)
    return sorted(found.values(), key=lambda one: (one.skipped, one.deadline, one.rows[0].id))


def receiver_of(call: Call, caller: User) -> Receiver | None:
    """What still waits for the one who is rung."""
    return next((one for one in receivers(caller) if one.key == (call.person_id, call.guest_phone)), None)


def this_morning() -> datetime:
    return rules.moment(clock.today(), time.min)


def _look_at_calls(found: dict[Key, Receiver]) -> None:
    calls = select(Call).options(joinedload(Call.caller)).order_by(Call.begun_at, Call.id)
    matters = or_(
        Call.begun_at >= this_morning(), Call.outcome.is_(None), Call.outcome == Outcome.WRONG_NUMBER
    )
    by_key: dict[Key, list[Call]] = {}
    for call in session.scalars(calls.where(matters).execution_options(populate_existing=True)):
        by_key.setdefault((call.person_id, call.guest_phone), []).append(call)
    for key, receiver in found.items():
        _judge(receiver, by_key.get(key, []))


def _judge(receiver: Receiver, calls: Iterable[Call]) -> None:
    now, morning = clock.now(), this_morning()
    today = [call for call in calls if call.begun_at >= morning]
    unanswered = [call.ended_at for call in today if call.outcome is Outcome.NO_ANSWER and call.ended_at]
    receiver.tries = len(unanswered)
    receiver.skipped = sum(call.outcome is Outcome.SKIPPED for call in today)
    held = [call for call in calls if call.outcome is None and call.claimed_until > now]
    if receiver.phone is None:
        receiver.standing = Standing.NO_NUMBER
    elif any(call.outcome is Outcome.WRONG_NUMBER and call.phone == receiver.phone for call in calls):
        receiver.standing = Standing.WRONG_NUMBER
    elif held:
        receiver.standing, receiver.caller = Standing.HELD, held[0].caller
    elif receiver.tries >= MOST_TRIES:
        receiver.standing = Standing.NOT_REACHED
    elif unanswered and (again := max(unanswered) + REST) > now:
        receiver.standing, receiver.rests_until = Standing.RESTING, again
