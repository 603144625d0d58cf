"""People signed up for one date from a table, by staff who have them on paper. Who is on the list already stays so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask_babel import gettext as _, ngettext
from sqlalchemy import select

from app.accounts.models import NAME_LENGTH, User
from app.calendar import seats
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import audit
from app.core.db import session
from app.core.errors import Refusal
from app.core.forms import text_error
from app.core.text import BadText, clean_text
from app.exchange import csv_text
from app.exchange.csv_text import Line
from app.exchange.planning import Fate, Plan, Step, fail, require_good, unhurried
from app.exchange.sign_up_table import COLUMNS
from app.notifications.models import Contact

Name = tuple[str, str]


def plan(text: str, date: Occurrence) -> Plan:
    """Reads only."""
    people = _People(date)
    made = Plan([_step(line, people) for line in unhurried(csv_text.read(text, COLUMNS))])
    _watch_doubles(made)
    new = len(made.of(Fate.NEW))
    if date.free is not None and new > date.free:
        over = new - date.free
        made.notes.append(ngettext("%(num)s får inte plats och hamnar på kölistan.", "%(num)s får inte plats och hamnar på kölistan.", over))  # fmt: skip
    return made


def carry_out(text: str, date: Occurrence, *, actor: User) -> Plan:
    """All of it in the present transaction, or NotWhole. Locks in the order of seats.py: audit, people, date."""
    audit.record("sign_ups.imported", person=None, actor=actor, occurrence=date.id)
    made = plan(text, date)
    require_good(made)
    new = made.of(Fate.NEW)
    _hold(step.row.id for step in new)
    for step in unhurried(new):
        try:
            seats.sign_up(step.row, date, actor=actor)
        except Refusal as refusal:
            raise fail(made, step, refusal) from None
    return made


class _People:
    """Everybody by name, and who is on the date's list."""

    def __init__(self, date: Occurrence) -> None:
        living = select(User).where(User.deactivated_at.is_(None), ~User.is_house).order_by(User.id)
        self.by_name: dict[Name, list[User]] = {}
        for person in session.scalars(living):
            name = person.first_name.casefold(), person.last_name.casefold()
            self.by_name.setdefault(name, []).append(person)
        self.phones = {row[0]: row[1] for row in session.execute(select(Contact.person_id, Contact.phone))}
        listed = SignUp.occurrence_id == date.id, SignUp.state != SignUpState.LEFT
        entries = session.scalars(select(SignUp).where(*listed)).all()
        self.listed = {entry.person_id for entry in entries if entry.person_id}
        self.guests = {
            (digits(entry.guest_phone), (entry.guest_name or "").casefold())
            for entry in entries
            if entry.guest_phone
        }

    def found(self, name: Name, phone: str) -> list[User]:
        """Those of the name; when there are several, those of them with the number."""
        those = self.by_name.get((name[0].casefold(), name[1].casefold()), [])
        if len(those) < 2 or not phone:
            return those
        return [one for one in those if digits(self.phones.get(one.id) or "") == digits(phone)]


def _step(line: Line, people: _People) -> Step:
    first, last, phone = (_cell(line, name) for name in ("first_name", "last_name", "phone"))
    what = f"{first} {last}".strip()
    wrong = _wrong(line, people, (first, last), phone)
    if wrong:
        return Step(line.number, what, Fate.BAD, wrong)
    if _is_guest(line):
        return Step(line.number, what, Fate.SAME, _("Är redan anmäld."))
    [person] = people.found((first, last), phone)
    if person.id in people.listed:
        return Step(line.number, what, Fate.SAME, _("Är redan anmäld."), row=person)
    return Step(line.number, what, Fate.NEW, _("Anmäls."), row=person)


def _wrong(line: Line, people: _People, name: Name, phone: str) -> str:
    if line.is_ragged:
        return _("Raden har inte lika många rutor som rubrikerna.")
    for column, least in (("first_name", 1), ("last_name", 0)):
        try:
            clean_text(line.cells.get(column, ""), longest=NAME_LENGTH, shortest=least)
        except BadText as error:
            return f"{COLUMNS[column].heading}: {text_error(error.code, NAME_LENGTH)}"
    if _is_guest(line):
        known = (digits(phone), name[0].casefold()) in people.guests
        return "" if known else _("Gäster kan inte läsas in. Anmäl gästen på dagens sida.")
    found = people.found(name, phone)
    if not found:
        return _("Det finns ingen som heter så.")
    return "" if len(found) == 1 else _("Flera heter så. Skriv telefonnumret också.")


def _watch_doubles(made: Plan) -> None:
    seen: dict[int, int] = {}
    for step in made.of(Fate.NEW):
        before = seen.setdefault(step.row.id, step.number)
        if before != step.number:
            step.fate, step.words = Fate.SAME, _("Samma person står redan på rad %(n)s.", n=before)


def _is_guest(line: Line) -> bool:
    return line.cells.get("is_guest", "").casefold() == "ja"


def _cell(line: Line, name: str) -> str:
    try:
        return clean_text(line.cells.get(name, ""), longest=NAME_LENGTH, shortest=0)
    except BadText:
        return ""


def digits(number: str | None) -> str:
    """070-174 06 05 and +46 70 174 06 05 are one number."""
    return re.sub(r"^(00|\+)?46", "0", re.sub(r"[^\d+]", "", number or ""))


def _hold(ids: Iterable[int]) -> None:
    held = select(User.id).where(User.id.in_(list(ids))).order_by(User.id)
    session.scalars(held.with_for_update(read=True)).all()
