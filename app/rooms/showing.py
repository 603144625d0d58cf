"""A room as its page shows it: messages by day, and what the page's script needs to go on."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask_babel import get_locale, gettext as _, ngettext

from app.accounts.models import SessionKind, User
from app.core import formatting
from app.core.assets import asset_url
from app.core.clock import STOCKHOLM
from app.rooms import attention, phrases
from app.rooms.concealing import concealed
from app.rooms.hour_showing import notice_wire
from app.rooms.models import BODY_LENGTH, Message, Room
from app.rooms.order_words import pause_wire
from app.rooms.queries import host_ids, host_name, who_is_here
from app.rooms.sanctions import pause_of
from app.rooms.table_showing import alone_words


@dataclass(frozen=True)
class Shown:
    """A message as components/message.html takes it. A hidden one has no body here either."""

    id: int
    seq: int
    room_id: int
    author_id: int
    author_name: str
    author_figure: str
    author_is_host: bool
    author_is_house: bool  # nobody whom one could write to
    clock: str
    at: datetime
    body: str | None
    picture: str  # of a ready phrase, "" without one
    to_words: str  # "Till Greta" or "Till dig", "" when it is said to all
    to_reader: bool
    hidden: bool
    hidden_words: str
    hidden_at: datetime | None
    hidden_reason: str | None
    reported: bool = False  # by the reader, from whom alone it is hidden


@dataclass(frozen=True)
class Day:
    day: date
    messages: list[Shown]

    @property
    def words(self) -> str:
        return formatting.capital(formatting.day_in_words(self.day))

    @property
    def plain(self) -> str:
        """The same without "today": the script puts it there when midnight has passed."""
        return formatting.capital(formatting.plain_day(self.day))


@dataclass(frozen=True)
class Seated:
    id: int
    first_name: str
    figure: str
    roles: list[str]


def shown(message: Message, reader: User, hosts: set[int], reported: Container[int] = ()) -> Shown:
    """`reported`: the ids of those that the reader has reported."""
    author, by = message.author, message.hidden_by or message.author
    conceal = message.id in reported and not message.is_hidden
    unseen = message.is_hidden or conceal
    return Shown(
        id=message.id,
        seq=message.seq,
        room_id=message.room_id,
        author_id=author.id,
        author_name=author.first_name,
        author_figure=author.figure,
        author_is_host=author.is_host or author.id in hosts,
        author_is_house=author.is_house,
        clock=formatting.clock_time(message.created_at),
        at=message.created_at,
        body=None if unseen else phrases.words_of(message),
        picture="" if unseen else phrases.picture_of(message),
        to_words="" if unseen else _to_words(message, reader),
        to_reader=message.to_id == reader.id and not unseen,
        hidden=unseen,
        hidden_words=_hidden_words(message, by, reader)
        if message.is_hidden
        else reported_words()
        if conceal
        else "",
        hidden_at=message.hidden_at,
        hidden_reason=message.hidden_reason,
        reported=conceal,
    )


def _hidden_words(message: Message, by: User, reader: User) -> str:
    """Taking back one's own words is not the same as hiding those of another."""
    own, mine = by.id == message.author_id, by.id == reader.id
    if own:
        return _("Du har tagit bort ditt meddelande.") if mine else taken_back_words(by.first_name)
    return _("Du har dolt ett meddelande.") if mine else hidden_words(by.first_name)


def _to_words(message: Message, reader: User) -> str:
    if message.to is None:
        return ""
    return _("Till dig") if message.to_id == reader.id else to_words(message.to.first_name)


def to_words(name: str) -> str:
    return _("Till %(name)s", name=name)


def taken_back_words(name: str) -> str:
    return _("%(name)s har tagit bort sitt meddelande.", name=name)


def hidden_words(name: str) -> str:
    return _("%(name)s har dolt ett meddelande.", name=name)


def reported_words() -> str:
    return _("Du har rapporterat ett meddelande. Du ser det inte längre.")


def by_day(room: Room, messages: Sequence[Message], reader: User) -> list[Day]:
    hosts, reported = host_ids(room.id), concealed(messages, reader)
    days = groupby(messages, key=lambda message: formatting.local(message.created_at).date())
    return [Day(day, [shown(message, reader, hosts, reported) for message in said]) for day, said in days]


def seated(room: Room, reader: User) -> list[Seated]:
    hosts = host_ids(room.id)
    return [_seated(person, reader, hosts) for person in who_is_here(room)]


def _seated(person: User, reader: User, hosts: set[int]) -> Seated:
    roles = [_("värd")] if person.is_host or person.id in hosts else []
    roles += [_("du")] if person.id == reader.id else []
    return Seated(person.id, person.first_name, person.figure, roles)


def for_script(room: Room, reader: User, messages: Sequence[Message], *, sent: bool) -> dict[str, Any]:
    """What the page's script starts from. Every word that it shows or speaks comes from here or from a template."""
    kind = reader.auth_session.kind if reader.auth_session else SessionKind.SHARED_TABLET
    locale = str(get_locale() or "sv")
    return {
        "room": room.id,
        "me": reader.id,
        "last": messages[-1].seq if messages else 0,
        "open": room.is_open,
        "hostName": host_name(room),
        "first": room.first_table_id,
        "paused": pause_wire(pause_of(reader, room)),
        "notice": notice_wire(room),
        "longest": BODY_LENGTH,
        "sent": sent,
        "atTable": alone_words(room.number),
        "library": asset_url("vendor/socket.io.esm.min.js"),
        "keep": "session" if kind is SessionKind.SHARED_TABLET else "local",
        "locale": locale,
        "zone": STOCKHOLM.key,
        "clockSign": "." if locale[:2] in ("sv", "fi") else ":",
        "attention": attention.for_script(room, reader),
        "words": _words(),
        "phrases": phrases.for_script(),
    }


def _words() -> dict[str, str]:
    return {
        "many": _("%(n)s nya meddelanden. Senast %(name)s: %(text)s", n="{n}", name="{name}", text="{text}"),
        "oneNew": ngettext("%(num)s nytt meddelande", "%(num)s nya meddelanden", 1),
        "manyNew": _("%(n)s nya meddelanden", n="{n}"),
        "newOne": _("1 nytt meddelande – visa"),
        "newMany": _("%(n)s nya meddelanden – visa", n="{n}"),
        "sent": _("Skickat."),
        "unsent": _("Skickas när nätet är tillbaka."),
        "refused": _("Det gick inte att skicka. Texten finns kvar. Försök igen."),
        "tooMany": _("Vänta en liten stund. Tryck sedan på Skicka igen."),
        "long": _("Texten är för lång. Den får ha högst %(n)s tecken.", n=BODY_LENGTH),
        "opened": _("Rummet är öppet nu."),
        "closed": _("Rummet är stängt nu."),
        "hidden": hidden_words("{name}"),
        "takenBack": taken_back_words("{name}"),
        "to": to_words("{name}"),
        "toMe": _("Till dig"),
        "iHid": _("Du har dolt ett meddelande."),
        "iReported": reported_words(),
        "pauseOver": _("Pausen är slut. Du kan skriva igen."),
        "iTookBack": _("Du har tagit bort ditt meddelande."),
        "host": _("Öppet nu. %(name)s är värd.", name="{name}"),
        "isOpen": _("Öppet nu."),
        "noHost": _("Öppet nu. Ingen värd är här just nu."),
    }
