"""Members report messages; a coordinator decides. The author and the others notice nothing of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select

from app.accounts.models import User
from app.core import audit, clock
from app.core.db import after_commit, locked, session
from app.core.errors import Refusal
from app.core.realtime import emit, room_name
from app.rooms.models import Message, Room
from app.rooms.order_models import Report
from app.rooms.queries import host_ids
from app.rooms.services import hide_message, restore_message
from app.rooms.wire import message_wire

MOST = 100  # messages on the coordinators' page
# What came of it. The undo of a decision puts back what the decision changed, and nothing else.
HIDDEN, TAKEN_BACK, HIDDEN_BEFORE, KEPT = "hidden", "taken_back", "hidden_before", "kept"


@dataclass(frozen=True)
class Waiting:
    """A message that waits for a decision, and those who reported it, the first one first."""

    message: Message
    room: Room
    reporters: Sequence[User]
    since: datetime


def report_message(message: Message, *, reporter: User, actor: User) -> None:
    """Take a message out of the reporter's sight and ask a coordinator to look at it. Twice is once."""
    held = _held(message)
    if held.author_id == reporter.id:
        raise Refusal("own_message", _("Det du har skrivit själv kan du ta bort."), 403)
    report = _report_of(held, reporter)
    if report is not None and report.withdrawn_at is None:
        return
    if report is None:
        report = Report(message=held, message_id=held.id, reporter=reporter, reporter_id=reporter.id)
        session.add(report)
    report.withdrawn_at, report.created_at = None, clock.now()
    audit.record("message.reported", person=held.author, actor=actor, message=held.id, room=held.room_id)
    _tell(reporter, "message_reported", held, reported=True)


def withdraw_report(message: Message, *, reporter: User, actor: User) -> None:
    """The reporter sees the message again."""
    held = _held(message)
    report = _report_of(held, reporter)
    if report is None or report.withdrawn_at is not None:
        return
    report.withdrawn_at = clock.now()
    audit.record(
        "message.report_withdrawn", person=held.author, actor=actor, message=held.id, room=held.room_id
    )
    if not held.is_hidden:
        _tell(reporter, "message_restored", held)


def waiting(limit: int = MOST) -> list[Waiting]:
    """Messages that wait for a decision, the one that has waited longest first."""
    found = (
        select(Report, Room)
        .join(Message, Message.id == Report.message_id)
        .join(Room, Room.id == Message.room_id)
        .where(_waits())
        .order_by(Report.created_at, Report.id)
        .execution_options(populate_existing=True)
    )
    by_message: dict[int, tuple[Room, list[Report]]] = {}
    for report, room in session.execute(found):
        by_message.setdefault(report.message_id, (room, []))[1].append(report)
    return [
        Waiting(reports[0].message, room, [one.reporter for one in reports], reports[0].created_at)
        for room, reports in list(by_message.values())[:limit]
    ]


def count_waiting() -> int:
    """How many messages wait for a decision."""
    found = select(func.count(Report.message_id.distinct())).join(Message, Message.id == Report.message_id)
    return session.scalar(found.where(_waits())) or 0


def decide(message: Message, *, hide: bool, actor: User) -> bool:
    """Answer all that wait about a message together; false when somebody else did so just before."""
    held = _held(message)
    reports = session.scalars(
        select(Report).where(
            Report.message_id == held.id, Report.handled_at.is_(None), Report.withdrawn_at.is_(None)
        )
    ).all()
    if not reports:
        return False
    outcome = _what_hiding_does(held) if hide else KEPT
    moment = clock.now()
    for report in reports:
        report.handled_at, report.handled_by_id, report.outcome = moment, actor.id, outcome
    details = {"message": held.id, "room": held.room_id, "outcome": outcome, "reports": len(reports)}
    audit.record("report.decided", person=held.author, actor=actor, **details)
    if hide:
        hide_message(held, actor=actor, reason="reported")
    return True


def reopen(message: Message, *, actor: User) -> bool:
    """Take the last decision about a message back: it waits again, and stands as it did before."""
    held = _held(message)
    handled = (Report.message_id == held.id, Report.handled_at.is_not(None))
    last = session.scalar(select(func.max(Report.handled_at)).where(*handled))
    reports = session.scalars(select(Report).where(*handled, Report.handled_at == last)).all()
    if not reports:
        return False
    outcome = reports[0].outcome
    for report in reports:
        report.handled_at, report.handled_by_id, report.outcome = None, None, None
    audit.record("report.reopened", person=held.author, actor=actor, message=held.id, room=held.room_id)
    if held.is_hidden and held.hidden_reason == "reported":
        if outcome == HIDDEN:
            restore_message(held, actor=actor)
        elif outcome == TAKEN_BACK:
            held.hidden_by, held.hidden_by_id, held.hidden_reason = held.author, held.author_id, "own"
    return True


def _what_hiding_does(held: Message) -> str:
    if not held.is_hidden:
        return HIDDEN
    return TAKEN_BACK if held.hidden_by_id == held.author_id else HIDDEN_BEFORE


def _waits() -> ColumnElement[bool]:
    """Over Report and Message. What a host has hidden needs no decision; what the author took back still does."""
    seen = or_(Message.hidden_at.is_(None), Message.hidden_by_id == Message.author_id)
    return and_(Report.handled_at.is_(None), Report.withdrawn_at.is_(None), seen)


def _report_of(message: Message, reporter: User) -> Report | None:
    mine = (Report.message_id == message.id, Report.reporter_id == reporter.id)
    return session.scalar(select(Report).where(*mine).execution_options(populate_existing=True))


def _tell(reporter: User, event: str, message: Message, *, reported: bool = False) -> None:
    news = message_wire(message, host_ids(message.room_id), reported_by=reporter if reported else None)
    after_commit(emit, event, news, to=room_name("user", reporter.id))


def _held(message: Message) -> Message:
    held = locked(Message, message.id)
    if held is None:
        raise Refusal("gone", _("Meddelandet finns inte längre."))
    return held
