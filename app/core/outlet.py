"""What goes out on one live line, in order and without waiting: written straight to the socket while it takes all.

Engine.IO would queue a packet per reader and wake a greenlet for each; here one frame is built for everybody. What a
slow reader does not take waits in a bounded queue of its own, and who takes nothing for long loses the line and catches
up: one reader never holds up the rest.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import gevent

MOST_WAITING = 500  # frames for one line that takes none of them
MOST_UNSERVED = 8  # frames that were read from a line and wait to be looked at
TEXT_FRAME = 0x81  # RFC 6455, section 5.2: a whole text message in one frame


def text_frame(text: str) -> bytes:
    """A WebSocket frame as a server sends it: unmasked, uncompressed."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((TEXT_FRAME, size)) + payload
    if size < 1 << 16:
        return bytes((TEXT_FRAME, 126)) + size.to_bytes(2, "big") + payload
    return bytes((TEXT_FRAME, 127)) + size.to_bytes(8, "big") + payload


class Outlet:
    """The sending side of one connection. `sock` is gevent's socket."""

    __slots__ = ("_flushing", "_sock", "_waiting", "is_closed")

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._waiting: list[bytes] = []  # empty on nearly all lines: a deque would take ten times the room
        self._flushing = False
        self.is_closed = False

    @property
    def waiting(self) -> int:
        """How many frames the reader has not taken."""
        return len(self._waiting)

    def write(self, frame: bytes) -> None:
        """Send the frame after all that were written before. Never waits, never raises."""
        if self.is_closed:
            return
        rest = frame if self._waiting else self._send_now(frame)
        if not rest:
            return
        self._waiting.append(rest)
        if len(self._waiting) > MOST_WAITING:
            self.close()
        elif not self._flushing:
            self._flushing = True
            gevent.spawn(self._flush)

    def close(self) -> None:
        """Let go of what waits, and end the connection: whoever waits for words from it is woken."""
        self.is_closed = True
        self._waiting.clear()
        with suppress(OSError, AttributeError):
            self._sock._sock.shutdown(socket.SHUT_RDWR)

    def _send_now(self, frame: bytes) -> bytes:
        """What the kernel did not take."""
        try:
            # The plain socket beneath gevent's: it does not block, and says so instead of switching greenlets.
            return frame[self._sock._sock.send(frame) :]
        except BlockingIOError:
            return frame
        except (OSError, AttributeError):
            self.close()
            return b""

    def _flush(self) -> None:
        try:
            while self._waiting:
                self._sock.sendall(self._waiting[0])  # waits for this reader only
                if self._waiting:
                    del self._waiting[0]
        except (OSError, AttributeError):
            self.close()
        finally:
            self._flushing = False


class InTurn:
    """The socket as simple-websocket gets it: its own words (handshake, pongs, goodbyes) never land inside a frame
    that is half sent, and it reads no further than is served.

    `unserved` says how many frames of the line wait. Left to itself the library reads into memory as long as the kernel
    has something, and gevent's `recv` lets nobody else run meanwhile.
    """

    __slots__ = ("_outlet", "_sock", "_unserved")

    def __init__(self, sock: Any, outlet: Outlet, unserved: Callable[[], int]) -> None:
        self._sock = sock
        self._outlet = outlet
        self._unserved = unserved

    def recv(self, most: int) -> bytes:
        gevent.sleep(0)
        while self._unserved() > MOST_UNSERVED and not self._outlet.is_closed:
            gevent.sleep(0.01)
        return self._sock.recv(most)  # type: ignore[no-any-return]

    def send(self, data: bytes) -> int:
        self._outlet.write(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)
