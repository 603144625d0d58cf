"""The next soup lunch of the demo town: what its guests need, guests without an account, and who came the last times."""

from __future__ import annotations

from datetime import time

from sqlalchemy import Select, select, update

from app.accounts import blocks
from app.accounts.models import Role, User
from app.calendar.guests import plain_number
from app.calendar.models import CameBy, Occurrence, Serves, SignUp, SignUpState
from app.calendar.team_models import Assignment
from app.core import clock
from app.core.db import session
from app.notifications.models import Contact
from app.notifications.numbers import phone_of
from app.runsheet import needs
from app.runsheet.models import DropIn, Texture, Way
from app.runsheet.needs import Food, Travel

FOOD = (
    Food(("vegetarian",)),
    Food(("gluten", "lactose")),
    Food(("nuts",), words="Tål inte selleri heller. En smula räcker."),
    Food(("diabetes",)),
    Food(texture=Texture.TIMBAL, words="Gärna liten portion."),
    Food(("vegetarian",)),
    Food(("no_pork",)),
    Food(),
)
TRAVEL = (
    Travel(
        Way.NEEDS_LIFT,
        address="Lingonstigen 4",
        fetched_at=time(11, 0),
        travel_words="Rullatorn går att fälla.",
    ),
    Travel(Way.WALKS, wants_company=True),
    Travel(Way.OFFERS_LIFT, lifts=2),
    Travel(Way.SPECIAL_TRANSPORT, travel_words="Bilen kommer klockan 11.15."),
    Travel(Way.NEEDS_LIFT, address="Granbarrsvägen 12, port B"),
    Travel(Way.ROLLATOR, wants_company=True),
    Travel(Way.WALKS),
    Travel(Way.OTHER, travel_words="Min dotter kör mig."),
)
GUESTS = (("Majken", "08-465 004 31"), ("Ture", "070-174 06 12"))
DROPPED_IN = ("Elvy", "Ragnar")
PHONES = "08-465 004 41,08-465 004 42,08-465 004 43,070-174 06 21,070-174 06 22,08-465 004 44".split(",")


def load(people: list[User], *, actor: User) -> None:
    if (date := _next_soup()) is None:
        return
    _add_guests(date, actor)
    seated = _seated(date)
    for entry, food in zip(seated, FOOD, strict=False):
        needs.tell_food(entry, food, actor=entry.person or actor)
    for entry, travel in zip(seated[1:], TRAVEL, strict=False):
        needs.tell_travel(entry, travel, actor=entry.person or actor)
    _give_numbers(seated)
    _tick_the_past(date)
    for host in [one for one in people if one.role is Role.HOST][:2]:
        _assign(host, date)
    first, second = [entry.person for entry in seated if entry.person][:2]
    blocks.block(first, second, actor=actor)
    session.flush()


def _next_soup() -> Occurrence | None:
    coming = select(Occurrence).join(Occurrence.activity).order_by(Occurrence.starts_at)
    coming = coming.where(Occurrence.starts_at > clock.now(), Occurrence.cancelled_at.is_(None))
    return session.scalar(coming.where(Occurrence.activity.has(serves=Serves.SOUP)).limit(1))


def _add_guests(date: Occurrence, actor: User) -> None:
    """Two who rang, as far as there are seats."""
    free = len(GUESTS) if date.free is None else date.free
    for name, phone in GUESTS[:free]:
        session.add(
            SignUp(
                occurrence_id=date.id, guest_name=name, guest_phone=plain_number(phone), actor_id=actor.id, came_by=CameBy.PHONE,
                state=SignUpState.SEAT, queued_at=clock.now(), seated_at=clock.now(),
            )
        )  # fmt: skip
        date.taken += 1
    session.flush()


def _seated(date: Occurrence) -> list[SignUp]:
    rows = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.SEAT)
    return list(session.scalars(rows.order_by(SignUp.id)))


def _give_numbers(seated: list[SignUp]) -> None:
    for entry, phone in zip([one for one in seated if one.person_id], PHONES, strict=False):
        contact = session.get(Contact, entry.person_id) or Contact(person_id=entry.person_id)
        contact.phone = contact.phone or phone_of(phone)
        session.add(contact)


def _tick_the_past(date: Occurrence) -> None:
    """All came to the earlier dates but one or two; the last time some dropped in."""
    before: list[int] = list(session.scalars(_past(date)))
    session.execute(
        update(SignUp)
        .where(SignUp.occurrence_id.in_(before), SignUp.state == SignUpState.SEAT)
        .values(attended=SignUp.id % 11 != 0)
        .execution_options(synchronize_session=False)
    )
    if before:
        session.add_all(DropIn(occurrence_id=before[-1], first_name=name) for name in DROPPED_IN)


def _past(date: Occurrence) -> Select[int]:
    now = clock.now()
    mine = select(Occurrence.id).where(Occurrence.activity_id == date.activity_id, Occurrence.ends_at < now)
    return mine.where(Occurrence.cancelled_at.is_(None)).order_by(Occurrence.starts_at)


def _assign(host: User, date: Occurrence) -> None:
    mine = select(Assignment.id).where(Assignment.occurrence_id == date.id, Assignment.person_id == host.id)
    if session.scalar(mine) is None:
        session.add(Assignment(occurrence_id=date.id, person_id=host.id))
