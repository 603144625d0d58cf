"""What to say, in the receiver's own language. Each kind may say it otherwise on the telephone than in writing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import force_locale, gettext as _
from sqlalchemy import update

from app.accounts.models import User
from app.calendar import reminder_words
from app.calendar.models import SignUp
from app.calendar.reminders import KIND as REMINDER
from app.calls.policies import ABOUT_SIGN_UPS
from app.calls.receivers import Receiver
from app.core.db import begin_write, session
from app.notifications.kinds import words_for
from app.notifications.models import DeliveryState, Notification

ON_THE_PHONE: dict[str, Callable[[Notification], str | None]] = {REMINDER: reminder_words.script}


@dataclass(frozen=True)
class Said:
    row: Notification
    text: str
    occurrence_id: int | None  # the date it is about


@dataclass(frozen=True)
class Script:
    language: str
    greeting: str
    said: list[Said]
    goodbye: str


def script_for(receiver: Receiver, caller: User) -> Script | None:
    """None when nothing of it is true any more."""
    language = (receiver.person.locale if receiver.person else None) or "sv"
    with force_locale(language):
        said = [one for row in receiver.rows if (one := _say(row))]
        greeting = _("Hej, det är %(name)s från Samvaro.", name=caller.first_name)
        return Script(language, greeting, said, _("Tack, och ha det så bra.")) if said else None


def drop_what_is_over(receiver: Receiver, script: Script | None) -> None:
    """What is no longer true does not wait any more."""
    true = {one.row.id for one in script.said} if script else set()
    if over := [row.id for row in receiver.rows if row.id not in true]:
        begin_write()
        waits = Notification.id.in_(over), Notification.state == DeliveryState.WAITING
        dropped = update(Notification).where(*waits).values(state=DeliveryState.DROPPED)
        session.execute(dropped.execution_options(synchronize_session=False))


def _say(row: Notification) -> Said | None:
    on_the_phone = ON_THE_PHONE.get(row.kind)
    words = None if on_the_phone else words_for(row)
    text = on_the_phone(row) if on_the_phone else words and words.text
    return Said(row, text, _date_of(row)) if text else None


def _date_of(row: Notification) -> int | None:
    if row.kind not in ABOUT_SIGN_UPS:
        return None
    entry = session.get(SignUp, row.subject_id)
    return entry.occurrence_id if entry else None
