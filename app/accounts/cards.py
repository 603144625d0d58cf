"""Login cards: issue, stop, renew, and what happens when somebody shows one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts import sessions
from app.accounts.models import LoginCard, User
from app.core import audit, clock
from app.core.db import locked, session
from app.core.errors import Refusal
from app.core.tokens import digest, new_token

VALID = timedelta(days=365)
BITS = 128


@dataclass(frozen=True)
class IssuedCard:
    """A card with its code, which exists in memory until it has been printed and nowhere else."""

    card: LoginCard
    token: str

    def address(self, origin: str) -> str:
        """The code stands in the fragment, which browsers never send, log or pass on."""
        return f"{origin}/kort#{self.token}"


def issue(person: User, *, actor: User | None) -> IssuedCard:
    """A new card; the person's earlier card and the sessions opened with it end in the same step."""
    if person.is_house:
        raise Refusal("house", _("Samvaro är ingen person och loggar inte in."), 422)
    if person.is_staff:
        raise Refusal("staff", _("Personal loggar in med lösenord och kod, inte med kort."), 422)
    audit.hold()
    if locked(User, person.id) is None or not person.is_active:
        raise Refusal("switched_off", _("Personen är avstängd. Släpp in personen igen först."))
    renewed = stop(person, actor=actor, reason="renewed")
    token = new_token(BITS)
    card = LoginCard(
        user_id=person.id,
        token_hash=digest(token),
        issued_by_id=actor.id if actor else None,
        created_at=clock.now(),
        expires_at=clock.now() + VALID,
    )
    session.add(card)
    session.flush()
    audit.record("card.renewed" if renewed else "card.issued", person=person, actor=actor, card=card.id)
    return IssuedCard(card, token)


def stop(person: User, *, actor: User | None, reason: str = "stopped") -> bool:
    """Stop the living card and what was opened with it. False when there was none."""
    card = living_card(person)
    if card is None:
        return False
    card.revoked_at = clock.now()
    session.flush()
    audit.record("card.stopped", person=person, actor=actor, card=card.id, reason=reason)
    sessions.revoke_all_of(person, actor=actor, reason="card_stopped", card_id=card.id)
    return True


def living_card(person: User) -> LoginCard | None:
    return session.scalar(
        select(LoginCard).where(LoginCard.user_id == person.id, LoginCard.revoked_at.is_(None))
    )


def find_by_token(token: str) -> LoginCard | None:
    """The card that this code opens; unknown, expired, stopped and switched off look the same to the caller."""
    card = session.scalar(select(LoginCard).where(LoginCard.token_hash == digest(token)))
    return card if card is not None and opens(card) else None


def find(card_id: int) -> LoginCard | None:
    card = session.get(LoginCard, card_id)
    return card if card is not None and opens(card) else None


def opens(card: LoginCard) -> bool:
    """A card is enough for members and hosts; what staff can reach needs more than a piece of paper."""
    alive = card.revoked_at is None and card.expires_at > clock.now()
    return alive and card.user.is_active and not card.user.is_staff


def note_use(card: LoginCard) -> None:
    card.last_used_at = clock.now()
