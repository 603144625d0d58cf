"""Rooms for the tests of rooms, made through the services."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import commit, session
from app.rooms import seats, services
from app.rooms.models import Message, Room
from app.rooms.tables import read_topic
from tests.people import extra


def a_room(
    actor: User, name: str = "Kaffebordet", *, is_open: bool = True, invited: tuple[User, ...] = ()
) -> Room:
    """A stored room; restricted when somebody is invited."""
    room = services.create_room(name=name, sign="kaffe", is_restricted=bool(invited), actor=actor)
    for person in invited:
        services.invite(room, person, actor=actor)
    if is_open:
        services.open_room(room, actor=actor)
    commit()
    return room


def say(room: Room, author: User, *bodies: str) -> list[Message]:
    """What this person says, one after the other."""
    said = [_say(room, author, body) for body in bodies]
    commit()
    return said


def _say(room: Room, author: User, body: str) -> Message:
    number = session.get_one(Room, room.id).last_seq + 1
    client_id = f"{room.id:04}-{author.id:04}-{number:06}"
    return services.post_message(room, author=author, body=body, client_id=client_id, actor=author)


def sit(room: Room, *people: User) -> None:
    for person in people:
        seats.sit_down(room, person)
        commit()


def leave_seat(room_id: int, user_id: int) -> None:
    """As when a line is lost: without a commit."""
    for first_id, presences in seats.by_topic([(room_id, user_id)]).items():
        seats.stand_up_from(first_id, presences)


def get_up(room: Room, *people: User) -> None:
    for person in people:
        leave_seat(room.id, person.id)
        commit()


def table(room: Room, number: int) -> Room:
    return session.scalars(select(Room).where(Room.extra_of_id == room.id, Room.number == number)).one()


def seating(room: Room) -> dict[int, int]:
    """How many sit at each open table, by number."""
    session.rollback()
    return {number: len(people) for number, people in read_topic(room.id).seating.items()}


def two_tables(room: Room, first: int, second: int) -> tuple[list[User], list[User]]:
    """Guests at two tables; gives those of each."""
    guests = extra(6 + second)
    sit(room, *guests)
    get_up(room, *guests[first:6])
    return guests[:first], guests[6:]
