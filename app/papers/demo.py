"""Two of the demo town who want their week on paper."""

from __future__ import annotations

from collections.abc import Mapping

from app.accounts.models import User
from app.core.db import session
from app.notifications.models import Channel, Contact

ON_PAPER = ("Greta", "Bengt")


def load(inhabitants: Mapping[str, User]) -> None:
    for name in ON_PAPER:
        if name in inhabitants and session.get(Contact, inhabitants[name].id) is None:
            session.add(Contact(person_id=inhabitants[name].id, channel=Channel.PAPER))
    session.flush()
