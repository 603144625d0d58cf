"""People and guests signed up for one date from a table, by staff who have them on paper, with whom they bring along.

Who is on the list already stays as they are: the same file a second time changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _, ngettext
from sqlalchemy import select

from app.accounts.models import NAME_LENGTH, User
from app.calendar import guests, seats
from app.calendar.models import CameBy, Occurrence, SignUp, SignUpState
from app.calendar.seats import Asking
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
YES, NO = ("ja", "en till"), ("", "nej")  # of company: with a name, or only that somebody comes along


@dataclass(frozen=True)
class Wish:
    """One line: a person, or a guest with first name and number, and who comes along."""

    person: User | None
    guest: tuple[str, str] = ("", "")
    companions: int = 0
    companion_name: str | None = None

    @property
    def key(self) -> Hashable:
        """Two lines of one key are one sign-up."""
        return self.person.id if self.person else (self.guest[0].casefold(), self.guest[1])


def plan(text: str, date: Occurrence) -> Plan:
    """Reads only."""
    people = _People(date)
    made = Plan([_step(line, people) for line in unhurried(csv_text.read(text, COLUMNS))])
    _watch_doubles(made)
    new = sum(1 + step.details.companions for step in made.of(Fate.NEW))
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
    _hold(step.details.person.id for step in new if step.details.person)
    for step in unhurried(new):
        try:
            _sign_up(step.details, date, actor)
        except Refusal as refusal:
            raise fail(made, step, refusal) from None
    return made


def _sign_up(wish: Wish, date: Occurrence, actor: User) -> SignUp:
    if wish.person is None:
        asking = Asking(actor, CameBy.PAPER, wish.companions, wish.companion_name)
        return guests.sign_up_guest(*wish.guest, date, asking)
    return seats.sign_up(
        wish.person, date, actor=actor, came_by=CameBy.PAPER, companions=wish.companions,
        companion_name=wish.companion_name,
    )  # fmt: skip


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
        self.listed: dict[Hashable, SignUp] = {
            entry.person_id or _guest_key(entry.guest_name, entry.guest_phone): entry for entry in entries
        }

    def found(self, name: Name, phone: str) -> list[User]:
        """Those of the name; when there are several, those of them with the number."""
        those = self.by_name.get((name[0].casefold(), name[1].casefold()), [])
        if len(those) < 2 or not phone:
            return those
        return [one for one in those if digits(self.phones.get(one.id) or "") == digits(phone)]


def _step(line: Line, people: _People) -> Step:
    name, phone = (_cell(line, "first_name"), _cell(line, "last_name")), _cell(line, "phone")
    what = " ".join(filter(None, name))
    if wrong := _wrong(line, people, name, phone):
        return Step(line.number, what, Fate.BAD, wrong)
    company = _cell(line, "companion")
    companions = int(company.casefold() not in NO)
    companion_name = company if companions and company.casefold() not in YES else None
    if _is_guest(line):
        wish = Wish(None, (name[0], guests.plain_number(phone) or ""), companions, companion_name)
    else:
        wish = Wish(people.found(name, phone)[0], ("", ""), companions, companion_name)
    if entry := people.listed.get(wish.key):
        return Step(line.number, what, Fate.SAME, _same(entry, wish))
    return Step(line.number, what, Fate.NEW, _new(wish, name[1]), details=wish)


def _same(entry: SignUp, wish: Wish) -> str:
    if (entry.companions, entry.companion_name) == (wish.companions, wish.companion_name):
        return _("Är redan anmäld.")
    return _("Är redan anmäld. Sällskapet ändras inte.")


def _new(wish: Wish, last_name: str) -> str:
    if wish.person is None:
        words = [_("Anmäls som gäst, med sällskap.") if wish.companions else _("Anmäls som gäst.")]
        return " ".join([*words, _("Efternamnet sparas inte.")] if last_name else words)
    return _("Anmäls, med sällskap.") if wish.companions else _("Anmäls.")


def _wrong(line: Line, people: _People, name: Name, phone: str) -> str:
    if line.is_ragged:
        return _("Raden har inte lika många rutor som rubrikerna.")
    for column, least in (("first_name", 1), ("last_name", 0), ("companion", 0)):
        try:
            clean_text(line.cells.get(column, ""), longest=NAME_LENGTH, shortest=least)
        except BadText as error:
            return f"{COLUMNS[column].heading}: {text_error(error.code, NAME_LENGTH)}"
    if _is_guest(line):
        number = _("Skriv gästens telefonnummer med riktnummer, till exempel 08-465 004 00.")
        return "" if guests.plain_number(phone) else number
    found = people.found(name, phone)
    if not found:
        return _("Det finns ingen som heter så. Är det en gäst utan konto? Skriv Ja under Gäst.")
    return "" if len(found) == 1 else _("Flera heter så. Skriv telefonnumret också.")


def _watch_doubles(made: Plan) -> None:
    seen: dict[Hashable, int] = {}
    for step in made.of(Fate.NEW):
        before = seen.setdefault(step.details.key, step.number)
        if before != step.number:
            step.fate, step.words = Fate.SAME, _("Samma person står redan på rad %(n)s.", n=before)


def _guest_key(name: str | None, phone: str | None) -> Hashable:
    return (name or "").casefold(), guests.plain_number(phone or "") or phone


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
