"""Somebody without an account, who rang or wrote: first name and telephone number, for those who run the date only.

A week after the date the number is removed, and with it the companion's name; the row stays, so that the numbers of
those who came stay true.
"""

from __future__ import annotations

import re

from sqlalchemy import or_, select

from app.accounts.models import User
from app.calendar.counting import is_new_guest
from app.calendar.filling import settle
from app.calendar.models import FORGOTTEN, KEPT, CameBy, Occurrence, SignUp, SignUpState
from app.calendar.seats import Asking, audit_if_staff, hold_date, join_queue, require_open
from app.core import clock
from app.core.db import begin_write, session

DIGITS = re.compile(r"0\d{6,11}|\+\d{7,14}")
BATCH = 200


def plain_number(text: str) -> str | None:
    """070-174 06 05, 0046 70 174 06 05 and +46 (0)70 174 06 05 are one number; None when it is none."""
    if re.search(r"[^\d\s+()/.-]", text):
        return None
    number = re.sub(r"[^\d+]", "", text.replace("(0)", ""))
    number = re.sub(r"^00", "+", number)
    number = re.sub(r"^\+460?", "0", number)
    return number if number.isascii() and DIGITS.fullmatch(number) else None


def sign_up_guest(name: str, phone: str, occurrence: Occurrence, asking: Asking) -> SignUp:
    """A seat or the last place of the queue. The same name and number a second time give the same row."""
    audit_if_staff("calendar.guest_signed_up", None, occurrence, asking.actor)
    date = hold_date(occurrence)
    require_open(date)
    settle(date)
    found = find(name, phone, date)
    if found and found.state is not SignUpState.LEFT:
        return found
    entry = found or SignUp(occurrence_id=date.id, guest_name=name, guest_phone=phone)
    entry.is_newcomer = is_new_guest(phone, entry.guest_name or name, date)
    join_queue(entry, date, asking)
    settle(date, fresh=entry)
    return entry


def rejoin(entry: SignUp, *, actor: User, came_by: CameBy | None = None) -> SignUp:
    """A guest who had left is on the list again, last in line."""
    asking = Asking(actor, came_by or entry.came_by, entry.companions, entry.companion_name)
    return sign_up_guest(entry.guest_name or "", entry.guest_phone or "", entry.occurrence, asking)


def forget_numbers() -> int:
    """Remove what is no longer needed, some rows at a time; how many."""
    begin_write()
    over = Occurrence.ends_at < clock.now() - KEPT
    known = or_(
        ~SignUp.guest_phone.startswith(FORGOTTEN, autoescape=True), SignUp.companion_name.is_not(None)
    )
    rows = session.scalars(select(SignUp).join(SignUp.occurrence).where(over, known).limit(BATCH)).all()
    for entry in rows:
        entry.companion_name = None
        if entry.guest_phone:
            entry.guest_phone = f"{FORGOTTEN}{entry.id}"  # the rows of one date must stay apart
    session.flush()
    return len(rows)


def find(name: str, phone: str, date: Occurrence) -> SignUp | None:
    """By number, and by name without regard to capitals. Under the date's lock: two doors make one row."""
    same = select(SignUp).where(SignUp.occurrence_id == date.id, SignUp.guest_phone == phone)
    rows = session.scalars(same.execution_options(populate_existing=True)).all()
    return next((row for row in rows if (row.guest_name or "").casefold() == name.casefold()), None)
