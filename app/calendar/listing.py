"""The list of a date as those who run it see it: words, and people found by first name alone."""

from __future__ import annotations

from flask_babel import gettext as _, ngettext
from sqlalchemy import func, or_, select

from app.accounts.models import NAME_LENGTH, User
from app.calendar import answering, guests, seats
from app.calendar.counting import share_of
from app.calendar.models import Activity, CameBy, Occurrence, SignUp, SignUpState
from app.core import audit, formatting
from app.core.db import session
from app.core.text import BadText, clean_text
from app.notifications.numbers import phone_shown

MOST = 40  # of one name


def asked_name(text: str) -> str:
    try:
        return clean_text(text, longest=NAME_LENGTH, shortest=0)
    except BadText:
        return ""


def called(name: str, *, not_on: Occurrence | None) -> list[User]:
    """Everybody with this first name; surnames are not looked at, so that nobody can be found out by theirs."""
    if not name:
        return []
    same = or_(func.lower(User.first_name) == name.lower(), User.first_name.in_({name, name.capitalize()}))
    found = select(User).where(same, User.deactivated_at.is_(None), ~User.is_house)
    if not_on:
        listed = SignUp.occurrence_id == not_on.id, SignUp.state != SignUpState.LEFT
        found = found.where(
            User.id.not_in(select(SignUp.person_id).where(*listed, SignUp.person_id.is_not(None)))
        )
    return list(session.scalars(found.order_by(User.first_name, User.id).limit(MOST)))


def rejoin(entry: SignUp, *, actor: User) -> SignUp:
    """On the list again with the same company, whoever it is."""
    if entry.person is None:
        return guests.rejoin(entry, actor=actor)
    return seats.sign_up(
        entry.person, entry.occurrence, actor=actor, came_by=entry.came_by, companions=entry.companions,
        companion_name=entry.companion_name,
    )  # fmt: skip


def outcome(entry: SignUp, *, name: str | None = None) -> str:
    """What came of it; staff's pages give the whole name."""
    name = name or entry.first_name
    return {
        SignUpState.SEAT: _("%(name)s är anmäld.", name=name),
        SignUpState.OFFERED: _("%(name)s har fått frågan om en plats.", name=name),
        SignUpState.WAITING: _("%(name)s står på kölistan.", name=name),
        SignUpState.LEFT: _("%(name)s är avanmäld.", name=name),
    }[entry.state]


def is_already_there(entry: SignUp | None) -> bool:
    """Asked before signing up. Who is offered a seat is not: to sign up is to say yes."""
    return entry is not None and entry.state in (SignUpState.SEAT, SignUpState.WAITING)


def already(entry: SignUp, *, name: str | None = None) -> str:
    """Nothing was changed, so there is nothing to take back."""
    name = name or entry.first_name
    if entry.is_waiting:
        return _("%(name)s står redan på kölistan.", name=name)
    return _("%(name)s är redan anmäld.", name=name)


def with_company(name: str, entry: SignUp) -> str:
    """Anna · Anna och Berit · Anna med sällskap"""
    if not entry.companions:
        return name
    if entry.companion_name:
        return _("%(name)s och %(other)s", name=name, other=entry.companion_name)
    return _("%(name)s med sällskap", name=name)


def number(phone: str) -> str:
    return phone_shown(phone)


def came(entry: SignUp) -> str:
    """Per telefon, måndag 23 november, klockan 10.00"""
    how = {
        CameBy.SCREEN: _("Själv på skärmen"),
        CameBy.PHONE: _("Per telefon"),
        CameBy.PAPER: _("På papper"),
        CameBy.IN_PERSON: _("På plats"),
    }[entry.came_by]
    if entry.is_standing:
        how = _("Fast plats")
    return f"{how}, {formatting.when_in_words(entry.queued_at)}"


def asked(entry: SignUp) -> str:
    """Svarar senast i dag, klockan 10.15"""
    return _("Svarar senast %(when)s", when=formatting.when_in_words(entry.offered_until or entry.queued_at))


def note_numbers(entries: list[SignUp], date: Occurrence, *, actor: User) -> bool:
    """That telephone numbers of guests were shown is an entry, without whose. Whether there were any."""
    shown = sum(entry.phone is not None for entry in entries)
    if shown:
        audit.record("calendar.numbers_shown", person=None, actor=actor, occurrence=date.id, shown=shown)
    return bool(shown)


def size(entries: list[SignUp]) -> str:
    """How many people a list is, company included."""
    number = sum(entry.party for entry in entries)
    return ngettext("%(num)s person", "%(num)s personer", number)


def free_seat_rule(activity: Activity) -> str:
    """What becomes of a free seat, for staff: in the words of the form."""
    first = _("Den första i kön får platsen direkt.")
    if activity.answer_minutes:
        how = answering.CHOICES.get(activity.answer_minutes) or _("%(n)s minuter", n=activity.answer_minutes)
        first = _("Den första i kön får tid att svara: %(how)s.", how=str(how).lower())
    share = share_of(activity.capacity, activity.newcomer_percent)
    if not share:
        return first
    kept = ngettext(
        "%(num)s plats är till för den som är ny, till två dagar före.",
        "%(num)s platser är till för dem som är nya, till två dagar före.",
        share,
    )
    return f"{first} {kept}"
