"""Every page without a number in its address, as seen by everyone: checked by the client, and no two alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts import people
from app.accounts.models import Role
from app.core.db import commit
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

NOT_PAGES = {"asset", "healthz", "readyz", "offline.manifest", "offline.worker", "feeds.week"}
LEAST_PAGES = {None: 5, Role.MEMBER: 8, Role.HOST: 8, Role.COORDINATOR: 10, Role.ADMINISTRATOR: 10}


def addresses(app: Flask) -> list[str]:
    rules = [
        rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    return sorted(rule.rule for rule in rules if rule.endpoint not in NOT_PAGES)


@pytest.mark.parametrize("role", LEAST_PAGES, ids=lambda role: role.value if role else "anonymous")
@pytest.mark.parametrize("locale", ["sv", "en"])
def test_pages_are_sound(app: Flask, client: CheckingClient, role: Role | None, locale: str) -> None:
    if role:
        person = people.add(first_name="Karin", last_name="Berg", role=role, actor=None)
        person.locale = locale
        commit()
        sign_in(client, person)
    titles: dict[str, str] = {}
    for address in addresses(app):
        response = client.get(address, headers={"Accept-Language": locale})
        assert response.status_code in (200, 303, 403), f"{address} answered {response.status_code}"
        if response.status_code == 200 and client.page:
            other = titles.setdefault(client.page.title, address)
            assert other == address, f"{other} and {address} have the same title {client.page.title!r}"
            assert client.page.find("html")[0].attrs["lang"] == locale
    assert len(titles) >= LEAST_PAGES[role]


@pytest.mark.one_database
def test_what_is_not_there_is_a_page_too(new_client: Callable[[], CheckingClient]) -> None:
    client = new_client()
    response = client.get("/finns-inte")
    assert response.status_code == 404
    assert client.page is not None
    assert client.page.find("main a[href]"), "a page about an error offers a way on"
