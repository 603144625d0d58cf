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


@dataclass(frozen=True)
class Kind:
    render: Render
    urgent: bool  # goes at night too
    on_screen: bool  # stands on the home page


_kinds: dict[str, Kind] = {}


def kind(name: str, *, urgent: bool = False, on_screen: bool = True) -> Callable[[Render], Render]:
    """Register how notifications of this name become words. `urgent`: they go at night too. `on_screen=False`: the
    feature itself says on the home page what they say, so that it is not said there twice."""

    def register(render: Render) -> Render:
        _kinds[name] = Kind(render, urgent, on_screen)
        return render

    return register


def words_for(notification: Notification) -> Words | None:
    return _kinds[notification.kind].render(notification)


def urgent_kinds() -> list[str]:
    return [name for name, one in _kinds.items() if one.urgent]


def kinds_on_screen() -> list[str]:
    return [name for name, one in _kinds.items() if one.on_screen]
