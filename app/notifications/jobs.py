"""Door 3, the clock: what is due is sent, what is old is thinned. Any number of processes may do so at once."""

from __future__ import annotations

import time
from functools import partial
from typing import cast

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from app.config import Settings
from app.core.db import commit, rollback
from app.core.jobs import Job
from app.core.loop import side_by_side
from app.notifications import keeping, push, sending
from app.notifications.mail import SmtpServer
from app.notifications.models import Channel
from app.notifications.outward import NotSent, Unsure
from app.notifications.sending import Parcel
from app.notifications.sms import HttpGateway
from app.notifications.written import mail_text

AT_ONCE = 4  # on their way at a time: one that hangs holds up no other
MOST, LONGEST = 100, 20.0  # rows looked up at a time; seconds until other work, or the end, has its turn
REST = 300.0  # seconds that a way is left alone after it did not answer: each try may cost somebody a message
RESTING = "samvaro-resting"


def send_due() -> int:
    """How many were sent, dropped or handed on."""
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]
    sending.settle_expired()
    sending.drop_late()
    commit()
    until, total = time.monotonic() + LONGEST, 0
    while True:
        numbers = sending.due_numbers(MOST)
        rollback()
        done = sum(side_by_side(partial(_send, app), numbers, AT_ONCE))
        total += done
        if not done or len(numbers) < MOST or time.monotonic() > until:
            return total


def _send(app: Flask, number: int) -> bool:
    """In a context of its own: what was read for another is not believed."""
    with app.app_context():
        settings: Settings = app.config["SETTINGS"]
        try:
            parcel = sending.take(number, settings, _resting(app))
            commit()
        except DBAPIError:
            rollback()
            raise
        except sending.LeftAlone:
            rollback()
            return False
        except Exception:
            rollback()
            app.logger.exception("the words of notification %s could not be made", number)
            sending.put_off(number)
            commit()
            return False
        return parcel is None or _hand_over(app, parcel, settings)


def _hand_over(app: Flask, parcel: Parcel, settings: Settings) -> bool:
    """Outside any transaction."""
    try:
        gone = _deliver(parcel, settings)
        sending.note_sent(parcel)
        push.forget(gone)
    except (NotSent, Unsure) as failure:
        if isinstance(failure, Unsure) or failure.code == "timeout":
            _rests(app)[parcel.way.channel] = time.monotonic() + REST
        app.logger.warning("notification %s by %s: %s", parcel.number, parcel.way.channel.value, failure.code)
        sending.note_failure(parcel, failure)
    commit()
    return True


def _deliver(parcel: Parcel, settings: Settings) -> list[int]:
    """By the net. The ids of tablets that are gone."""
    to, words = parcel.way.recipient, parcel.words
    if parcel.way.channel is Channel.SMS and settings.sms:
        HttpGateway(settings.sms).send(to, words.text)
    elif parcel.way.channel is Channel.EMAIL and settings.mail:
        SmtpServer(settings.mail).send(to, words.subject, mail_text(words, settings))
    else:
        return push.send_to_all(parcel.tablets, words, parcel.number, settings)
    return []


def _rests(app: Flask) -> dict[Channel, float]:
    return cast("dict[Channel, float]", app.extensions.setdefault(RESTING, {}))


def _resting(app: Flask) -> set[Channel]:
    return {channel for channel, until in _rests(app).items() if until > time.monotonic()}


def thin() -> int:
    """What has lain long enough, and tablets where nobody is signed in any more."""
    thinned = keeping.thin_outbox() + push.forget_ended()
    commit()
    return thinned


SEND = Job("notifications.send", every=5, work=send_due)
THIN = Job("notifications.thin", every=3600, work=thin)
