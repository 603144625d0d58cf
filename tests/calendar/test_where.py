"""Where a date is held that has changed form, as all who go by it read and hear it."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader
from sqlalchemy import select

from app.accounts.models import User
from app.calendar import jobs
from app.calendar.models import Occurrence
from app.core.db import commit, session
from app.notifications.kinds import words_for
from app.notifications.models import Notification
from tests.calendar.test_online import Cast, date, switch
from tests.calendar.test_pages import words
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

__all__ = ["date"]


def test_nobody_is_sent_to_the_old_place(
    client: CheckingClient, date: Occurrence, cast: Cast, sofia: User
) -> None:
    """What is read out, printed and subscribed to says where the date is now."""
    switch(date, sofia)
    jobs.queue_reminders()
    reminders = {
        row.person_id: row
        for row in session.scalars(select(Notification).where(Notification.kind == "reminder"))
    }
    anna, bengt = (words_for(reminders[cast[name].id]) for name in ("Anna", "Bengt"))
    assert anna is not None
    assert bengt is not None
    assert "klockan 11.30, i ett rum här i Samvaro." in anna.text
    assert "klockan 11.30, hemma: vi ringer dig." in bengt.text
    assert max(len(anna.text), len(bengt.text)) <= 160
    commit()
    sign_in(client, cast["Anna"])
    for path in ("/min-vecka", f"/kalender/{date.id}/mat-och-resa/resan"):
        assert "I ett rum här i Samvaro" in words(client, path), path
    assert "I ett rum här i Samvaro" in client.get(f"/kalender/{date.id}.ics").text.replace("\r\n ", "")
    sign_in(client, cast["Marianne"])
    sheet = f"/personal/aktiviteter/datum/{date.id}/korschema"
    for path in (sheet, f"{sheet}/lista"):
        assert "I ett rum här i Samvaro" in words(client, path), path
    printed = PdfReader(BytesIO(client.get(f"{sheet}.pdf").get_data())).pages[0].extract_text()
    assert "I ett rum här i Samvaro" in " ".join(printed.split())
