"""What somebody answers on the telephone about a seat: yes or no to an offer, or that they cannot come after all."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.accounts.models import User
from app.calendar import offers, policies, seats, wording
from app.calendar.models import SignUp, SignUpState
from app.calls.policies import ABOUT_SIGN_UPS
from app.calls.scripts import Script
from app.core.db import session


@dataclass(frozen=True)
class Question:
    """A sign-up that the call is about, which the one who is rung may answer for."""

    row_id: int  # of the notification
    entry: SignUp
    what: str  # Sopplunch, tisdag 24 november

    @property
    def is_offer(self) -> bool:
        return self.entry.is_offered


def questions(script: Script, caller: User) -> list[Question]:
    """One for each sign-up, in the order of what is said. The caller runs the date, or it is not theirs to change."""
    found: dict[int, Question] = {}
    for row in (one.row for one in script.said if one.row.kind in ABOUT_SIGN_UPS):
        entry = session.get(SignUp, row.subject_id)
        if entry and entry.is_held and policies.runs(caller, entry.occurrence):
            found.setdefault(entry.id, Question(row.id, entry, wording.with_day(entry.occurrence)))
    return list(found.values())


def answer(entry: SignUp, *, yes: bool, actor: User) -> SignUp:
    return offers.accept(entry, actor=actor) if yes else seats.leave_entry(entry, actor=actor)


def in_words(entry: SignUp, name: str, *, yes: bool) -> str:
    what = wording.with_day(entry.occurrence)
    if entry.state is SignUpState.SEAT:
        return _("%(name)s har plats: %(what)s.", name=name, what=what)
    if yes:
        return _("Tiden att svara gick ut, så %(name)s fick inte platsen: %(what)s.", name=name, what=what)
    return _("%(name)s är avanmäld: %(what)s.", name=name, what=what)
