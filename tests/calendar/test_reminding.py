"""What the pages say of reminders: to the person, to staff, and in the coordinator's form."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.accounts.models import User
from app.calendar import jobs
from app.calendar.models import Activity
from app.core.db import commit, session
from app.notifications.models import Channel, Contact, DeliveryState, Notification
from tests.calendar.filling import filled, hidden
from tests.calendar.plans import lunch
from tests.calendar.test_reminders import seated
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.seen import words


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        (None, "Vi påminner dig en vecka innan och dagen innan, på skärmen."),
        (Channel.SMS, "Vi påminner dig en vecka innan och dagen innan, med sms."),
        (Channel.CALL, "Vi ringer och påminner dig en vecka innan och dagen innan."),
        (Channel.PAPER, "Påminnelsen står på ditt programblad."),
    ],
)
def test_the_date_says_when_and_how(
    cast: dict[str, User], sofia: User, client: CheckingClient, channel: Channel | None, sentence: str
) -> None:
    row = lunch(sofia, reminders="week,day", starts_on=lunch(sofia).starts_at.date().replace(month=12, day=8))
    if channel:
        session.add(Contact(person_id=cast["Anna"].id, channel=channel))
        commit()
    sign_in(client, cast["Anna"])
    assert sentence not in words(client, f"/kalender/{row.id}"), "not signed up"
    seated(cast["Anna"], row)
    assert sentence in words(client, f"/kalender/{row.id}")


def test_staff_see_how_many_by_which_way_and_what_is_to_come(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    row = lunch(sofia, capacity=None, reminders="day,morning")
    session.add(Contact(person_id=cast["Bengt"].id, channel=Channel.CALL))
    for name in ("Anna", "Bengt", "Greta"):
        seated(cast[name], row)
    jobs.queue_reminders()
    anna = Notification.person_id == cast["Anna"].id, Notification.key.contains(":day:")
    session.execute(update(Notification).where(*anna).values(state=DeliveryState.SENT))
    commit()
    sign_in(client, sofia)
    page = client.get(f"/personal/aktiviteter/datum/{row.id}").text
    assert "2 på skärmen och 1 som vi ringer. Nästa: i morgon, tisdag 24 november, klockan 8.00." in page
    assert "1 påminnelse är framme." in page


def test_chosen_in_the_form_shown_before_it_is_stored_and_shown_again(
    cast: dict[str, User], sofia: User, client: CheckingClient
) -> None:
    sign_in(client, sofia)
    client.get("/personal/aktiviteter/ny")
    assert client.page is not None
    ticked = [
        field.attrs["name"]
        for field in client.page.find('input[type="checkbox"]')
        if "checked" in field.attrs
    ]
    assert "remind_day" in ticked
    assert "remind_week" not in ticked
    form = filled(client, remind_two_days="y", remind_morning="y")
    preview = client.post("/personal/aktiviteter/ny", data=form).text
    assert "Två dagar innan och samma morgon" in preview
    client.post("/personal/aktiviteter", data=hidden(client))
    activity = session.scalars(select(Activity)).one()
    assert activity.reminders == "two_days,morning"
    client.get(f"/personal/aktiviteter/{activity.id}/andra")
    assert client.page is not None
    ticked = [
        field.attrs["name"]
        for field in client.page.find('input[type="checkbox"]')
        if "checked" in field.attrs
    ]
    assert [name for name in ticked if name.startswith("remind")] == ["remind_two_days", "remind_morning"]
