"""How words stand in a mail."""

from __future__ import annotations

from app.config import Settings
from app.notifications.kinds import Words


def mail_text(words: Words, settings: Settings) -> str:
    """The words, and where to read on. A text message has no address in it: frauds have."""
    where = f"{settings.public_origin}{words.path}" if words.path else settings.public_origin
    return f"{words.text}\n\n{where}\n\nSamvaro {settings.help_phone}\n"
