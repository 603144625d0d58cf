"""What each kind of notification says. A feature registers how its kinds become words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.notifications.models import Notification


@dataclass(frozen=True)
class Words:
    """In the receiver's language, which is set while they are made."""

    subject: str  # a few words, without a full stop
    text: str  # whole sentences, plain text; short enough for an SMS
    path: str | None = None  # the page to open
    guest_name: str | None = None  # of somebody without an account
    guest_phone: str | None = None


Render = Callable[[Notification], Words | None]  # None: it is no longer true, and nothing is sent
_kinds: dict[str, Render] = {}


def kind(name: str) -> Callable[[Render], Render]:
    """Register how notifications of this name become words."""

    def register(render: Render) -> Render:
        _kinds[name] = render
        return render

    return register


def words_for(notification: Notification) -> Words | None:
    return _kinds[notification.kind](notification)
