"""Who may ring whom: staff everybody who waits for a call, a host those of the dates that are theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, false, or_, select, true

from app.accounts.models import Role, User
from app.calendar import policies
from app.calendar.models import Occurrence, SignUp
from app.calls.models import Call
from app.core import clock
from app.notifications.models import Channel, Contact, DeliveryState, Notification

OPEN = timedelta(days=1)  # so long a call can be looked at, and its outcome be taken back
CALLERS = (Role.HOST, Role.COORDINATOR)
ABOUT_SIGN_UPS = ("reminder", "seat_offered", "seat_given")  # kinds whose subject is a sign-up


def waiting_for(caller: User) -> Select[*tuple[Any, ...]]:
    """(Notification, User, the person's number, the guest's SignUp) of what waits to be told on the telephone now."""
    is_sign_up = or_(Notification.person_id.is_(None), Notification.kind.in_(ABOUT_SIGN_UPS))
    mine = exists().where(Occurrence.id == SignUp.occurrence_id, policies.is_run_by(caller))
    allowed = true() if caller.is_staff else and_(is_sign_up, mine, policies.is_asked_for())
    return (
        select(Notification, User, Contact.phone, SignUp)
        .outerjoin(User, User.id == Notification.person_id)
        .outerjoin(Contact, Contact.person_id == Notification.person_id)
        .outerjoin(SignUp, and_(SignUp.id == Notification.subject_id, is_sign_up))
        .where(Notification.state == DeliveryState.WAITING, Notification.channel == Channel.CALL)
        .where(Notification.due_at <= clock.now(), User.deactivated_at.is_(None))
        .where(or_(Notification.not_after.is_(None), Notification.not_after > clock.now()))
        .where(or_(Notification.person_id.is_not(None), SignUp.guest_phone.is_not(None)))
        .where(allowed if caller.is_active and caller.is_host else false())
    )


def calls_of(caller: User) -> Select[Call]:
    """The calls they make themselves: the one in hand, and for a day those that are over. Nobody reads another's."""
    is_open = or_(Call.outcome.is_(None), Call.begun_at > clock.now() - OPEN)
    return select(Call).where(Call.caller_id == caller.id, is_open)
