"""How the people of the demo town are told. The numbers are of the series kept for fiction."""

from __future__ import annotations

from app.accounts.models import User
from app.core.db import session
from app.notifications.models import Channel, Contact

WAYS = {
    "Bengt": (Channel.SMS, "+46701740605", None),
    "Greta": (Channel.CALL, "+46846500421", None),
    "Amir": (Channel.EMAIL, None, "amir@example.se"),
    "Karin": (Channel.PAPER, None, None),
    "Marianne": (Channel.SMS, "+46701740606", "marianne@example.se"),
}


def load(people: dict[str, User]) -> None:
    for name, (channel, phone, email) in WAYS.items():
        session.add(Contact(person_id=people[name].id, channel=channel, phone=phone, email=email))
    session.flush()
