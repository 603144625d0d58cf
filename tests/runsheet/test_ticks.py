"""The list from the paper: few actions, nothing lost between two who save, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.calendar.models import Occurrence, SignUp
from app.core import clock
from app.core.db import commit, rollback, session
from app.runsheet import ticks
from app.runsheet.counting import Counts, counts
from app.runsheet.models import DropIn
from tests.calendar.test_pages import main_words
from tests.runsheet.guests import comes, crowd, guest
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in
from tests.support.together import all_at_once

Cast = dict[str, User]
Client = CheckingClient


@pytest.fixture
def afternoon(date: Occurrence, cast: Cast) -> Occurrence:
    """Anna, Bengt and Greta were expected, and Majken with Nils."""
    for name in ("Anna", "Bengt", "Greta"):
        comes(cast[name], date)
    guest(date, "Majken", cast["Sofia"], companions=1, companion_name="Nils")
    return date


@pytest.fixture
def host(client: Client, cast: Cast) -> Client:
    sign_in(client, cast["Marianne"])
    return client


def form_of(client: Client, date: Occurrence, *, everybody: bool = False) -> dict[str, object]:
    """The page's form as it would be sent."""
    client.get(f"/personal/aktiviteter/datum/{date.id}/narvaro{'?alla=1' if everybody else ''}")
    assert client.page is not None
    fields = {name: client.page.find(f'input[name="{name}"]')[0].attrs["value"] for name in ("key", "rader")}
    ticked = [str(box.attrs["value"]) for box in client.page.find('input[name="kom"][checked]')]
    return {**fields, "kom": ticked, "names": ""}


def send(client: Client, date: Occurrence, form: dict[str, object]) -> int:
    return client.post(f"/personal/aktiviteter/datum/{date.id}/narvaro", data=form).status_code


def token(date: Occurrence, name: str) -> str:
    rows = session.scalars(select(SignUp).where(SignUp.occurrence_id == date.id)).all()
    return next(str(row.id) for row in rows if row.first_name == name)


def came(date: Occurrence) -> dict[str, bool | None]:
    rows = select(SignUp).where(SignUp.occurrence_id == date.id).execution_options(populate_existing=True)
    entries = session.scalars(rows).all()
    found = {entry.first_name: entry.attended for entry in entries}
    return found | {
        entry.companion_name: entry.companion_attended for entry in entries if entry.companion_name
    }


def undo(client: Client, date: Occurrence) -> None:
    client.get(f"/personal/aktiviteter/datum/{date.id}/narvaro")
    assert client.page is not None
    [form] = client.page.find('form[action$="/angra"]')
    assert client.post(str(form.attrs["action"]), data={}).status_code == 303


def test_all_ticked_at_once_then_the_few_unticked(host: Client, afternoon: Occurrence) -> None:
    form = form_of(host, afternoon, everybody=True)
    assert came(afternoon) == dict.fromkeys(("Anna", "Bengt", "Greta", "Majken", "Nils")), (
        "nothing is stored yet"
    )
    assert isinstance(form["kom"], list)
    form["kom"].remove(token(afternoon, "Bengt"))
    form["kom"].remove(f"{token(afternoon, 'Majken')}m")
    form["names"] = "Elvy\n\n  Ragnar \n"
    assert send(host, afternoon, form) == 303
    assert came(afternoon) == {"Anna": True, "Bengt": False, "Greta": True, "Majken": True, "Nils": False}
    assert list(session.scalars(select(DropIn.first_name))) == ["Elvy", "Ragnar"]
    assert counts(afternoon) == Counts(came=5, stayed_away=2, unknown=0, dropped_in=2)


def test_sent_twice_is_one_save(host: Client, afternoon: Occurrence) -> None:
    form = form_of(host, afternoon) | {"names": "Elvy"}
    assert send(host, afternoon, form) == 303
    assert send(host, afternoon, form) == 303
    assert list(session.scalars(select(DropIn.first_name))) == ["Elvy"]


def test_two_who_save_do_not_lose_each_others_ticks(
    new_client: Callable[[], Client], cast: Cast, afternoon: Occurrence
) -> None:
    first, second = new_client(), new_client()
    sign_in(first, cast["Marianne"])
    sign_in(second, cast["Sofia"])
    hers, his = form_of(first, afternoon), form_of(second, afternoon)
    assert (
        send(first, afternoon, hers | {"kom": [token(afternoon, "Anna"), token(afternoon, "Majken")]}) == 303
    )
    assert send(second, afternoon, his | {"kom": [token(afternoon, "Greta")]}) == 303
    assert came(afternoon) == {"Anna": True, "Bengt": False, "Greta": True, "Majken": True, "Nils": False}


