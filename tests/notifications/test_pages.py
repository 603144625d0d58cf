"""How somebody is told is chosen in plain words; numbers are for the person and for staff, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, session
from app.notifications import jobs
from app.notifications.models import Channel, Contact, DeliveryState, Outgoing
from tests.notifications.conftest import NOON
from tests.notifications.telling import FALSE, GUEST, PHONE, dead_letter, queue, reached_by, read_again, told
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.environ import environment, free_port
from tests.support.people_doors import sign_in

pytestmark = pytest.mark.usefixtures("noon")
Cast = dict[str, User]


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    """Nothing is set up: the outbox takes it all."""
    return environment(database_url=database_url, port=free_port())


@pytest.fixture
def cast(app: Flask) -> Cast:
    return settle("Anna", "Bengt", "Marianne", "Sofia")


@pytest.fixture
def anna(client: CheckingClient, cast: Cast) -> CheckingClient:
    sign_in(client, cast["Anna"])
    return client


def actions() -> list[str]:
    session.rollback()
    found = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    session.rollback()
    return found


def test_only_what_works_can_be_chosen(anna: CheckingClient, cast: Cast) -> None:
    page = anna.get("/om-mig/besked").text
    assert "Här på skärmen" in page
    assert "Någon ringer mig" not in page
    assert "Ring oss, så skriver vi upp ditt nummer" in page
    assert anna.post("/om-mig/besked", data={"channel": "sms"}).status_code == 422
    reached_by(cast["Anna"], Channel.SCREEN, email=None)
    assert "Som sms till 070-174 06 05" in anna.get("/om-mig/besked").text
    assert anna.post("/om-mig/besked", data={"channel": "sms"}).status_code == 303
    assert "Så får du besked från och med nu" in anna.get("/om-mig/besked").text
    assert session.get_one(Contact, cast["Anna"].id).channel is Channel.SMS


def test_staff_write_down_numbers_and_it_is_noted(client: CheckingClient, cast: Cast) -> None:
    person = cast["Anna"].id
    sign_in(client, cast["Sofia"])
    path = f"/personal/manniskor/{person}/besked"
    client.get(path)
    assert actions()[-1] == "person.viewed"
    form = {"phone": "+46 (0)70-174 06 05", "email": "Anna@Example.SE", "channel": "sms"}
    assert client.post(path, data=form).status_code == 303
    stored = session.get_one(Contact, person)
    assert (stored.phone, stored.email, stored.channel) == (PHONE, "Anna@example.se", Channel.SMS)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "contact.changed")).one()
    assert entry.details == '{"changed": ["channel", "email", "phone"]}'
    assert 'value="070-174 06 05"' in client.get(path).text


@pytest.mark.parametrize(("form", "says"), [
    ({"phone": "1177", "channel": "screen"}, "svenskt nummer"), ({"phone": "+45 12 34 56 78", "channel": "screen"}, "svenskt nummer"),
    ({"email": "anna@exempel", "channel": "screen"}, "hela adressen"), ({"email": "a@b.se\r\nBcc: c@d.se", "channel": "screen"}, "hela adressen"),
    ({"channel": "sms"}, "mobilnummer"), ({"channel": "sms", "phone": "08-465 004 10"}, "mobilnummer"),
    ({"channel": "email"}, "Skriv en adress"), ({"channel": "call"}, "Skriv ett nummer"), ({"channel": "x"}, "Välj ett av svaren"),
])  # fmt: skip
@pytest.mark.one_database
def test_what_cannot_be_reached_is_not_stored(client, cast: Cast, form: dict[str, str], says: str) -> None:
    sign_in(client, cast["Sofia"])
    answer = client.post(f"/personal/manniskor/{cast['Anna'].id}/besked", data=form)
    assert answer.status_code == 422
    assert says in answer.text
    assert session.get(Contact, cast["Anna"].id) is None


def test_hosts_and_others_never_see_a_number(client: CheckingClient, cast: Cast) -> None:
    reached_by(cast["Anna"], Channel.SMS)
    queue(cast["Anna"])
    jobs.send_due()
    for name in ("Marianne", "Bengt"):
        sign_in(client, cast[name])
        for path in (f"/personal/manniskor/{cast['Anna'].id}/besked", "/personal/utskick"):
            assert client.get(path).status_code == 403
        for path in ("/", "/personal", "/kalender", "/om-mig/besked"):
            assert "174 06 05" not in client.get(path).text


def test_the_outbox_shows_what_would_have_been_sent(client: CheckingClient, cast: Cast) -> None:
    reached_by(cast["Anna"], Channel.SMS)
    reached_by(cast["Bengt"], Channel.EMAIL, email="bengt@example.se")
    rows = [queue(cast["Anna"], 71), queue(cast["Bengt"], 72), queue(cast["Anna"], FALSE), queue(None, GUEST)]
    jobs.send_due()
    jobs.send_due()
    assert [read_again(row).state.value for row in rows] == ["sent", "sent", "dropped", "waiting"]
    assert rows[3].channel is Channel.CALL, "a guest is rung up as long as nothing is sent"
    sign_in(client, cast["Sofia"])
    page = client.get("/personal/utskick").text
    assert "Inget skickas på riktigt." in page
    assert "Anna Solhäll" in page
    assert "070-174 06 05" in page
    assert page.count("Du är utloggad 71.") == 1
    assert "bengt@example.se" in page
    assert actions()[-1] == "notifications.listed"
    with clock.frozen(NOON + timedelta(days=7, seconds=1)):
        jobs.thin()
    assert session.query(Outgoing).count() == 0


def test_a_dead_letter_is_tried_again_or_put_away(client: CheckingClient, cast: Cast) -> None:
    sent_on, laid_away = dead_letter(cast["Anna"]), dead_letter(cast["Bengt"], "unknown")
    reached_by(cast["Anna"], Channel.SMS)
    sign_in(client, cast["Sofia"])
    assert "2 besked gick inte fram." in client.get("/personal").text
    page = client.get("/personal/utskick").text
    assert "Inget har kommit fram" in page
    assert "Vi vet inte om det kom fram" in page
    assert client.post(f"/personal/utskick/{sent_on.id}/forsok-igen").status_code == 303
    assert client.post(f"/personal/utskick/{laid_away.id}/lagg-undan").status_code == 303
    assert "Ångra" in client.get("/personal/utskick").text
    assert "gick inte fram." not in client.get("/personal").text
    assert client.post(f"/personal/utskick/{laid_away.id}/ta-fram").status_code == 303
    assert "Bengt Granlycka" in client.get("/personal/utskick").text
    jobs.send_due()
    assert read_again(sent_on).state is DeliveryState.SENT
    assert client.post(f"/personal/utskick/{sent_on.id}/forsok-igen").status_code == 409
    made = [action for action in actions() if action.startswith("notification.")]
    assert made == ["notification.retried", "notification.put_away", "notification.taken_back"]


def test_what_is_told_stands_on_the_home_page_until_it_is_read(anna: CheckingClient, cast: Cast) -> None:
    person = cast["Anna"]
    queue(person, 21)
    queue(person, 22, "test-elsewhere")
    queue(person, 23, not_after=NOON + timedelta(hours=1))
    jobs.send_due()
    page = anna.get("/").text
    assert "Du är utloggad 21." in page
    assert "Du är utloggad 22." not in page, "its feature says it there"
    assert page.index("utloggad 23") < page.index("utloggad 21"), "the newest first"
    with clock.frozen(NOON + timedelta(hours=2)):
        assert "utloggad 23" not in anna.get("/").text, "it is of no use any more"
    seen = anna.page.find("form[action='/har-last'] input[name=besked]")[0].attrs["value"]
    new = told(person)
    assert anna.post("/har-last", data={"besked": seen}).status_code == 303
    page = anna.get("/").text
    assert "utloggad 21" not in page
    assert "Du är utloggad 2." in page, "what has come since stays"
    sign_in(anna, cast["Bengt"])
    anna.post("/har-last", data={"besked": str(new.id)})
    assert read_again(new).put_away_at is None, "nobody puts away what is another's"


def test_it_is_said_in_the_language_of_the_reader(anna: CheckingClient, cast: Cast) -> None:
    told(cast["Anna"])
    session.get_one(User, cast["Anna"].id).locale = "en"
    commit()
    assert "You are logged out 2." in anna.get("/").text
