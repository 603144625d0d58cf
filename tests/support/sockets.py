"""A member's socket as a test sees it: ask and be answered, and wait for what is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import socketio


class SocketClient:
    """A connected client. `heard` keeps every (event, payload) in the order it came."""

    def __init__(self, *, origin: str | None, cookie: tuple[str, str] | None) -> None:
        # The library sends an Origin of its own unless it is told which, or none.
        extra: dict[str, Any] = {"suppress_origin": True} if origin is None else {"origin": origin}
        self.headers = {"Cookie": "=".join(cookie)} if cookie else {}
        self.io = socketio.Client(reconnection=False, websocket_extra_options=extra)
        self.heard: list[tuple[str, Any]] = []
        self.io.on("*", lambda event, payload=None: self.heard.append((event, payload)))

    def connect(self, url: str, patience: float = 5) -> SocketClient:
        """Raises socketio.exceptions.ConnectionError when the server refuses."""
        self.io.connect(url, headers=self.headers, transports=["websocket"], wait_timeout=patience)
        return self

    @property
    def connected(self) -> bool:
        return bool(self.io.connected)

    def ask(self, event: str, payload: object = None, timeout: float = 5) -> dict[str, Any]:
        """Send an event and give its acknowledgement."""
        answer = self.io.call(event, payload, timeout=timeout)
        assert isinstance(answer, dict), f"{event} was acknowledged with {answer!r}"
        return answer

    def wait_for(self, event: str, timeout: float = 5) -> Any:
        """The payload of the first such event that is not taken yet; taking removes it."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for index, (name, payload) in enumerate(self.heard):
                if name == event:
                    del self.heard[index]
                    return payload
            time.sleep(0.01)
        raise AssertionError(
            f"{event} was not told within {timeout} s; heard: {[name for name, _ in self.heard]}"
        )

    def wait_until_told(self, event: str, fits: Callable[[Any], bool], timeout: float = 5) -> Any:
        """The payload of the first such event that fits; those before it are taken too."""
        deadline = time.monotonic() + timeout
        while True:
            payload = self.wait_for(event, max(deadline - time.monotonic(), 0.01))
            if fits(payload):
                return payload

    def wait_until_closed(self, timeout: float = 5) -> float:
        """Seconds until the server ended the connection."""
        began = time.monotonic()
        while self.connected:
            waited = time.monotonic() - began
            assert waited < timeout, f"still connected after {timeout} s"
            time.sleep(0.01)
        return time.monotonic() - began

    def close(self) -> None:
        if self.connected:
            self.io.disconnect()
        elif (line := getattr(self.io.eio, "ws", None)) is not None:
            line.shutdown()  # the library leaves a line that was lost half open
