"""A person's own list: the nearest dates first, all on request."""

from __future__ import annotations

from app.accounts.models import User
from tests.calendar.plans import WEEKLY, lunches
from tests.calendar.test_pages import join
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]
LIST = "/mina-anmalningar"


def rows(client: CheckingClient, path: str = LIST) -> int:
    client.get(path)
    assert client.page is not None
    return len(client.page.find("main a.row"))


def test_the_nearest_ten_and_all_on_request(client: CheckingClient, cast: Cast, sofia: User) -> None:
    dates = lunches(sofia, rrule=f"{WEEKLY};COUNT=12")
    for date in dates[:10]:
        join(date, cast["Anna"])
    sign_in(client, cast["Anna"])
    assert rows(client) == 10
    assert "dagar till" not in client.get(LIST).text
    for date in dates[10:]:
        join(date, cast["Anna"])
    assert rows(client) == 10
    shown = client.get(LIST).text
    assert "Visa 2 dagar till" in shown
    assert "Här är de 10 dagar som är närmast." in shown, "on paper too, where there is no button"
    assert rows(client, f"{LIST}?alla=ja") == 12
