"""Those who want to hear of things on paper: what waits to be printed for them, and that it has been.

A notification for paper waits until somebody of the staff says that it is printed; to look at a sheet changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Select, func, or_, select, update

from app.accounts.models import User
from app.calendar import rules
from app.core import audit, clock
from app.core.db import begin_write, session
from app.core.formatting import on_paper
from app.notifications.kinds import words_for
from app.notifications.models import Channel, Contact, DeliveryState, Notification

AHEAD = timedelta(days=7)  # what falls due before the next sheet must stand on this one
MOST = 200  # notifications confirmed at once
UNDO_WITHIN = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Notice:
    """What stands on the sheet. `id` is that of the notification."""

    id: int
    text: str


def people_on_paper() -> list[User]:
    found = select(User).join(Contact, Contact.person_id == User.id).where(Contact.channel == Channel.PAPER)
    found = found.where(User.deactivated_at.is_(None), ~User.is_house)
    names = func.lower(User.first_name), func.lower(User.last_name)
    return list(session.scalars(found.order_by(*names, User.id)))


def notices_for(person: User) -> list[Notice]:
    """In the language that is set. What is no longer true is left out."""
    last = rules.moment(clock.today() + AHEAD, time.max)
    found = _waiting().where(Notification.person_id == person.id, Notification.due_at <= last)
    found = found.where(or_(Notification.not_after.is_(None), Notification.not_after > clock.now()))
    with on_paper():
        said = [(one.id, words_for(one)) for one in session.scalars(found)]
    return [Notice(number, words.text) for number, words in said if words]


def note_printed(ids: Sequence[int], *, actor: User) -> datetime | None:
    """They are on their way. What others have confirmed or what has gone another way stays as it is; None: nothing did."""
    begin_write()
    chosen = session.scalars(_waiting().where(Notification.id.in_(ids[:MOST])).with_for_update()).all()
    moment = clock.now()
    values: dict[str, object] = {"state": DeliveryState.SENT, "channel": Channel.PAPER, "sent_at": moment}
    done = _change(chosen, DeliveryState.WAITING, values)
    _record("papers.printed", done, actor)
    return moment if done else None


def take_back(micros: int, *, actor: User) -> int:
    """They were not printed after all: what was confirmed at that moment waits again. Gives how many."""
    begin_write()
    moment = moment_of(micros)
    if moment < clock.now() - UNDO_WITHIN:
        return 0
    sent = Notification.state == DeliveryState.SENT, Notification.channel == Channel.PAPER
    found = select(Notification).where(*sent, Notification.sent_at == moment).with_for_update()
    values: dict[str, object] = {"state": DeliveryState.WAITING, "channel": None, "sent_at": None}
    done = _change(session.scalars(found).all(), DeliveryState.SENT, values)
    _record("papers.not_printed", done, actor)
    return len(done)


def micros_of(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_of(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _change(
    rows: Sequence[Notification], state: DeliveryState, values: dict[str, object]
) -> list[Notification]:
    """Those that still were in this state."""
    wanted = Notification.id.in_([one.id for one in rows]), Notification.state == state
    ids = session.scalars(
        update(Notification).where(*wanted).values(**values).returning(Notification.id)
    ).all()
    return [one for one in rows if one.id in set(ids)]


def _record(action: str, rows: Sequence[Notification], actor: User) -> None:
    by_person: dict[User, list[int]] = {}
    for one in rows:
        if one.person:
            by_person.setdefault(one.person, []).append(one.id)
    for person, ids in by_person.items():
        audit.record(action, person=person, actor=actor, notifications=ids)


def _waiting() -> Select[Notification]:
    """For those who hear by paper, in the order in which they fall due."""
    found = select(Notification).join(Contact, Contact.person_id == Notification.person_id)
    found = found.where(Notification.state == DeliveryState.WAITING, Contact.channel == Channel.PAPER)
    return found.order_by(Notification.due_at, Notification.id)
