"""Whoever has said yes to a date, or runs it, is told what becomes of it: once for each act, by their own channel.

The words are made when it is sent, from what holds then: what is taken back within five minutes is never told. The
subject of such a notification is the nearest of the dates; for a guest, who has no account, it is the sign-up for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.calendar.news import Kind, happened_to, sentence, stamp_of
from app.calendar.ringing import is_rung
from app.calendar.team_models import Assignment
from app.core import clock
from app.core.db import session
from app.notifications import services as notifications
from app.notifications.kinds import Words, kind
from app.notifications.models import Notification

CANCELLED, MOVED, RESTORED, FORM = "date_cancelled", "date_moved", "date_restored", "form_changed"
MEANS = {
    CANCELLED: (Kind.CANCELLED,),
    MOVED: (Kind.MOVED, Kind.MOVED_BACK),
    RESTORED: (Kind.RESTORED,),
    FORM: (Kind.ONLINE, Kind.AT_PLACE),
}
RUNS = "_run"  # ends the kind for those who only run the date: of the others' dates news.py tells on the home page
SLIP = timedelta(minutes=5)  # what is taken back this soon was a slip: nobody needs to hear of it
NEAR = 2 * SLIP  # of what begins this soon people hear at once
STAYS = SignUp.state != SignUpState.LEFT


def tell(what: str, dates: Sequence[Occurrence], *, at: datetime) -> None:
    """One act did this, at this moment, to these dates of one activity."""
    coming = sorted((date for date in dates if date.ends_at > clock.now()), key=lambda date: date.starts_at)
    if not coming:
        return
    due_at = at if coming[0].starts_at <= at + NEAR else at + SLIP
    last = max(date.ends_at for date in coming)
    for who, (person, subject_id) in _concerned([date.id for date in coming]).items():
        key = f"{what}:{coming[0].activity_id}:{stamp_of(at)}:{who}"
        name = what + RUNS if who.startswith("r") else what
        notifications.queue(
            name, key=key, person=person, subject_id=subject_id, due_at=due_at, not_after=last
        )


def _concerned(ids: list[int]) -> dict[str, tuple[User | None, int]]:
    """Each once, with the subject; `ids` are those of the dates, in order."""
    found: dict[str, tuple[User | None, int]] = {}
    guests: set[tuple[str | None, str | None]] = set()
    for entry in sorted(_sign_ups(ids), key=lambda one: ids.index(one.occurrence_id)):
        if entry.person:
            found.setdefault(f"p{entry.person.id}", (entry.person, entry.occurrence_id))
        elif (guest := (entry.guest_phone, entry.guest_name)) not in guests:
            guests.add(guest)
            found[f"g{entry.id}"] = (None, entry.id)
    run = select(Assignment).where(Assignment.occurrence_id.in_(ids)).options(joinedload(Assignment.person))
    for row in sorted(session.scalars(run), key=lambda one: ids.index(one.occurrence_id)):
        if f"p{row.person_id}" not in found:
            found.setdefault(f"r{row.person_id}", (row.person, row.occurrence_id))
    return found


def _sign_ups(ids: list[int]) -> Sequence[SignUp]:
    entries = select(SignUp).where(SignUp.occurrence_id.in_(ids), STAYS).order_by(SignUp.id)
    return session.scalars(entries.options(joinedload(SignUp.person))).all()


def _words(notification: Notification) -> Words | None:
    """None when it holds no more, or not for them."""
    what, activity_id, at, _who = notification.key.split(":")
    guest = None if notification.person_id else session.get(SignUp, notification.subject_id)
    facts = [
        (kind, date)
        for date in _still_theirs(int(activity_id), notification.person_id, guest)
        for moment, kind in happened_to(date)
        if kind in MEANS[what] and stamp_of(moment) == at
    ]
    if not facts:
        return None
    first, date = facts[0]
    text = sentence(first, [one for kind, one in facts if kind is first])
    if first is Kind.ONLINE and is_rung(notification.person_id):
        ring = _("Du behöver ingen skärm: vi ringer dig den tiden.")
        text = f"{text} {ring}"
    return Words(
        subject=_("Nytt om %(title)s", title=date.title),
        text=text,
        path=f"/kalender/{date.id}",
        guest_name=guest.guest_name if guest else None,
        guest_phone=guest.guest_phone if guest else None,
    )


def _still_theirs(activity_id: int, person_id: int | None, guest: SignUp | None) -> Sequence[Occurrence]:
    """The dates of the activity that they have said yes to or run, and that have not ended."""
    here = SignUp.occurrence_id == Occurrence.id
    theirs: ColumnElement[bool]
    if person_id is not None:
        runs = exists().where(Assignment.occurrence_id == Occurrence.id, Assignment.person_id == person_id)
        theirs = or_(exists().where(here, SignUp.person_id == person_id, STAYS), runs)
    elif guest is not None:
        same = SignUp.guest_phone == guest.guest_phone, SignUp.guest_name == guest.guest_name
        theirs = exists().where(here, *same, STAYS)
    else:
        return []
    found = select(Occurrence).where(
        Occurrence.activity_id == activity_id, Occurrence.ends_at > clock.now(), theirs
    )
    return session.scalars(found.order_by(Occurrence.starts_at, Occurrence.id)).all()


for _name in MEANS:
    kind(_name, on_screen=False)(_words)
    kind(_name + RUNS)(_words)
