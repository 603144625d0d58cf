"""What the staff pages read: people with the state of their cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from flask_babel import get_locale, gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, select

from app.accounts import people, sessions
from app.accounts.models import LoginCard, Role, SessionKind, User, UserSession
from app.core import clock
from app.core.db import session
from app.core.formatting import local

PER_PAGE = 50
SOON = timedelta(days=30)


@dataclass(frozen=True)
class PersonRow:
    person: User
    card: str
    needs_card: bool


@dataclass(frozen=True)
class PeoplePage:
    rows: Sequence[PersonRow]
    number: int
    last: int
    count: int


def people_page(*, search: str, include_off: bool, without_card: bool, number: int) -> PeoplePage:
    """Fifty people with their cards; a page number beyond the last gives the last."""
    found = people.everyone(search=search, include_off=include_off)
    if without_card:
        found = found.where(_lacks_card())
    count = session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    last = max(1, -(-count // PER_PAGE))
    number = min(max(1, number), last)
    persons = session.scalars(found.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    cards = living_cards([person.id for person in persons])
    return PeoplePage([_row(person, cards.get(person.id)) for person in persons], number, last, count)


def count_without_card() -> int:
    """Members and hosts who cannot get in: no card, or one that has run out."""
    return session.scalar(select(func.count(User.id)).where(_lacks_card())) or 0


def _lacks_card() -> ColumnElement[bool]:
    usable = exists().where(
        LoginCard.user_id == User.id, LoginCard.revoked_at.is_(None), LoginCard.expires_at > clock.now()
    )
    return and_(User.role.in_((Role.MEMBER, Role.HOST)), User.deactivated_at.is_(None), ~usable)


def living_cards(person_ids: Sequence[int]) -> dict[int, LoginCard]:
    statement = select(LoginCard).where(LoginCard.user_id.in_(person_ids), LoginCard.revoked_at.is_(None))
    return {card.user_id: card for card in session.scalars(statement)}


def _row(person: User, card: LoginCard | None) -> PersonRow:
    usable = card is not None and card.expires_at > clock.now()
    return PersonRow(
        person, card_words(person, card), person.is_active and not person.is_staff and not usable
    )


def card_words(person: User, card: LoginCard | None) -> str:
    """har kort · går ut 3 mars · gick ut 3 mars · inget kort; staff get in without one."""
    if person.is_staff:
        return _("lösenord och kod")
    if card is None:
        return _("inget kort")
    day = short_day(local(card.expires_at).date())
    if card.expires_at <= clock.now():
        return _("gick ut %(day)s", day=day)
    if card.expires_at <= clock.now() + SOON:
        return _("går ut %(day)s", day=day)
    return _("har kort")


def short_day(day: date) -> str:
    """3 mars, with the year when it is not this year."""
    pattern = "d MMMM" if day.year == clock.today().year else "d MMMM y"
    return format_date(day, pattern, locale=str(get_locale() or "sv"))


def living_sessions(person: User) -> list[UserSession]:
    """Where the person is signed in, the last used first."""
    statement = (
        select(UserSession)
        .where(UserSession.user_id == person.id, UserSession.revoked_at.is_(None))
        .order_by(UserSession.last_seen_at.desc())
        .execution_options(populate_existing=True)
    )
    return [row for row in session.scalars(statement) if sessions.is_alive(row, clock.now())]


def session_words(row: UserSession) -> str:
    return {
        SessionKind.OWN_TABLET: _("Egen surfplatta"),
        SessionKind.SHARED_TABLET: _("Lånad surfplatta"),
        SessionKind.STAFF: _("Personalens dator"),
    }[row.kind]
