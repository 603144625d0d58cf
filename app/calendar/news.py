"""What has happened to the dates that a person has said yes to: one sentence each."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.accounts.models import User
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import session
from app.core.formatting import plain_day, time_in_words

FRESH = timedelta(days=14)
MOST = 3


def news_for(person: User) -> list[str]:
    """Moved, cancelled, on again, or a seat from the waiting list; of the last 14 days, newest first, at most three."""
    since = clock.now() - FRESH
    changed = or_(
        Occurrence.cancelled_at > since,
        Occurrence.moved_at > since,
        Occurrence.restored_at > since,
        SignUp.promoted_at > since,
    )
    rows = session.execute(
        select(Occurrence, SignUp)
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where(
            SignUp.person_id == person.id, SignUp.state != SignUpState.LEFT, Occurrence.ends_at > clock.now()
        )
        .where(changed)
    ).all()
    pieces = [piece for date, entry in rows if (piece := _newest(date, entry)) and piece[0] > since]
    return [text for _at, text in sorted(pieces, key=lambda piece: piece[0], reverse=True)[:MOST]]


def _newest(date: Occurrence, entry: SignUp) -> tuple[datetime, str] | None:
    """The last thing that happened and still holds; only what happened after the person signed up."""
    if date.cancelled_at:
        return date.cancelled_at, with_reason(_("Inställt: %(what)s.", what=_what(date)), date.reason)
    happened: list[tuple[datetime, str]] = []
    if date.moved_at and date.moved_from and date.moved_at >= entry.queued_at:
        happened.append((date.moved_at, with_reason(_("Ny tid: %(what)s.", what=_what(date)), date.reason)))
    if date.restored_at and date.restored_at >= entry.queued_at:
        happened.append((date.restored_at, _("Det blir av ändå: %(what)s.", what=_what(date))))
    if entry.promoted_at and entry.is_seated:
        happened.append((entry.promoted_at, _("Du har fått plats: %(what)s.", what=_what(date))))
    return max(happened, key=lambda piece: piece[0]) if happened else None


def _what(date: Occurrence) -> str:
    day = plain_day(date.starts_at.astimezone(clock.STOCKHOLM).date())
    return _("%(title)s, %(day)s, %(time)s", title=date.title, day=day, time=time_in_words(date.starts_at))


def with_reason(sentence: str, reason: str | None) -> str:
    """The sentence and, when there is one, the reason as staff wrote it, with its full stop."""
    if not reason:
        return sentence
    return f"{sentence} {reason}" if reason[-1] in ".!?…" else f"{sentence} {reason}."
