"""Builds the demo town through the same services that the pages use."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.accounts import cards, people
from app.accounts.models import Organisation, Role, User
from app.calendar import demo as calendar_demo
from app.calls import demo as calls_demo
from app.core import clock
from app.core.db import commit, session
from app.demo.people import everybody
from app.demo.talk import TABLES, Table
from app.notifications import demo as notifications_demo
from app.papers import demo as papers_demo
from app.rooms import keeping
from app.rooms.hour_editing import add_hours
from app.rooms.models import SIGNS, Message
from app.rooms.services import post_message
from app.runsheet import demo as runsheet_demo

CARDLESS = 4  # people who are waiting for their card, so that there is something to do


def build() -> dict[str, int]:
    """Fill an empty database; the answer counts what was made."""
    inhabitants = settle()
    coordinator = next(p for p in inhabitants.values() if p.role is Role.COORDINATOR)
    notifications_demo.load(inhabitants)
    messages = sum(_lay_table(table, inhabitants, coordinator) for table in TABLES)
    dates = calendar_demo.load(list(inhabitants.values()), actor=coordinator)
    papers_demo.load(inhabitants)
    runsheet_demo.load(list(inhabitants.values()), actor=coordinator)
    commit()
    calls_demo.load()
    return {"people": len(inhabitants), "rooms": len(TABLES), "messages": messages, "dates": dates}


def settle() -> dict[str, User]:
    """Everybody by first name."""
    made: dict[str, User] = {}
    for one in everybody():
        made[one.first_name] = people.add(
            first_name=one.first_name,
            last_name=one.last_name,
            role=one.role,
            organisation=_organisation(one.organisation),
            figure=one.figure,
            login_name=one.login_name,
            actor=None,
        )
    for member in [p for p in made.values() if not p.is_staff][:-CARDLESS]:
        cards.issue(member, actor=made["Sofia"])
    commit()
    return made


def _organisation(name: str | None) -> Organisation | None:
    if name is None:
        return None
    found = session.scalar(select(Organisation).where(Organisation.name == name))
    if found is None:
        found = Organisation(name=name)
        session.add(found)
    return found


def _lay_table(table: Table, inhabitants: dict[str, User], coordinator: User) -> int:
    room = keeping.create_room(
        name=table.name,
        topic=table.topic,
        sign="skriv" if table.is_practice else SIGNS[0],
        talks_on=table.talks_on,
        is_practice=table.is_practice,
        actor=coordinator,
    )
    host = inhabitants[table.host]
    keeping.open_room(room, actor=host)
    for number, (name, minutes, words) in enumerate(table.lines):
        author = inhabitants[name]
        posted = post_message(
            room=room, author=author, body=words, client_id=f"demo-{room.id:04}-{number:04}", actor=author
        )
        _move_back(posted, minutes)
    if not table.is_open:
        keeping.close_room(room, actor=host)
    for (
        weekday,
        opens_at,
        closes_at,
    ) in table.hours:  # last: within its hours the host would have closed it for them
        add_hours(room, weekday=weekday, opens_at=opens_at, closes_at=closes_at, actor=coordinator)
    commit()
    return len(table.lines)


def _move_back(message: Message, minutes: int) -> None:
    message.created_at = clock.now() - timedelta(minutes=minutes)
    session.flush()
