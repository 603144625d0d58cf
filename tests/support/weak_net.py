"""The net between the tablets and the server, as bad as a test wants it: a TCP proxy of the test's own."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from tests.support.environ import free_port

CHUNK = 65536
REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class WeakNet:
    """`port` is where the tablets knock. `target` is the server's port.

    `refuse_sockets`: whoever asks for a WebSocket gets 403, as from a proxy that knows none.
    `deaf()`: what stands is half-open from now on, nothing is forwarded and nothing closed; what is opened later is
    half-open too until `open_for_new()`.
    """

    def __init__(self, target: int) -> None:
        self.port, self.target = free_port(), target
        self.refuse_sockets = False
        self.is_deaf = False
        self._pairs: list[_Pair] = []
        self._door = socket.create_server(("127.0.0.1", self.port), backlog=512)
        self._start(self._take_in)

    def deaf(self) -> None:
        self.is_deaf = True
        for pair in self._pairs:
            pair.is_deaf = True

    def open_for_new(self) -> None:
        self.is_deaf = False

    def close(self) -> None:
        self._door.close()
        for pair in self._pairs:
            pair.close()

    def _take_in(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._door.accept()
                self._start(lambda one=client: self._serve(one))

    def _serve(self, client: socket.socket) -> None:
        try:
            head = client.recv(CHUNK)
            if self.refuse_sockets and b"upgrade: websocket" in head.lower():
                client.sendall(REFUSED)
                client.close()
                return
            server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            server.settimeout(None)
        except OSError:
            client.close()
            return
        pair = _Pair(client, server, self.is_deaf)
        self._pairs.append(pair)
        self._start(lambda: pair.forward(client, server, head))
        self._start(lambda: pair.forward(server, client, b""))

    @staticmethod
    def _start(work: Callable[[], None]) -> None:
        threading.Thread(target=work, daemon=True).start()


class _Pair:
    """One connection, both ends."""

    def __init__(self, client: socket.socket, server: socket.socket, is_deaf: bool) -> None:
        self.ends, self.is_deaf = (client, server), is_deaf

    def forward(self, source: socket.socket, sink: socket.socket, data: bytes) -> None:
        with contextlib.suppress(OSError):
            while True:
                if data and not self.is_deaf:
                    sink.sendall(data)
                data = source.recv(CHUNK)
                if not data:
                    break
        if not self.is_deaf:  # who is half-open hears no goodbye
            self.close()

    def close(self) -> None:
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
