"""A storm: eight who write and some who read in one room, until all is calm and everything is counted."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import session
from app.rooms.models import Message, Room
from tests.people import extra
from tests.rooms.tables import a_room
from tests.storm.clients import Calm, Client, Listener, Place, Sender
from tests.storm.judge import History, Stored
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer

log = logging.getLogger("storm")
SENDERS = 8
PATIENCE = 45.0  # seconds; so long may anything take before the test gives up


def wait_until(what: str, is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, f"waited in vain until {what}"
        time.sleep(0.02)


@dataclass
class People:
    """Made before the storm, while the database is calm."""

    room: Room
    writers: list[User]
    readers: list[User]


def gather(actor: User, readers: int) -> People:
    """A room, those who will write in it, and readers: fewer than the table has seats."""
    guests = extra(SENDERS + readers)
    return People(a_room(actor), guests[:SENDERS], guests[SENDERS:])


class Storm:
    """Starts everybody. The servers take turns: person n comes in through server n modulo their number."""

    def __init__(self, app: Flask, servers: list[LiveServer], people: People) -> None:
        self.app, self.servers, self.room_id, self.calm = app, servers, people.room.id, Calm()
        self.latecomer = people.readers[-1]
        self.senders = [
            Sender(f"Gäst {n}", person.id, self.place(person, n), self.room_id, self.calm)
            for n, person in enumerate(people.writers)
        ]
        self.listeners = [
            Listener(person.first_name, self.place(person, n), self.room_id, self.calm)
            for n, person in enumerate(people.readers[:-1])
        ]
        for client in (*self.listeners, *self.senders):
            client.start()

    def place(self, person: User, number: int = 0) -> Place:
        server = self.servers[number % len(self.servers)]
        return Place(server.url, server.port, session_cookie(self.app, person))

    @property
    def acknowledged(self) -> int:
        return sum(bool(said.acknowledged) for sender in self.senders for said in sender.said)

    @property
    def refusals(self) -> int:
        return sum(said.refused for sender in self.senders for said in sender.said)

    def wait_for_more(self, count: int) -> None:
        """Until so many further messages are acknowledged, from every server."""
        for number in range(len(self.servers)):
            senders = self.senders[number :: len(self.servers)]
            enough = sum(len(sender.said) for sender in senders) + count

            def is_enough(senders: list[Sender] = senders, enough: int = enough) -> bool:
                assert not (bad := self.complaints()), bad
                return sum(len(sender.said) for sender in senders) >= enough

            wait_until(f"{count} more messages are said through server {number}", is_enough)

    def wait_until_heard(self, *, across: bool) -> None:
        """Until every reader has been told something live, from now on, by a writer of the other process or its own."""
        for number, listener in enumerate(self.listeners):
            began, authors = len(listener.live), self._authors(number, across)
            wait_until(
                f"{listener.name} is told live what is said {'across' if across else 'beside'}",
                lambda: any(told.author_id in authors for told in listener.live[began:]),  # noqa: B023 -- called here
            )

    def _authors(self, number: int, across: bool) -> set[int]:
        count = len(self.servers)
        return {
            sender.person_id
            for n, sender in enumerate(self.senders)
            if (n % count == number % count) != across
        }

    def complaints(self) -> list[str]:
        return [complaint for client in (*self.senders, *self.listeners) for complaint in client.complaints]

    def end(self) -> History:
        """Let everybody finish, let one more come who reads it all from the beginning, and collect."""
        self.calm.over.set()
        self._wait_for(self.senders)
        self.calm.settled.set()
        late = Listener("den som kom sist", self.place(self.latecomer), self.room_id, self.calm)
        late.start()
        self.listeners.append(late)
        self._wait_for(self.listeners)
        assert not (bad := self.complaints()), bad
        said = [said for sender in self.senders for said in sender.said]
        return History(said, self._stored(), [listener.reader for listener in self.listeners])

    def stop(self) -> None:
        """However the test ends, nobody stays outside."""
        self.calm.given_up.set()
        for client in (*self.senders, *self.listeners):
            client.join(15)

    def note(self, what: str, history: History) -> None:
        """The figures of this storm, for `--log-cli-level=INFO`."""
        sent_again = [said for said in history.said if said.sent > 1]
        log.info(
            "%s: %d acknowledged, %d stored, %d of them said again (%d sendings), %d refusals, %d lines lost, %d told",
            what, self.acknowledged, len(history.stored), len(sent_again), sum(said.sent for said in sent_again),
            self.refusals,
            sum(client.losses for client in (*self.senders, *self.listeners)),
            sum(len(reader.told) for reader in history.readers),
        )  # fmt: skip

    def _wait_for(self, clients: list[Sender] | list[Listener]) -> None:
        def busy() -> list[Client]:
            return [client for client in clients if client.is_alive()]

        wait_until(f"{clients[0].name} and the others have finished", lambda: not busy())

    def _stored(self) -> list[Stored]:
        columns = (Message.seq, Message.id, Message.author_id, Message.client_id, Message.body)
        found = select(*columns).where(Message.room_id == self.room_id).order_by(Message.seq, Message.id)
        with self.app.app_context():
            return [Stored(*row) for row in session.execute(found)]
