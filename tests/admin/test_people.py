"""People, for staff: found and added, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts import cards, people
from app.accounts.models import User
from app.core import clock
from app.core.db import commit, session
from tests.admin.desk import PEOPLE, actions, again, fields, page_of
from tests.people import extra
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

NewClient = Callable[[], CheckingClient]


# ---- finding ---------------------------------------------------------------------------------------------------


def test_the_list_shows_full_names_roles_and_cards(sofia: CheckingClient, cast: dict[str, User]) -> None:
    cards.issue(cast["Anna"], actor=cast["Sofia"])
    bengts = cards.issue(cast["Bengt"], actor=cast["Sofia"])
    bengts.card.expires_at = clock.now() + timedelta(days=3)
    gretas = cards.issue(cast["Greta"], actor=cast["Sofia"])
    gretas.card.expires_at = clock.now() - timedelta(days=3)
    commit()
    text = sofia.get(PEOPLE).text
    for words in ("Anna Solhäll", "har kort", "går ut", "gick ut", "inget kort", "Samordnare", "Värd"):
        assert words in text
    assert f'{PEOPLE}/{cast["Anna"].id}"' in text
    assert f'{PEOPLE}/{cast["Johan"].id}"' not in text, "a coordinator gets no link to an administrator"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("anna", "Anna"),
        ("SOLH", "Anna"),
        ("björk", "Karin"),
        ("karin björ", "Karin"),
        ("åsa", "Åsa"),
        ("ÅSA", "Åsa"),
    ],
)
def test_searching_by_the_beginning_of_names(sofia: CheckingClient, search: str, found: str) -> None:
    people.add(first_name="Åsa", last_name="Öberg", actor=None)
    commit()
    text = sofia.get(PEOPLE, query_string={"q": search}).text
    assert "1 människa" in text
    assert f"<bdi>{found} " in text


@pytest.mark.parametrize("search", ["%", "_", "\\", "'; DROP TABLE users", "zzz"])
def test_a_search_is_only_text(sofia: CheckingClient, search: str) -> None:
    response = sofia.get(PEOPLE, query_string={"q": search})
    assert response.status_code == 200
    assert "Ingen heter så" in response.text


@pytest.mark.parametrize("search", ["a\x00b", "\u202eanna", "a" * 5000])
def test_an_unreadable_search_is_explained(sofia: CheckingClient, search: str) -> None:
    assert sofia.get(PEOPLE, query_string={"q": search}).status_code == 422


def test_fifty_on_a_page(sofia: CheckingClient) -> None:
    extra(60)
    first, second = sofia.get(PEOPLE).text, sofia.get(f"{PEOPLE}?sida=2").text
    assert first.count('scope="row"') == 50
    assert second.count('scope="row"') == 60 + 9 - 50
    assert "Nästa sida" in first
    assert "Föregående sida" in second
    for strange in ("0", "-1", "x", "999999999999", "1.5", "\x00"):
        assert sofia.get(PEOPLE, query_string={"sida": strange}).status_code == 200


def test_those_switched_off_are_shown_on_demand(sofia: CheckingClient, cast: dict[str, User]) -> None:
    people.deactivate(cast["Anna"], actor=cast["Sofia"])
    commit()
    assert "Solhäll" not in sofia.get(PEOPLE).text
    assert "avstängd" in sofia.get(f"{PEOPLE}?av=1").text


def test_those_without_a_card(sofia: CheckingClient, cast: dict[str, User]) -> None:
    cards.issue(cast["Anna"], actor=cast["Sofia"])
    commit()
    text = sofia.get(f"{PEOPLE}?utan=1").text
    assert "Solhäll" not in text
    assert "Granlycka" in text
    assert "Strandäng" not in text, "staff need no card"


# ---- adding ----------------------------------------------------------------------------------------------------


def test_adding_leads_to_the_page_with_the_card(sofia: CheckingClient) -> None:
    assert sofia.get(f"{PEOPLE}/ny").status_code == 200
    response = sofia.post(PEOPLE, data=fields(figure=""))
    elsa = session.query(User).filter_by(first_name="Elsa").one()
    assert response.headers["Location"] == page_of(elsa)
    page = sofia.get(page_of(elsa))
    assert "Elsa är tillagd" in page.text
    assert "Skriv ut kort" in page.text
    assert sofia.page is not None
    assert len(sofia.page.find("[data-main-action]")) == 1


def test_a_form_sent_twice_adds_one_person(sofia: CheckingClient) -> None:
    places = {sofia.post(PEOPLE, data=fields()).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert session.query(User).filter_by(first_name="Elsa").count() == 1
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert sofia.post(PEOPLE, data=fields()).headers["Location"] not in places, (
            "two people may share a name"
        )


@pytest.mark.parametrize(
    "bad",
    [
        {"first_name": ""}, {"first_name": "   "}, {"first_name": "E" * 61}, {"first_name": "a\x00b"},
        {"first_name": "\u202eAnna"}, {"last_name": "x" * 100_000}, {"role": ""}, {"role": "king"},
        {"role": "administrator"}, {"role": "coordinator"}, {"organisation": "x"}, {"organisation": "999999"},
        {"organisation": "99999999999999999999"}, {"figure": "../etc"},
    ],
    ids=lambda bad: "-".join(f"{key}-{value[:12]!r}" for key, value in bad.items()),
)  # fmt: skip
def test_bad_input_is_told_at_the_field_and_kept(
    sofia: CheckingClient, cast: dict[str, User], bad: dict[str, str]
) -> None:
    before = session.query(User).count()
    for address in (PEOPLE, page_of(cast["Anna"])):
        response = sofia.post(address, data=fields(last_name="Sparad") | bad)
        assert response.status_code == 422
        assert sofia.page is not None
        assert sofia.page.find('[aria-invalid="true"], .field.has-error')
        assert "last_name" in bad or "Sparad" in response.text
    assert session.query(User).count() == before
    assert again(cast["Anna"]).last_name == "Solhäll"


# ---- who may ---------------------------------------------------------------------------------------------------


DOORS = ("stang-av", "slapp-in", "kort", "kort/pdf", "kort/stoppa", "logga-ut-overallt", "lank")


@pytest.mark.parametrize("who", [None, "Anna", "Marianne"])
def test_others_stay_outside(client: CheckingClient, cast: dict[str, User], who: str | None) -> None:
    if who:
        sign_in(client, cast[who])
    refused = 403 if who else 303
    for address in (PEOPLE, f"{PEOPLE}/ny", page_of(cast["Bengt"])):
        assert client.get(address).status_code == refused
    for door in ("", *(f"/{door}" for door in DOORS)):
        assert client.post(page_of(cast["Bengt"]) + door).status_code in (401, 403, 303)
    assert again(cast["Bengt"]).is_active
    assert "Granlycka" not in client.get(PEOPLE, follow_redirects=True).text


@pytest.mark.parametrize("other", ["Sofia", "Johan"])
def test_a_coordinator_does_not_manage_staff(
    sofia: CheckingClient, cast: dict[str, User], other: str
) -> None:
    person = cast[other]
    assert sofia.get(page_of(person)).status_code == 403
    assert sofia.post(page_of(person), data=fields()).status_code == 403
    for door in DOORS:
        assert sofia.post(f"{page_of(person)}/{door}").status_code == 403
    assert again(person).is_active
    assert "person.viewed" not in actions()


def test_what_is_not_there(sofia: CheckingClient) -> None:
    for strange in ("999999", "2147483648", "0", "-1", "abc"):
        assert sofia.get(f"{PEOPLE}/{strange}").status_code == 404


def test_reading_the_list_is_in_the_trail(sofia: CheckingClient, cast: dict[str, User]) -> None:
    sofia.get(PEOPLE)
    assert "people.listed" in actions()
