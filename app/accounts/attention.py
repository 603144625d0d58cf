"""How a table may call for a person's attention: what the page speaks when somebody writes, and a soft tone."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.accounts.models import User
from app.core.db import after_commit
from app.core.realtime import emit, room_name

ANNOUNCE_LABEL = lazy_gettext("Vad ska skärmläsaren säga när någon skriver?")
ANNOUNCE_HINT = lazy_gettext(
    "Det gäller dig som använder en skärmläsare, till exempel VoiceOver eller TalkBack."
)
ANNOUNCE_WORDS = {
    "all": lazy_gettext("Vem som skriver, och vad"),
    "number": lazy_gettext("Bara hur många nya meddelanden det är"),
    "quiet": lazy_gettext("Ingenting"),
}
SOUND_LABEL = lazy_gettext("Vill du höra en mjuk ton när någon skriver?")
SOUND_WORDS = {"on": lazy_gettext("Ja"), "off": lazy_gettext("Nej")}


def choose(person: User, *, announce: str, sound: bool) -> None:
    """What holds in every room for which the person has not chosen otherwise. Open pages follow at once."""
    person.announce, person.sound = announce, sound
    tell(person, room_id=None, announce=announce, sound=sound)


def tell(person: User, *, room_id: int | None, announce: str | None, sound: bool | None) -> None:
    """Tell the person's open pages after the commit. `room_id` is the first table of a room, None for all rooms."""
    news = {"room": room_id, "announce": announce, "sound": sound}
    after_commit(emit, "attention_changed", news, to=room_name("user", person.id))