def test_at_the_very_same_moment(app: Flask, cast: Cast, afternoon: Occurrence) -> None:
    names = ("Anna", "Bengt", "Greta", "Majken")
    shown = frozenset(token(afternoon, name) for name in names)
    rollback()  # a reader's transaction would stand in the way

    def saving(name: str) -> Callable[[], object]:
        mine = ticks.Sheet(shown, frozenset(), frozenset([tokens[name]]), (f"Med {name}",))
        return lambda: ticks.save(session.get_one(Occurrence, date_id), mine, key=f"key-{name}", actor=actor)

    tokens, date_id, actor = {name: token(afternoon, name) for name in names}, afternoon.id, cast["Sofia"]
    rollback()
    assert not all_at_once(app, [saving(name) for name in names])
    assert {name: came(afternoon)[name] for name in names} == dict.fromkeys(names, True)
    assert len(session.scalars(select(DropIn.id)).all()) == 4


def test_a_tick_is_taken_back_later(host: Client, afternoon: Occurrence) -> None:
    send(host, afternoon, form_of(host, afternoon, everybody=True) | {"names": "Elvy"})
    form = form_of(host, afternoon)
    assert isinstance(form["kom"], list)
    assert len(form["kom"]) == 6, "all five and Elvy stand there ticked"
    assert send(host, afternoon, form | {"kom": [token(afternoon, "Anna")]}) == 303
    assert came(afternoon)["Bengt"] is False
    assert came(afternoon)["Anna"] is True
    assert not session.scalars(select(DropIn.id)).all()
    undo(host, afternoon)
    assert set(came(afternoon).values()) == {True}
    assert list(session.scalars(select(DropIn.first_name))) == ["Elvy"]


def test_undo_leaves_what_others_have_changed_since(
    new_client: Callable[[], Client], cast: Cast, afternoon: Occurrence
) -> None:
    first, second = new_client(), new_client()
    sign_in(first, cast["Marianne"])
    sign_in(second, cast["Sofia"])
    send(first, afternoon, form_of(first, afternoon, everybody=True))
    later = form_of(second, afternoon)
    assert isinstance(later["kom"], list)
    later["kom"].remove(token(afternoon, "Greta"))
    send(second, afternoon, later)
    undo(first, afternoon)
    assert came(afternoon) == {"Anna": None, "Bengt": None, "Greta": False, "Majken": None, "Nils": None}


def test_who_was_added_after_the_page_is_left_alone(host: Client, cast: Cast, afternoon: Occurrence) -> None:
    form = form_of(host, afternoon, everybody=True)
    comes(cast["Amir"], afternoon)
    send(host, afternoon, form)
    assert came(afternoon)["Amir"] is None


@pytest.mark.parametrize(
    "wrong", [{"names": "x" * 61}, {"names": "\n".join("abcdefgh" * 6)}, {"key": "?"}, {"names": "a\x00"}]
)
def test_what_cannot_be_saved_keeps_the_ticks(
    host: Client, afternoon: Occurrence, wrong: dict[str, str]
) -> None:
    form = form_of(host, afternoon) | {"kom": [token(afternoon, "Anna")]} | wrong
    assert send(host, afternoon, form) == 422
    assert host.page is not None
    assert len(host.page.find('input[name="kom"][checked]')) == 1
    assert set(came(afternoon).values()) == {None}


def test_junk_in_the_hidden_field_is_passed_over(host: Client, cast: Cast, afternoon: Occurrence) -> None:
    other = comes(cast["Karin"], afternoon)
    form = form_of(host, afternoon) | {
        "rader": "x+ 0- 9999999999+ d9999999999+ d7+ + - 12",
        "kom": [str(other.id), "d7"],
    }
    assert send(host, afternoon, form) == 303
    assert set(came(afternoon).values()) == {None}


def test_numbers_stay_for_staff_when_the_names_are_gone(
    client: Client, cast: Cast, afternoon: Occurrence
) -> None:
    sign_in(client, cast["Sofia"])
    send(client, afternoon, form_of(client, afternoon, everybody=True) | {"names": "Elvy"})
    with clock.frozen(afternoon.ends_at + timedelta(days=8)):
        sign_in(client, cast["Sofia"])
        client.get(f"/personal/aktiviteter/datum/{afternoon.id}/narvaro")
        shown = main_words(client)
        assert "Kom 6 personer" in shown
        assert "Av dem utan att vara anmälda 1" in shown
        assert "Anna" not in shown
        assert "Elvy" not in shown


def test_an_empty_list_takes_drop_ins_too(host: Client, cast: Cast, date: Occurrence) -> None:
    form = form_of(host, date) | {"names": "Elvy"}
    assert send(host, date, form) == 303
    assert counts(date).came == 1
    crowd(date, 1, cast["Sofia"])
    commit()
    assert counts(date).unknown == 1
