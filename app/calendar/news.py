"""What has happened to the dates that a person has said yes to: a sentence for each date, one for a whole series."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as date_type, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.accounts.models import User
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.core import clock
from app.core.db import begin_write, session
from app.core.formatting import local, plain_day, time_in_words

FRESH = timedelta(days=14)


class Kind(enum.Enum):
    CANCELLED = enum.auto()
    MOVED = enum.auto()
    MOVED_BACK = enum.auto()
    RESTORED = enum.auto()
    ONLINE = enum.auto()  # in a room instead
    AT_PLACE = enum.auto()  # not in a room after all
    SEATED = enum.auto()


@dataclass(frozen=True)
class Piece:
    """The last thing that happened to one date."""

    at: datetime
    kind: Kind
    date: Occurrence
    entry: SignUp | None = None  # of somebody who only runs the date there is none


@dataclass(frozen=True)
class Notice:
    """What one act of the staff did: the sentence, and the nearest date it is about."""

    text: str
    occurrence_id: int
    stamp: str  # the moment in figures, so that stamps sort as text


def news_for(person: User) -> list[Notice]:
    """Of the last 14 days and not put away; the nearest date first."""
    together: dict[tuple[int, Kind, datetime], list[Piece]] = {}
    for piece in _pieces(person):
        together.setdefault((piece.date.activity_id, piece.kind, piece.at), []).append(piece)
    return [Notice(_text(group), group[0].date.id, stamp_of(group[0].at)) for group in together.values()]


def put_away(person: User, *, seen: str) -> None:
    """The news up to the stamp have been read. What has happened since stays."""
    begin_write()
    for piece in _pieces(person):
        if piece.entry and stamp_of(piece.at) <= seen:
            piece.entry.news_read_at = piece.at
    session.flush()


def _pieces(person: User) -> list[Piece]:
    since = clock.now() - FRESH
    changed = or_(
        Occurrence.cancelled_at > since,
        Occurrence.moved_at > since,
        Occurrence.restored_at > since,
        Occurrence.changed_form_at > since,
        SignUp.promoted_at > since,
    )
    rows = session.execute(
        select(Occurrence, SignUp)
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where(
            SignUp.person_id == person.id, SignUp.state != SignUpState.LEFT, Occurrence.ends_at > clock.now()
        )
        .where(changed)
        .order_by(Occurrence.starts_at, Occurrence.id)
    ).all()
    newest = (_newest(date, entry) for date, entry in rows)
    return [
        piece for piece in newest
        if piece and piece.entry and piece.at > max(since, piece.entry.news_read_at or since)
    ]  # fmt: skip


def _newest(date: Occurrence, entry: SignUp) -> Piece | None:
    """The last thing that happened and still holds; only what happened after the person signed up."""
    if date.cancelled_at:
        return Piece(date.cancelled_at, Kind.CANCELLED, date, entry)
    told = [(at, kind) for at, kind in happened_to(date) if at >= entry.queued_at]
    if entry.promoted_at and entry.is_seated:  # first: of two at the same moment the seat is told
        told.insert(0, (entry.promoted_at, Kind.SEATED))
    at, kind = max(told, key=lambda one: one[0], default=(None, None))
    return Piece(at, kind, date, entry) if at and kind else None


def happened_to(date: Occurrence) -> list[tuple[datetime, Kind]]:
    """What has been done to it and still holds; of a cancelled date only that."""
    if date.cancelled_at:
        return [(date.cancelled_at, Kind.CANCELLED)]
    happened = [
        (date.moved_at, Kind.MOVED if date.moved_from else Kind.MOVED_BACK),
        (date.restored_at, Kind.RESTORED),
        (date.changed_form_at, Kind.ONLINE if date.is_online else Kind.AT_PLACE),
    ]
    return [(at, kind) for at, kind in happened if at]


def sentence(kind: Kind, dates: Sequence[Occurrence]) -> str:
    """What one act did to these dates of one activity, in their order."""
    return _text([Piece(clock.now(), kind, date) for date in dates])


def stamp_of(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%S%f}"


def _text(group: Sequence[Piece]) -> str:
    first = group[0]
    what = _what(first.date) if len(group) == 1 else _whole(group)
    if first.kind is Kind.CANCELLED:
        return with_reason(_("Inställt: %(what)s.", what=what), first.date.reason)
    if first.kind is Kind.MOVED and first.date.moved_from:
        sentence = _moved(first.date, first.date.moved_from, is_series=len(group) > 1)
        return with_reason(sentence, first.date.reason)
    if first.kind is Kind.ONLINE:
        words = _("Vi ses i ett rum här i Samvaro i stället: %(what)s.", what=what)
        return with_reason(words, first.date.form_reason)
    if first.kind is Kind.AT_PLACE:
        return with_reason(_("Vi ses på plats ändå: %(what)s.", what=what), first.date.place)
    if first.kind is Kind.SEATED:
        return _("Du har fått plats: %(what)s.", what=what)
    if first.kind is Kind.RESTORED:
        return _("Det blir av ändå: %(what)s.", what=what)
    return _("Den gamla tiden gäller igen: %(what)s.", what=what)


def _moved(date: Occurrence, before: datetime, *, is_series: bool) -> str:
    """The new time and what it replaces; the old day is named when it is another."""
    same_day = _day(before) == _day(date.starts_at)
    old = time_in_words(before) if same_day else moment_in_words(before)
    if not is_series:
        return _("Ny tid: %(what)s. Förut %(old)s.", what=_what(date), old=old)
    day, at = plain_day(_day(date.starts_at)), time_in_words(date.starts_at)
    if same_day:
        template = _("Ny tid: %(title)s börjar %(time)s från och med %(day)s. Förut %(old)s.")
    else:
        template = _("Ny dag: %(title)s, från och med %(day)s, %(time)s. Förut %(old)s.")
    return template % {"title": date.title, "time": at, "day": day, "old": old}


def _what(date: Occurrence) -> str:
    day, at = plain_day(_day(date.starts_at)), time_in_words(date.starts_at)
    return _("%(title)s, %(day)s, %(time)s", title=date.title, day=day, time=at)


def _whole(group: Sequence[Piece]) -> str:
    """Sopplunch, 12 dagar från och med tisdag 24 november"""
    first = group[0].date
    day = plain_day(_day(first.starts_at))
    return _("%(title)s, %(n)s dagar från och med %(day)s", title=first.title, n=len(group), day=day)


def moment_in_words(moment: datetime) -> str:
    """torsdag 3 december, klockan 11.30"""
    return _("%(day)s, %(time)s", day=plain_day(_day(moment)), time=time_in_words(moment))


def _day(moment: datetime) -> date_type:
    return local(moment).date()


def with_reason(sentence: str, reason: str | None) -> str:
    """The sentence and, when there is one, the reason as staff wrote it, with its full stop."""
    if not reason:
        return sentence
    return f"{sentence} {reason}" if reason[-1] in ".!?…" else f"{sentence} {reason}."
