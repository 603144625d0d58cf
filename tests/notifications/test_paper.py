"""What waits for paper: in the person's language, until a sheet has it, and on one sheet only."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.accounts.models import User
from app.calendar import dates, jobs
from app.calendar.models import Occurrence
from app.core import clock
from app.core.db import commit, session
from app.notifications import paper
from app.notifications.models import Channel, Contact, DeliveryState, Notification
from tests.calendar.plans import NOW
from tests.calls.waiting import a_lunch
from tests.people import settle
from tests.support.together import all_at_once


def waits_for_paper(channel: Channel = Channel.PAPER) -> User:
    cast = settle()
    a_lunch(cast["Sofia"], cast["Anna"])
    session.add(Contact(person_id=cast["Anna"].id, channel=channel))
    commit()
    jobs.queue_reminders()
    return cast["Anna"]


def test_a_line_until_it_is_printed(app: Flask) -> None:
    with clock.frozen(NOW - timedelta(hours=20)):  # before it is due: a sheet may lie for days
        anna = waits_for_paper()
        [line] = paper.waiting_for(anna)
        assert "Påminnelse: Sopplunch" in line.words.text
        anna.locale = "en"
        assert "Reminder: Sopplunch" in paper.waiting_for(anna)[0].words.text
        assert paper.mark_printed([line.id]) == 1
        assert paper.mark_printed([line.id]) == 0
        commit()
        assert paper.waiting_for(anna) == []
        row = session.get_one(Notification, line.id, populate_existing=True)
        assert (row.state, row.channel) == (DeliveryState.SENT, Channel.PAPER)


def test_nothing_that_is_over_cancelled_or_goes_another_way(app: Flask) -> None:
    with clock.frozen(NOW):
        anna = waits_for_paper()
        row = session.query(Notification).one()
        contact = session.get_one(Contact, anna.id)
        contact.channel = Channel.SCREEN
        assert paper.waiting_for(anna) == []
        row.channel = Channel.PAPER  # the dispatcher has marked it
        commit()
        assert len(paper.waiting_for(anna)) == 1
        date = session.get_one(Notification, row.id).not_after
        assert date is not None
    with clock.frozen(date):
        assert paper.waiting_for(anna) == []
        assert paper.mark_printed([row.id]) == 0
        commit()


def test_cancelled_before_it_is_printed(app: Flask) -> None:
    with clock.frozen(NOW):
        anna = waits_for_paper()
        cast_sofia = session.query(User).filter_by(first_name="Sofia").one()
        dates.cancel_occurrence(session.query(Occurrence).one(), reason="Ledaren är sjuk", actor=cast_sofia)
        commit()
        assert paper.waiting_for(anna) == []


def test_two_who_print_at_the_same_moment(app: Flask) -> None:
    with clock.frozen(NOW):
        anna = waits_for_paper()
        ids = [line.id for line in paper.waiting_for(anna)]
        session.rollback()
        marked: list[int] = []
        assert all_at_once(app, [lambda: marked.append(paper.mark_printed(ids))] * 6) == []
    assert sorted(marked) == [0, 0, 0, 0, 0, 1]
