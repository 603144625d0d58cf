"""The secret address of a person's calendar: made, renewed, stopped, found."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import User
from app.core import audit, clock
from app.core.db import locked, session
from app.core.errors import Refusal
from app.core.tokens import digest, new_token
from app.exchange.models import Feed


@dataclass(frozen=True)
class NewFeed:
    """A feed with its secret, which is in memory until the page is made and nowhere else."""

    feed: Feed
    token: str


def make(person: User, *, actor: User, replaces: int | None) -> NewFeed:
    """A new address; the one before it, which the actor has seen there is, ends in the same step."""
    audit.record("feed.made", person=person, actor=actor)
    if (held := locked(User, person.id)) is None or not held.is_active:
        raise Refusal("switched_off", _("Personen är avstängd. Släpp in personen igen först."))
    former = living(person)
    if replaces != (former.id if former else None):
        raise Refusal("replaced", _("Adressen visas bara en gång. Gör en ny om du behöver den igen."))
    if former:
        former.revoked_at = clock.now()
        session.flush()
    token = new_token()
    feed = Feed(person_id=person.id, token_hash=digest(token), made_by_id=actor.id, created_at=clock.now())
    session.add(feed)
    session.flush()
    return NewFeed(feed, token)


def stop(person: User, *, actor: User) -> bool:
    """The address shows nothing any more. False when there was none."""
    if living(person) is None:
        return False
    audit.record("feed.stopped", person=person, actor=actor)
    locked(User, person.id)
    feed = living(person)
    if feed is not None:
        feed.revoked_at = clock.now()
        session.flush()
    return feed is not None


def living(person: User) -> Feed | None:
    found = select(Feed).where(Feed.person_id == person.id, Feed.revoked_at.is_(None))
    return session.scalar(found.execution_options(populate_existing=True))


def find_by_token(token: str) -> Feed | None:
    """One question, whatever is wrong: unknown, stopped and switched off take the same time and look the same."""
    found = select(Feed).join(Feed.person).where(Feed.token_hash == digest(token), Feed.revoked_at.is_(None))
    return session.scalar(found.where(User.deactivated_at.is_(None)))
