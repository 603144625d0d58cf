"""What the panel on the home page offers with one tap: what I am at now, a table that is open, else what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask_babel import gettext as _, ngettext

from app.accounts.models import User
from app.calendar.models import Occurrence, Serves
from app.calendar.news import with_reason
from app.calendar.places import where
from app.core import clock
from app.core.formatting import capital, clock_time, some_names, when_in_words
from app.rooms.queries import RoomWithPeople

SEATS = 6
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Now:
    """Words, one button and the picture beside them."""

    over_line: str
    heading: str
    words: str
    label: str
    endpoint: str
    values: dict[str, int] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    setting: str = "kaffe"


def panel_for(
    me: User, rooms: list[RoomWithPeople], *, mine: Occurrence | None, next_on: Occurrence | None
) -> Now:
    """What the person is at or soon goes to; else the liveliest open table; else their next date, or simply the next."""
    if mine and mine.starts_at <= clock.now() + SOON:
        return _mine_now(mine)
    open_tables = open_for_company(rooms)
    if open_tables:
        return _table(me, max(open_tables, key=lambda table: (len(_others(me, table)), -table.room.id)))
    coming = mine or next_on
    return _date(coming) if coming else _quiet(next_to_open(rooms))


def open_for_company(rooms: list[RoomWithPeople]) -> list[RoomWithPeople]:
    """Not the practice room, which is always open."""
    return [table for table in rooms if table.room.is_open and not table.room.is_practice]


def next_to_open(rooms: list[RoomWithPeople]) -> str:
    """Kaffebordet öppnar i dag klockan 14.00."""
    coming = [
        (table.opens, table.room.id, table) for table in rooms if table.opens and not table.room.is_open
    ]
    if not coming:
        return ""
    table = min(coming)[2]
    return f"{table.room.name}: {table.when_open}"


def _others(me: User, table: RoomWithPeople) -> list[User]:
    return [person for person in table.people if person.id != me.id]


def _table(me: User, table: RoomWithPeople) -> Now:
    others, chair = _others(me, table), _("Det finns en stol till dig.")
    if others:
        words = ngettext("%(names)s sitter där.", "%(names)s sitter där.", len(others), names=_named(others))
    else:
        words = _("Ingen sitter där än. Sätt dig, så ser andra att du är där.")
    return Now(
        over_line=_("Just nu"),
        heading=_("%(room)s är öppet", room=table.room.name),
        words=f"{words} {chair}" if others else words,
        label=_("Gå till %(room)s", room=table.room.name),
        endpoint="rooms.show",
        values={"room_id": table.room.id},
        figures=[person.figure for person in others[: SEATS - 1]],
    )


def _named(people: list[User]) -> str:
    return some_names([person.first_name for person in people])


def _date(coming: Occurrence) -> Now:
    return Now(
        over_line=_("Nästa"),
        heading=coming.title,
        words=with_reason(capital(when_in_words(coming.starts_at, coming.ends_at)) + ".", where(coming)),
        label=_("Läs mer"),
        endpoint="calendar.show",
        values={"occurrence_id": coming.id},
        setting="soppa" if coming.activity.serves is Serves.SOUP else "kaffe",
    )


def _mine_now(date: Occurrence) -> Now:
    span = _("Klockan %(a)s till %(b)s.", a=clock_time(date.starts_at), b=clock_time(date.ends_at))
    mine = _("Du är anmäld.")
    now = replace(
        _date(date),
        over_line=_("Pågår nu") if date.has_begun() else _("Börjar snart"),
        words=f"{with_reason(span, where(date))} {mine}",
    )
    if date.is_online and date.room_id:
        return replace(
            now, label=_("Gå till rummet"), endpoint="rooms.show", values={"room_id": date.room_id}
        )
    return now


def _quiet(next_open: str) -> Now:
    quiet = _("Inget bord är öppet. Titta i kalendern, eller ring oss om du vill prata.")
    return Now(
        over_line=_("Just nu"),
        heading=_("Det är lugnt i dag"),
        words=f"{next_open} {quiet}" if next_open else quiet,
        label=_("Titta i kalendern"),
        endpoint="calendar.index",
    )
