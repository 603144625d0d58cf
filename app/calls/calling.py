"""Taking somebody to ring, and what came of it. Nobody is rung by two at once: an index sees to that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.calls.models import Call, Outcome
from app.calls.policies import calls_of
from app.calls.receivers import Receiver, Standing, receiver_of, receivers
from app.calls.scripts import drop_what_is_over, script_for
from app.core import audit, clock
from app.core.db import begin_write, locked, session
from app.core.errors import Refusal

LEASE = timedelta(minutes=10)


def claim_next(caller: User, *, skipped_too: bool) -> Call | None:
    """The call the caller has in hand, or the next one to make; None when there is none."""
    begin_write()
    if call := in_hand(caller):
        return call
    waiting = (one for one in receivers(caller) if one.standing is Standing.READY)
    return _first(waiting if skipped_too else (one for one in waiting if not one.skipped), caller)


def claim_one(caller: User, notification_id: int) -> Call | None:
    """The one who waits for this; what the caller had in hand is let go. None: somebody else rings, or it is over."""
    begin_write()
    can_be_rung = (Standing.READY, Standing.RESTING, Standing.NOT_REACHED, Standing.HELD)
    chosen = [
        one for one in receivers(caller)
        if notification_id in [row.id for row in one.rows] and one.standing in can_be_rung
        and (one.caller is None or one.caller.id == caller.id)
    ]  # fmt: skip
    if chosen:
        let_go(caller)
    return _first(chosen, caller)


def in_hand(caller: User) -> Call | None:
    """The caller's open call, held anew; one that is over is let go."""
    call = session.scalar(calls_of(caller).where(Call.outcome.is_(None)).with_for_update())
    if call is None:
        return None
    receiver = receiver_of(call, caller)
    if receiver is None or script_for(receiver, caller) is None:
        let_go(caller)
        return None
    call.claimed_until = clock.now() + LEASE
    session.flush()
    return call


def let_go(caller: User) -> None:
    open_calls = delete(Call).where(Call.caller_id == caller.id, Call.outcome.is_(None))
    session.execute(open_calls.execution_options(synchronize_session=False))


def end(call: Call, outcome: Outcome, *, told: Collection[int] = ()) -> bool:
    """Note what came of it; False when it was noted already. `told` are the notifications that were read out."""
    audit.record("call.ended", person=call.person, actor=call.caller, call=call.id, outcome=outcome.value)
    held = locked(Call, call.id)
    if held is None or held.outcome not in (None, Outcome.LAPSED):
        return False
    held.outcome, held.ended_at = outcome, clock.now()
    held.told = ",".join(str(number) for number in sorted(told))
    session.flush()
    return True


def reopen(call: Call) -> None:
    """The outcome was a slip: the caller has the call in hand again."""
    audit.record("call.taken_back", person=call.person, actor=call.caller, call=call.id)
    if (held := locked(Call, call.id)) is None or held.outcome is None:
        return
    let_go(call.caller)
    try:
        with session.begin_nested():
            held.outcome = held.ended_at = None
            held.told, held.claimed_until = "", clock.now() + LEASE
    except IntegrityError:
        raise Refusal("is_rung", _("Någon annan ringer just nu.")) from None


def _first(waiting: Iterable[Receiver], caller: User) -> Call | None:
    """The first of these whom nobody else takes and to whom there still is something to say."""
    for receiver in waiting:
        script = script_for(receiver, caller)
        drop_what_is_over(receiver, script)
        if script and (call := _take(receiver, caller)):
            return call
    return None


def _take(receiver: Receiver, caller: User) -> Call | None:
    person_id, guest_phone = receiver.key
    now, held = clock.now(), select(Call.id).where(Call.outcome.is_(None), Call.claimed_until <= clock.now())
    whose = Call.person_id == person_id if person_id else Call.guest_phone == guest_phone
    lapsed = update(Call).where(Call.id.in_(held.where(whose))).values(outcome=Outcome.LAPSED, ended_at=now)
    session.execute(lapsed.execution_options(synchronize_session=False))
    call = Call(
        person_id=person_id, guest_phone=guest_phone, guest_name=receiver.guest_name, phone=receiver.phone,
        caller_id=caller.id, begun_at=now, claimed_until=now + LEASE, told="",
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(call)
    except IntegrityError:  # somebody else was first
        return None
    return call
