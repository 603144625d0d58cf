"""Those who come to a date, as a table to work with on paper or in a spreadsheet."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import User
from app.calendar import policies, queries
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import audit
from app.core.db import session
from app.exchange import csv_text
from app.exchange.csv_text import Column
from app.notifications.models import Contact
from app.notifications.numbers import phone_shown

COLUMNS = {
    "first_name": Column("Förnamn", example="Karin"),
    "last_name": Column("Efternamn", False, "Exempelsson"),
    "phone": Column("Telefon", False, "070-174 06 05"),
    "is_guest": Column("Gäst", False, "Nej"),
    "companion": Column("Sällskap", False),
    "state": Column("Läge", False),  # told, never read
}


def template() -> bytes:
    """Without what is only told, and with a guest too."""
    filled = [column for name, column in COLUMNS.items() if name != "state"]
    guest = ["Elsa", "", "08-465 004 05", "Ja", "Olle"]
    return csv_text.write((one.heading for one in filled), [[one.example for one in filled], guest])


def table(date: Occurrence, *, actor: User) -> bytes:
    """Surnames for staff only. Numbers go to nobody but staff once the date has been."""
    is_staff = policies.may_manage(actor)
    entries = [*queries.roll(date), *_offered(date), *queries.waiting(date)]
    phones = _phones(entries, is_staff) if is_staff or not date.has_ended() else {}
    audit.record("sign_ups.exported", person=None, actor=actor, occurrence=date.id, shown=len(entries))
    waiting = 0
    lines = []
    for entry in entries:
        waiting += entry.is_waiting
        lines.append(_line(entry, is_staff, phones, waiting))
    return csv_text.write((column.heading for column in COLUMNS.values()), lines)


def _line(entry: SignUp, is_staff: bool, phones: dict[int, str], waiting: int) -> list[str]:
    last_name = entry.person.last_name if entry.person and is_staff else ""
    companion = entry.companion_name or ("En till" if entry.companions else "")
    return [
        entry.first_name,
        last_name,
        phones.get(entry.id, ""),
        "Nej" if entry.person else "Ja",
        companion,
        _state(entry, waiting),
    ]


def _state(entry: SignUp, waiting: int) -> str:
    if entry.is_seated:
        return "Har plats"
    return f"Kölista {waiting}" if entry.is_waiting else "Erbjuden plats"


def _offered(date: Occurrence) -> list[SignUp]:
    found = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.state == SignUpState.OFFERED)
    return list(session.scalars(found.order_by(SignUp.queued_at, SignUp.id)))


def _phones(entries: list[SignUp], is_staff: bool) -> dict[int, str]:
    """By sign-up: guests' for those who run the date, everybody's for staff. A number that was removed is not there."""
    ids = [entry.person_id for entry in entries if entry.person_id and is_staff]
    known = select(Contact.person_id, Contact.phone).where(Contact.person_id.in_(ids))
    own = {row[0]: row[1] for row in session.execute(known)}
    numbers = {entry.id: entry.phone or own.get(entry.person_id or 0) or "" for entry in entries}
    return {entry_id: phone_shown(number) for entry_id, number in numbers.items() if number}
