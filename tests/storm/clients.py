"""Those who are out in the storm: they write and read, and come back whenever the line is lost."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread
from typing import Any

import socketio

from tests.storm.judge import Reader, Said, Told
from tests.support.sockets import SocketClient

Answer = dict[str, Any]
PATIENCE = 8.0  # seconds for an acknowledgement, as the page has
PAUSE = 0.05  # seconds between two attempts to come back
BETWEEN = 0.3  # seconds between two questions for what is missing
PASSING = {"unavailable", "internal"}  # we failed, not they: say it again


@dataclass
class Place:
    """Where a person comes in. The port may change: then they come back elsewhere."""

    origin: str
    port: int
    cookie: tuple[str, str]

    def come_in(self) -> SocketClient | None:
        """A line, or None while nobody answers or the answer is no."""
        line = SocketClient(origin=self.origin, cookie=self.cookie)
        try:
            return line.connect(f"http://127.0.0.1:{self.port}", patience=2)
        except socketio.exceptions.SocketIOError:
            line.close()
            return None


@dataclass
class Calm:
    """What ends the storm: nobody says anything new; then the readers catch up; `given_up` when it takes too long."""

    over: Event = field(default_factory=Event)
    settled: Event = field(default_factory=Event)
    given_up: Event = field(default_factory=Event)


def ask(line: SocketClient, event: str, *payloads: Answer, heard: Callable[[int, Answer], None]) -> bool:
    """Send the event with each payload; `heard(index, answer)` for each acknowledgement. False: the line is lost."""
    left, done = set(range(len(payloads))), Event()

    def answered(index: int, answer: Answer) -> None:
        heard(index, answer)
        left.discard(index)
        if not left:
            done.set()

    try:
        for index, payload in enumerate(payloads):
            line.io.emit(event, payload, callback=partial(answered, index))
    except socketio.exceptions.SocketIOError:
        return False
    until = time.monotonic() + PATIENCE
    while line.connected and time.monotonic() < until:
        if done.wait(0.02):
            return True
    line.close()  # nobody knows; an acknowledgement that comes after all is noted too
    return done.is_set()


class Client(Thread):
    """Keeps a line. `complaints`: what should never happen. `losses`: how often the line was lost."""

    def __init__(self, name: str, place: Place, room_id: int, calm: Calm) -> None:
        super().__init__(name=name, daemon=True)
        self.place, self.room_id, self.calm = place, room_id, calm
        self.complaints: list[str] = []
        self.losses = 0
        self.lose = Event()

    def lose_line(self) -> None:
        """Go away and come back."""
        self.lose.set()

    def run(self) -> None:
        while not self.has_finished() and not self.calm.given_up.is_set():
            line = self.place.come_in()
            if line is None:
                time.sleep(PAUSE)
                continue
            try:
                self.use(line)
            except Exception as error:  # noqa: BLE001 -- whatever it is, the test wants to see it
                self.complaints.append(f"{self.name}: {error!r}")
                return
            finally:
                self.losses += not line.connected
                line.close()

    def has_finished(self) -> bool:
        raise AssertionError("each kind of client says it")

    def use(self, line: SocketClient) -> None:
        """Until the line is lost or all is done."""
        raise AssertionError("each kind of client says it")

    def goes_on(self, line: SocketClient) -> bool:
        if self.lose.is_set():
            self.lose.clear()
            return False
        return line.connected and not self.has_finished() and not self.calm.given_up.is_set()


class Sender(Client):
    """Says one to three things, waits for all the acknowledgements, says again what got none, and goes on."""

    def __init__(self, name: str, person_id: int, place: Place, room_id: int, calm: Calm) -> None:
        super().__init__(name, place, room_id, calm)
        self.person_id = person_id
        self.said: list[Said] = []
        self.pending: list[Said] = []

    def has_finished(self) -> bool:
        return self.calm.over.is_set() and not self.pending

    def use(self, line: SocketClient) -> None:
        while self.goes_on(line):
            if not self.pending and not self.calm.over.is_set():
                self.pending = [self._something() for _ in range(random.randint(1, 3))]
            asked = list(self.pending)
            for said in asked:
                said.sent += 1
            ask(line, "send_message", *map(self._payload, asked), heard=partial(self._heard, asked))
            self.pending = [said for said in self.pending if not said.acknowledged]
            time.sleep(random.uniform(0.03, 0.09) if not self.pending else PAUSE)

    def _something(self) -> Said:
        number = len(self.said) + 1
        said = Said(self.person_id, f"storm-{self.person_id}-{number:05}", f"{self.name} säger sak {number}.")
        self.said.append(said)
        return said

    def _payload(self, said: Said) -> Answer:
        return {"room": self.room_id, "client_id": said.client_id, "body": said.body}

    def _heard(self, asked: list[Said], index: int, answer: Answer) -> None:
        said = asked[index]
        if answer["ok"]:
            said.acknowledged.append((answer["id"], answer["seq"]))
        elif answer["error"] in PASSING:
            said.refused += 1
        else:
            self.complaints.append(f"{said.client_id} was answered {answer}")


class Listener(Client):
    """Follows the room as docs/realtime.md asks a page to, and keeps what it was told and what it shows."""

    def __init__(self, name: str, place: Place, room_id: int, calm: Calm) -> None:
        super().__init__(name, place, room_id, calm)
        self.reader = Reader(name)
        self.ahead: dict[int, Told] = {}
        self.live: list[Told] = []
        self.has_caught_up = False
        self.asked_at = 0.0

    def has_finished(self) -> bool:
        return self.has_caught_up

    def use(self, line: SocketClient) -> None:
        if not self._ask(line, "enter_room"):
            return
        while self.goes_on(line):
            settled = self.calm.settled.is_set()
            self._take(line)
            if settled or (self.ahead and time.monotonic() > self.asked_at + BETWEEN):
                self.has_caught_up = self._ask(line, "catch_up") and settled
            time.sleep(0.02)
        self._take(line)

    def _ask(self, line: SocketClient, event: str) -> bool:
        """Ask for what is missing until there is no more. False: ask again later."""
        self.asked_at = time.monotonic()
        while True:
            answers: list[Answer] = []
            question = {"room": self.room_id, "after": len(self.reader.shown)}
            if not ask(line, event, question, heard=lambda _, answer, box=answers: box.append(answer)):
                return False
            if not answers[0]["ok"]:
                assert answers[0]["error"] in PASSING, f"{event} was answered {answers[0]}"
                time.sleep(PAUSE)
                return False
            self._check(question["after"], answers[0])
            for message in answers[0]["messages"]:
                self._show(_told(message))
            if not answers[0]["more"]:
                return True

    def _check(self, after: int, answer: Answer) -> None:
        numbers = [message["seq"] for message in answer["messages"]]
        assert numbers == list(range(after + 1, after + 1 + len(numbers))), f"after {after}: {numbers}"
        assert answer["table"] == self.room_id

    def _take(self, line: SocketClient) -> None:
        for told in _taken(line):
            self.live.append(told)
            self._show(told)

    def _show(self, told: Told) -> None:
        """A message is shown when all before it are."""
        self.reader.told.append(told)
        if told.seq > len(self.reader.shown):
            self.ahead[told.seq] = told
        while (following := self.ahead.pop(len(self.reader.shown) + 1, None)) is not None:
            self.reader.shown.append(following)


def _taken(line: SocketClient) -> Iterator[Told]:
    while line.heard:
        event, payload = line.heard.pop(0)
        if event == "message_posted":
            yield _told(payload)


def _told(message: Answer) -> Told:
    return Told(message["seq"], message["id"], message["author"]["id"], message["body"])
