"""What somebody needs at the lunch: told by themselves, or filled in for them by those who run the date."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import time

from sqlalchemy import select

from app.accounts.models import User
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import audit, clock
from app.core.db import locked, session
from app.runsheet.models import DIETS, Needs, Texture, Way


@dataclass(frozen=True)
class Food:
    diets: tuple[str, ...] = ()
    texture: Texture = Texture.ORDINARY
    words: str = ""


@dataclass(frozen=True)
class Travel:
    way: Way
    lifts: int | None = None
    address: str | None = None
    fetched_at: time | None = None
    wants_company: bool = False
    travel_words: str = ""


def sign_up_of(person: User, date: Occurrence) -> SignUp | None:
    """The person's own, if they come or wait."""
    mine = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.person_id == person.id)
    return session.scalar(mine.where(SignUp.state != SignUpState.LEFT))


def of(entry: SignUp) -> Needs | None:
    """What is told so far: a person's goes with them from date to date, a guest's with the one sign-up."""
    whose = Needs.person_id == entry.person_id if entry.person_id else Needs.sign_up_id == entry.id
    return session.scalar(select(Needs).where(whose).execution_options(populate_existing=True))


def tell_food(entry: SignUp, food: Food, companion: Food | None = None, *, actor: User) -> Needs:
    """`companion`: what the one they bring along eats; None leaves it as it was."""
    needs = _hold(entry, "needs.food_told", actor)
    needs.diets, needs.texture, needs.food_words = _in_order(food.diets), food.texture, food.words
    if companion:
        needs.companion_diets, needs.companion_texture = _in_order(companion.diets), companion.texture
        needs.companion_words = companion.words
    needs.food_at = needs.changed_at = clock.now()
    session.flush()
    return needs


def tell_travel(entry: SignUp, travel: Travel, *, actor: User) -> Needs:
    """An address is kept only where a lift is wanted, and a number of seats only where one is offered."""
    needs = _hold(entry, "needs.travel_told", actor)
    for name, value in asdict(travel).items():
        setattr(needs, name, value)
    if travel.way is not Way.NEEDS_LIFT:
        needs.address = needs.fetched_at = None
    if travel.way is not Way.OFFERS_LIFT:
        needs.lifts = None
    needs.travel_at = needs.changed_at = clock.now()
    session.flush()
    return needs


def remove(entry: SignUp, *, actor: User) -> bool:
    """All of it, at once and for good."""
    if (needs := of(entry)) is None:
        return False
    _audit_if_other("needs.removed", entry, actor)
    session.delete(needs)
    session.flush()
    return True


def note_look(entry: SignUp, *, actor: User) -> None:
    """A look at what somebody else needs is an entry that they may ask for."""
    _audit_if_other("needs.viewed", entry, actor)


def _hold(entry: SignUp, action: str, actor: User) -> Needs:
    """The row, new or locked: of two who write at once the later wins whole, and there is never a second row."""
    _audit_if_other(action, entry, actor)
    if entry.person_id:
        locked(User, entry.person_id)
    else:
        locked(SignUp, entry.id)
    whose = {"person_id": entry.person_id} if entry.person_id else {"sign_up_id": entry.id}
    needs = of(entry) or Needs(**whose)
    session.add(needs)
    return needs


def _audit_if_other(action: str, entry: SignUp, actor: User) -> None:
    if actor.id != entry.person_id:
        audit.record(
            action, person=entry.person, actor=actor, sign_up=entry.id, occurrence=entry.occurrence_id
        )


def _in_order(codes: tuple[str, ...]) -> str:
    return " ".join(code for code in DIETS if code in codes)
