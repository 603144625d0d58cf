"""What has happened to the dates that a person has said yes to: a sentence for each date, one for a whole series."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date as date_type, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.accounts.models import User
from app.calendar import standing_news
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.calendar.standing_models import StandingSeat
from app.core import clock, formatting
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
    OFFERED = enum.auto()
    LAPSED = enum.auto()


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
    stamp: str  # the moment in figures
    asks: bool = False  # a seat is offered: it stands until it is answered


def news_for(person: User) -> list[Notice]:
    """Of the last 14 days and not put away; the nearest date first."""
    together: dict[tuple[int, Kind, datetime, int], list[Piece]] = {}
    for piece in _pieces(person):
        one_by_one = piece.date.id if piece.kind in (Kind.OFFERED, Kind.LAPSED) else 0
        together.setdefault((piece.date.activity_id, piece.kind, piece.at, one_by_one), []).append(piece)
    notices = [_notice(group) for group in together.values()]
    ended = [_standing_ended(seat, date) for seat, date in standing_news.ended_for(person, since=_since())]
    return sorted([*notices, *ended], key=lambda one: not one.asks)


def _standing_ended(seat: StandingSeat, next_date: Occurrence) -> Notice:
    return Notice(standing_news.words(seat), next_date.id, stamp_of(seat.ended_at or clock.now()))


def _since() -> datetime:
    return clock.now() - FRESH


def _notice(group: Sequence[Piece]) -> Notice:
    return Notice(_text(group), group[0].date.id, stamp_of(group[0].at), asks=group[0].kind is Kind.OFFERED)


def put_away(person: User, *, seen: Collection[str]) -> None:
    """The news with these stamps have been read. What was not shown, or has happened since, stays."""
    begin_write()
    for piece in _pieces(person):
        if piece.entry and stamp_of(piece.at) in seen:
            piece.entry.news_read_at = piece.at
    for seat, _date in standing_news.ended_for(person, since=_since()):
        if seat.ended_at and stamp_of(seat.ended_at) in seen:
            seat.news_read_at = seat.ended_at
    session.flush()


def _pieces(person: User) -> list[Piece]:
    since = _since()
    changed = or_(
        Occurrence.cancelled_at > since,
        Occurrence.moved_at > since,
        Occurrence.restored_at > since,
        Occurrence.changed_form_at > since,
        SignUp.promoted_at > since,
        SignUp.lapsed_at > since,
        SignUp.state == SignUpState.OFFERED,
    )
    listed = or_(SignUp.state != SignUpState.LEFT, SignUp.lapsed_at.is_not(None))
    rows = session.execute(
        select(Occurrence, SignUp)
        .join(SignUp, SignUp.occurrence_id == Occurrence.id)
        .where(SignUp.person_id == person.id, listed, Occurrence.ends_at > clock.now())
        .where(changed)
        .order_by(Occurrence.starts_at, Occurrence.id)
    ).all()
    newest = (_newest(date, entry) for date, entry in rows)
    return [piece for piece in newest if piece and _is_fresh(piece, since)]


def _is_fresh(piece: Piece, since: datetime) -> bool:
    """Not put away; what waits for an answer is never put away."""
    read = piece.entry.news_read_at if piece.entry else None
    return piece.kind is Kind.OFFERED or piece.at > max(since, read or since)


def _newest(date: Occurrence, entry: SignUp) -> Piece | None:
    """The last thing that happened and still holds; only what happened after the person signed up."""
    if date.cancelled_at:
        return (
            None if entry.state is SignUpState.LEFT else Piece(date.cancelled_at, Kind.CANCELLED, date, entry)
        )
    if entry.is_offered and entry.offered_at:
        return None if date.has_begun() else Piece(entry.offered_at, Kind.OFFERED, date, entry)
    if entry.lapsed_at:
        return Piece(entry.lapsed_at, Kind.LAPSED, date, entry)
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
    date = first.date
    what = what_and_when(date) if len(group) == 1 else _whole(group)
    if first.kind is Kind.OFFERED and first.entry:
        return offer_in_words(date, first.entry)
    if first.kind is Kind.MOVED and date.moved_from:
        return with_reason(_moved(date, date.moved_from, is_series=len(group) > 1), date.reason)
    with_its_reason = {
        Kind.CANCELLED: (_("Inställt: %(what)s.", what=what), date.reason),
        Kind.ONLINE: (_("Vi ses i ett rum här i Samvaro i stället: %(what)s.", what=what), date.form_reason),
        Kind.AT_PLACE: (_("Vi ses på plats ändå: %(what)s.", what=what), date.place),
    }
    if first.kind in with_its_reason:
        return with_reason(*with_its_reason[first.kind])
    return _plain(first.kind, what)


def _plain(kind: Kind, what: str) -> str:
    lapsed = _(
        "Tiden att svara gick ut, och platsen gick vidare: %(what)s. Du kan anmäla dig igen.", what=what
    )
    return {
        Kind.SEATED: _("Du har fått plats: %(what)s.", what=what),
        Kind.RESTORED: _("Det blir av ändå: %(what)s.", what=what),
        Kind.LAPSED: lapsed,
    }.get(kind) or _("Den gamla tiden gäller igen: %(what)s.", what=what)


def _moved(date: Occurrence, before: datetime, *, is_series: bool) -> str:
    """The new time and what it replaces; the old day is named when it is another."""
    same_day = _day(before) == _day(date.starts_at)
    old = time_in_words(before) if same_day else moment_in_words(before)
    if not is_series:
        return _("Ny tid: %(what)s. Förut %(old)s.", what=what_and_when(date), old=old)
    day, at = plain_day(_day(date.starts_at)), time_in_words(date.starts_at)
    if same_day:
        template = _("Ny tid: %(title)s börjar %(time)s från och med %(day)s. Förut %(old)s.")
    else:
        template = _("Ny dag: %(title)s, från och med %(day)s, %(time)s. Förut %(old)s.")
    return template % {"title": date.title, "time": at, "day": day, "old": old}


def offer_in_words(date: Occurrence, entry: SignUp) -> str:
    """Det finns en plats till dig: Sopplunch, …. Svara senast i dag, klockan 10.15."""
    until = formatting.when_in_words(entry.offered_until or date.starts_at)
    what = what_and_when(date)
    if entry.companions:
        return _(
            "Det finns plats till dig och ditt sällskap: %(what)s. Svara senast %(until)s.",
            what=what,
            until=until,
        )
    return _("Det finns en plats till dig: %(what)s. Svara senast %(until)s.", what=what, until=until)


def what_and_when(date: Occurrence) -> str:
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
