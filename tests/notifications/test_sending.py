"""What is due goes out once, by the right way, in the receiver's language; what fails comes again, or lies with staff."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts import people
from app.accounts.models import User
from app.core import clock
from app.core.db import commit, rollback, session
from app.notifications import jobs, outward, sending
from app.notifications.models import Channel, DeliveryState, Notification
from tests.notifications.gateways import SENDER, HttpServer, MailServer
from tests.notifications.telling import (
    BROKEN,
    FALSE,
    GUEST,
    OTHER_PHONE,
    PHONE,
    queue,
    reached_by,
    read_again,
    states,
)

pytestmark = pytest.mark.usefixtures("noon")
SENT, WAITING, DEAD, DROPPED = (
    DeliveryState.SENT,
    DeliveryState.WAITING,
    DeliveryState.DEAD,
    DeliveryState.DROPPED,
)


def test_a_text_goes_once_with_name_and_password(app: Flask, anna, sms: HttpServer) -> None:
    row = queue(anna, 7)
    assert jobs.send_due() == 1
    assert jobs.send_due() == 0
    assert sms.texts == [{"from": SENDER, "to": PHONE, "message": "Du är utloggad 7."}]
    assert sms.got[0][0]["path"] == "/a1/sms"
    assert (read_again(row).state, row.channel, row.attempts) == (SENT, Channel.SMS, 1)
    assert row.sent_at == clock.now()


def test_the_same_key_is_told_once(app: Flask, anna, sms: HttpServer) -> None:
    queue(anna, 7, key="one")
    queue(anna, 8, key="one")
    jobs.send_due()
    assert len(sms.texts) == 1


def test_mail_is_whole_and_in_the_readers_language(app: Flask, anna, mail: MailServer) -> None:
    anna.locale = "en"
    reached_by(anna, Channel.EMAIL)
    queue(anna, 7)
    jobs.send_due()
    [got] = mail.got
    message = email.message_from_bytes(got.content, policy=email.policy.default)
    assert got.rcpt_tos == ["anna@example.se"]
    assert message["To"] == "anna@example.se"
    assert message["From"] == "Samvaro <samvaro@example.se>"
    assert message["Subject"] == "Calendar"
    text = message.get_content()
    assert text.startswith("You are logged out 7.")
    assert "/kalender" in text


def test_what_is_no_longer_true_is_never_sent(app: Flask, anna, sms: HttpServer) -> None:
    row = queue(anna, FALSE)
    jobs.send_due()
    assert not sms.got
    assert read_again(row).state is DROPPED


def test_nobody_switched_off_is_told(app: Flask, anna, sms: HttpServer) -> None:
    sofia = session.scalars(select(User).where(User.first_name == "Sofia")).one()
    people.deactivate(anna, actor=sofia)
    commit()
    queue(anna)
    jobs.send_due()
    assert not sms.got


def test_not_before_its_time_and_not_too_late(app: Flask, anna, sms: HttpServer, noon: datetime) -> None:
    early = queue(anna, due_at=noon + timedelta(minutes=1))
    late = queue(anna, due_at=noon - timedelta(hours=2), not_after=noon - timedelta(minutes=1))
    jobs.send_due()
    assert (read_again(early).state, read_again(late).state) == (WAITING, DROPPED)
    with clock.frozen(noon + timedelta(minutes=1)):
        jobs.send_due()
    assert read_again(early).state is SENT
    assert len(sms.got) == 1


def test_the_ways(app: Flask, anna, sms: HttpServer, mail: MailServer) -> None:
    """Rather a call than nothing; a guest gets a text where one can be sent."""
    landline = "+46846500410"
    for channel, phone, address, expected in (
        (Channel.SMS, landline, None, Channel.CALL), (Channel.SMS, None, None, Channel.CALL),
        (Channel.EMAIL, PHONE, None, Channel.CALL), (Channel.CALL, PHONE, None, Channel.CALL),
        (Channel.PAPER, None, None, Channel.PAPER), (Channel.SCREEN, PHONE, "a@example.se", Channel.SCREEN),
    ):  # fmt: skip
        reached_by(anna, channel, phone=phone, email=address)
        row = queue(anna)
        jobs.send_due()
        expected_state = SENT if expected is Channel.SCREEN else WAITING
        assert (read_again(row).channel, row.state, row.attempts) == (expected, expected_state, row.attempts)
        assert row.attempts == (1 if expected is Channel.SCREEN else 0)
    assert jobs.send_due() == 0, "what staff have is left alone"
    guest = queue(None, GUEST)
    jobs.send_due()
    assert (read_again(guest).state, guest.channel) == (SENT, Channel.SMS)
    assert [text["to"] for text in sms.texts] == ["+46701740607"]
    assert not mail.got


def test_a_refusal_comes_again_and_dies_at_last(app: Flask, anna, sms: HttpServer, noon: datetime) -> None:
    sms.mode = "500"
    row = queue(anna)
    waits, now = [], noon
    for _ in range(4):
        with clock.frozen(now):
            jobs.send_due()
            assert jobs.send_due() == 0
        assert read_again(row).state is WAITING
        waits.append(int((row.due_at - now).total_seconds() // 60))
        now = row.due_at
    assert waits == [1, 5, 30, 120]
    with clock.frozen(now):
        jobs.send_due()
    assert (read_again(row).state, row.failure, row.attempts) == (DEAD, "http_500", 5)
    assert len(sms.got) == 5


def test_nobody_at_the_other_end_is_surely_not_sent(app: Flask, anna, sms: HttpServer) -> None:
    sms.close()
    row = queue(anna)
    jobs.send_due()
    assert (read_again(row).state, row.failure) == (WAITING, "no_connection")


@pytest.mark.parametrize("mode", ["drop", "504"])
def test_what_may_have_been_sent_is_not_sent_again(
    app: Flask, anna, sms: HttpServer, mode: str, noon: datetime
) -> None:
    sms.mode = mode
    row = queue(anna)
    jobs.send_due()
    assert (read_again(row).state, row.failure) == (DEAD, "unsure")
    sms.mode = "ok"
    with clock.frozen(noon + timedelta(hours=5)):
        jobs.send_due()
    assert len(sms.got) == 1


def test_a_gateway_that_does_not_answer_is_left_alone(app: Flask, anna, sms: HttpServer, monkeypatch) -> None:
    monkeypatch.setattr(outward, "PATIENCE", 0.2)
    sms.mode = "hang"
    rows = [queue(anna) for _ in range(5)]
    jobs.send_due()
    jobs.send_due()
    assert states() == {"dead": 1, "waiting": 4}
    assert all(read_again(row).attempts == 0 for row in rows[1:])


@pytest.mark.parametrize(("said", "state", "failure"), [
    ("554 no", WAITING, "smtp_554"), ("mailbox", WAITING, "smtp_550"), ("hang up", DEAD, "unsure")
])  # fmt: skip
def test_a_mail_server_that_says_no(
    app: Flask, anna, mail: MailServer, said: str, state, failure: str
) -> None:
    reached_by(anna, Channel.EMAIL)
    mail.answer = said if said[0] == "5" else "250 OK"
    mail.refused = "anna@example.se" if said == "mailbox" else ""
    mail.hangs_up = said == "hang up"
    row = queue(anna)
    jobs.send_due()
    assert (read_again(row).state, row.failure) == (state, failure)


def test_words_that_cannot_be_made_stop_nobody_else(app: Flask, anna, sms: HttpServer, caplog) -> None:
    broken, fine = queue(anna, BROKEN), queue(anna, 1)
    jobs.send_due()
    assert (read_again(broken).state, broken.failure, broken.attempts) == (WAITING, "words", 1)
    assert read_again(fine).state is SENT
    assert f"notification {broken.id}" in caplog.text
    assert PHONE not in caplog.text


def test_a_process_that_ended_in_the_middle_leaves_it_to_staff(
    app: Flask, anna, sms: HttpServer, noon: datetime
) -> None:
    row, shown = queue(anna), queue(anna)
    values = {"state": DeliveryState.CLAIMED, "claimed_until": noon - timedelta(seconds=1), "attempts": 1}
    for one, channel in ((row, Channel.SMS), (shown, Channel.SCREEN)):
        session.execute(
            update(Notification).where(Notification.id == one.id).values(**values, channel=channel)
        )
    commit()
    jobs.send_due()
    assert (read_again(row).state, row.failure) == (DEAD, "unknown")
    assert read_again(shown).state is SENT
    assert not sms.got


def test_what_really_happened_counts_also_when_it_was_given_up(app: Flask, anna, noon: datetime) -> None:
    row = queue(anna)
    parcel = sending.take(row.id, app.config["SETTINGS"], set())
    commit()
    assert parcel is not None
    with pytest.raises(sending.LeftAlone):
        sending.take(row.id, app.config["SETTINGS"], set())
    rollback()
    with clock.frozen(noon + sending.LEASE + timedelta(seconds=1)):
        assert sending.settle_expired() == 1
        sending.note_sent(parcel)
        commit()
    assert (read_again(row).state, row.failure) == (SENT, None)


def test_what_failed_until_it_was_too_late_is_shown(
    app: Flask, anna, sms: HttpServer, noon: datetime
) -> None:
    sms.mode = "500"
    row = queue(anna, not_after=noon + timedelta(seconds=30))
    jobs.send_due()
    with clock.frozen(noon + timedelta(minutes=1)):
        jobs.send_due()
    assert (read_again(row).state, len(sms.got)) == (DEAD, 1)


def test_another_number_is_asked_for_at_each_try(app: Flask, anna, sms: HttpServer, noon: datetime) -> None:
    sms.mode = "500"
    row = queue(anna)
    jobs.send_due()
    sms.mode = "ok"
    reached_by(anna, Channel.SMS, phone=OTHER_PHONE)
    with clock.frozen(noon + timedelta(minutes=1)):
        jobs.send_due()
    assert read_again(row).state is SENT
    assert sms.texts[-1]["to"] == OTHER_PHONE
