"""Payloads of socket events: a frozen dataclass per event, read strictly. Unknown keys are refused."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any, TypeVar

from app.core.text import BadText, clean_text

Payload = TypeVar("Payload")
LARGEST_ID = 2**31 - 1
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class BadPayload(ValueError):
    """`code` goes back to the client: bad_payload, unknown_key, or text_ + a code of BadText."""

    def __init__(self, code: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field


def whole(least: int = 1, most: int = LARGEST_ID, **kwargs: Any) -> Any:
    """A whole number in a range (true and 1.0 are not numbers here)."""

    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise BadPayload("bad_payload")
        return value

    return dataclasses.field(metadata={"read": read}, **kwargs)


def text(longest: int, *, lines: bool = False) -> Any:
    def read(value: object) -> str:
        try:
            return clean_text(value, longest=longest, lines=lines)
        except BadText as error:
            raise BadPayload(f"text_{error.code}") from None

    return dataclasses.field(metadata={"read": read})


def client_id() -> Any:
    """The client's own name for what it sends: 8–64 characters, unique per author."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not CLIENT_ID.fullmatch(value):
            raise BadPayload("bad_payload")
        return value

    return dataclasses.field(metadata={"read": read})


def no(code: str, **more: Any) -> dict[str, Any]:
    """The acknowledgement of what is refused; the codes stand in docs/realtime.md."""
    return {"ok": False, "error": code, **more}


def read_payload(kind: type[Payload], given: object) -> Payload:
    """Build the dataclass from what the client sent, or raise BadPayload."""
    fields: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    if not isinstance(given, dict):
        raise BadPayload("bad_payload")
    if unknown := given.keys() - fields.keys():
        raise BadPayload("unknown_key", str(min(map(str, unknown)))[:40])
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in given:
            read: Callable[[object], Any] = field.metadata["read"]
            try:
                values[name] = read(given[name])
            except BadPayload as error:
                raise BadPayload(error.code, name) from None
        elif field.default is dataclasses.MISSING:
            raise BadPayload("bad_payload", name)
    return kind(**values)
