"""A load generator that is light enough to share a machine with the server: raw WebSockets under one epoll."""

from __future__ import annotations

import base64
import json
import os
import re
import select
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

SENT_AT = re.compile(rb'"body":\s?"t=([0-9.]+)"')
POSTED = b'"message_posted"'
SAMPLE = 10  # the delay is read off on every tenth line; deliveries are counted on all


@dataclass
class Line:
    sock: socket.socket
    room: int
    number: int
    state: str = "http"
    rest: bytes = b""


@dataclass
class Load:
    """`people` are rows of `flask bench seed --json`; every line enters its room. Who comes where there are several
    processes goes to each in turn; the first has the public address."""

    ports: list[int]
    people: list[dict]
    cookie: str
    lines: dict[int, Line] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    delivered: int = 0
    acknowledged: int = 0

    def __post_init__(self) -> None:
        self.poll = select.epoll()
        self.order: list[Line] = []
        self.turn: Iterator[Line] = iter(())

    def connect(self, *, enter: bool = True, patience: float = 60) -> float:
        """Everybody at once; seconds until the last one is in the room."""
        began = time.monotonic()
        for number, person in enumerate(self.people):
            port = self.ports[number % len(self.ports)]
            sock = socket.create_connection(("127.0.0.1", port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.sendall(self._handshake(person, port))
            line = Line(sock, person["room"], number)
            self.lines[sock.fileno()] = line
            self.order.append(line)
            self.poll.register(sock, select.EPOLLIN)
        goal = "in" if enter else "connected"
        while any(line.state != goal for line in self.order):
            self.read(0.5, enter=enter)
            if time.monotonic() - began > patience:
                raise TimeoutError({line.state for line in self.order})
        return time.monotonic() - began

    def drop(self) -> None:
        for line in self.order:
            self.poll.unregister(line.sock)
            line.sock.close()
        self.lines.clear()
        self.order.clear()

    def closed_loop(self, seconds: float, in_flight: int = 8) -> float:
        """As fast as acknowledgements come back; seconds it took."""
        self._reset()
        began = time.monotonic()
        for _ in range(in_flight):
            self.say()
        answered = 0
        while time.monotonic() - began < seconds:
            self.read(0.5)
            while answered < self.acknowledged:
                answered += 1
                self.say()
        took = time.monotonic() - began
        self._drain()
        return took

    def offered(self, per_second: float, seconds: float) -> float:
        """So many messages a second, whatever the server manages."""
        self._reset()
        began = time.monotonic()
        sent = 0
        while (now := time.monotonic() - began) < seconds:
            while sent < now * per_second:
                self.say()
                sent += 1
            self.read(max(sent / per_second - (time.monotonic() - began), 0))
        self._drain()
        return time.monotonic() - began

    def say(self) -> None:
        line = next(self.turn, None)
        if line is None:
            self.turn = iter(self.order)
            line = next(self.turn)
        body = {"room": line.room, "client_id": uuid.uuid4().hex, "body": f"t={time.monotonic():.6f}"}
        line.sock.sendall(masked(f"421{json.dumps(['send_message', body], separators=(',', ':'))}"))

    def read(self, wait: float, *, enter: bool = True) -> None:
        for number, _event in self.poll.poll(wait):
            line = self.lines[number]
            data = line.sock.recv(1 << 18)
            if not data:
                raise ConnectionError(f"line {line.number} was closed in state {line.state}")
            (self._talk if line.state == "in" else self._greet)(line, data, enter)

    def _talk(self, line: Line, data: bytes, _enter: bool) -> None:
        data = line.rest + data
        cut = data.rfind(b"\x81")  # a frame may be torn; what follows its head is counted with the next
        line.rest, whole = (
            (data[cut:], data[:cut]) if cut > 0 and not data.endswith((b"]", b"}")) else (b"", data)
        )
        self.delivered += whole.count(POSTED)
        self.acknowledged += whole.count(b"431[")
        if b"43" in whole and b'"ok":false' in whole.replace(b" ", b""):
            raise RuntimeError(whole[-200:])
        if line.number % SAMPLE == 0:
            now = time.monotonic()
            self.delays += [now - float(at) for at in SENT_AT.findall(whole)]

    def _greet(self, line: Line, data: bytes, enter: bool) -> None:
        line.rest += data
        steps: dict[str, tuple[bytes, str, Callable[[], str]]] = {
            "http": (b'0{"sid"', "opened", lambda: "40"),
            "opened": (b'40{"sid"', "connected", lambda: self._enter(line) if enter else ""),
            "connected": (b"430[", "in", lambda: ""),
        }
        sign, state, answer = steps[line.state]
        if sign in line.rest:
            line.rest, line.state = b"", state
            if text := answer():
                line.sock.sendall(masked(text))
        elif line.state == "http" and b"\r\n" in line.rest and b" 101 " not in line.rest:
            raise ConnectionError(line.rest[:200])

    def _enter(self, line: Line) -> str:
        return f'420["enter_room",{{"room":{line.room},"after":0}}]'

    def _handshake(self, person: dict, port: int) -> bytes:
        lines = (
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", f"Host: 127.0.0.1:{port}",
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            f"Origin: http://127.0.0.1:{self.ports[0]}", f"Cookie: {self.cookie}={person['session']}",
        )  # fmt: skip
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _reset(self) -> None:
        self.delivered = self.acknowledged = 0
        self.delays = []

    def _drain(self) -> None:
        """What was told before the end still counts for nobody, but must not be there in the next run."""
        delivered, delays = self.delivered, self.delays
        until = time.monotonic() + 0.7
        while time.monotonic() < until:
            self.read(0.1)
        self.delivered, self.delays = delivered, delays


def masked(text: str) -> bytes:
    """A text frame as a client sends it; the mask of zeros leaves the words as they are."""
    payload = text.encode()
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else bytes((0x81, 0xFE)) + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload
