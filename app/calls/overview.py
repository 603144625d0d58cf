"""The list and the counts: who waits, who could not be reached, how far one has come today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import User
from app.calls.models import Call, Outcome
from app.calls.receivers import Receiver, Standing, receivers, this_morning
from app.core.db import session

IN_LINE = (Standing.READY, Standing.HELD, Standing.RESTING)


@dataclass(frozen=True)
class Overview:
    in_line: list[Receiver]
    ready: int
    not_reached: list[Receiver]
    unreachable: list[Receiver]  # no number, or a wrong one
    today: dict[Outcome, int]  # the caller's own calls

    @property
    def skipped(self) -> int:
        return sum(one.skipped > 0 and one.standing is Standing.READY for one in self.in_line)


@dataclass(frozen=True)
class Progress:
    number: int
    of: int


def overview(caller: User) -> Overview:
    everybody = receivers(caller)
    return Overview(
        in_line=[one for one in everybody if one.standing in IN_LINE],
        ready=sum(one.standing is Standing.READY for one in everybody),
        not_reached=[one for one in everybody if one.standing is Standing.NOT_REACHED],
        unreachable=[one for one in everybody if one.standing in (Standing.NO_NUMBER, Standing.WRONG_NUMBER)],
        today=_today(caller),
    )


def progress(caller: User) -> Progress:
    """Call 3 of 12: those that are done today, this one, and those that still can be made."""
    done = sum(number for outcome, number in _today(caller).items() if outcome is not Outcome.SKIPPED)
    left = sum(one.standing in IN_LINE for one in receivers(caller))
    return Progress(done + 1, done + max(left, 1))


def _today(caller: User) -> Counter[Outcome]:
    mine = Call.caller_id == caller.id, Call.begun_at >= this_morning(), Call.outcome.is_not(None)
    counted = select(Call.outcome, func.count()).where(*mine, Call.outcome != Outcome.LAPSED)
    rows: Sequence[Any] = session.execute(counted.group_by(Call.outcome)).all()
    return Counter({row[0]: row[1] for row in rows})
