"""Staff: a one-time link, a long password, a code that counts once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from app.accounts import people, staff
from app.accounts.models import Role, SessionKind, User, UserSession
from app.core import clock
from app.core.db import commit, session
from app.core.tokens import seal
from tests.people import settle
from tests.support.client import CheckingClient

PASSWORD = "fyra vanliga ord räcker"


def make_link(person: User) -> str:
    token = staff.make_setup_link(person, actor=None)
    commit()
    return token


def set_up(client: CheckingClient, person: User) -> pyotp.TOTP:
    """Go through the welcome page as a person would; the authenticator comes back."""
    token = make_link(person)
    page = client.post(
        "/personal/valkommen", data={"code": f"http://127.0.0.1:5000/personal/valkommen#{token}"}
    )
    assert page.status_code == 200
    totp = pyotp.TOTP(re.search(r"<bdi>([A-Z2-7 ]+)</bdi>", page.text)[1].replace(" ", ""))  # type: ignore[index]
    sealed = re.search(r'name="sealed_secret"[^>]*value="([^"]+)"', page.text)[1]  # type: ignore[index]
    form = {"token": token, "sealed_secret": sealed, "password": PASSWORD, "code": _code(totp)}
    assert client.post("/personal/valkommen/spara", data=form).status_code == 303
    return totp


def _code(totp: pyotp.TOTP) -> str:
    return totp.at(int(clock.now().timestamp()))


def sign_in(client: CheckingClient, name: str, password: str, code: str) -> int:
    form = {"login_name": name, "password": password, "code": code}
    return int(client.post("/personal/logga-in", data=form).status_code)


def test_a_coordinator_sets_up_and_signs_in(app: Flask, client: CheckingClient) -> None:
    sofia = settle("Sofia")["Sofia"]
    totp = set_up(client, sofia)
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        assert sign_in(client, "SOFIA@kommunen.example", PASSWORD, _code(totp)) == 303
    assert session.query(UserSession).one().kind is SessionKind.STAFF


def test_a_code_counts_once(app: Flask, client: CheckingClient) -> None:
    totp = set_up(client, settle("Sofia")["Sofia"])
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        code = _code(totp)
        assert sign_in(client, "sofia@kommunen.example", PASSWORD, code) == 303
        client.post("/logga-ut")
        assert sign_in(client, "sofia@kommunen.example", PASSWORD, code) == 422


def test_whatever_is_wrong_the_answer_is_the_same(app: Flask, client: CheckingClient) -> None:
    totp = set_up(client, settle("Sofia", "Johan")["Sofia"])
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        good = _code(totp)
        for name, password, code in (
            ("nobody@kommunen.example", PASSWORD, good),
            ("sofia@kommunen.example", "fel lösenord men långt", good),
            ("sofia@kommunen.example", PASSWORD, "000000"),
            ("johan@kommunen.example", PASSWORD, good),
        ):
            form = {"login_name": name, "password": password, "code": code}
            refused = client.post("/personal/logga-in", data=form)
            assert refused.status_code == 422
            assert "Namn, lösenord eller kod stämmer inte" in refused.text


def test_the_link_opens_once(app: Flask, client: CheckingClient) -> None:
    sofia = settle("Sofia")["Sofia"]
    first = make_link(sofia)
    second = make_link(sofia)
    assert client.post("/personal/valkommen", data={"code": first}).status_code == 422, (
        "a newer link was made"
    )
    assert client.post("/personal/valkommen", data={"code": second}).status_code == 200
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert client.post("/personal/valkommen", data={"code": second}).status_code == 422


@pytest.mark.parametrize("password", ["", "kort", "x" * 14, "x" * 129])
def test_a_short_password_is_refused_at_the_field(app: Flask, client: CheckingClient, password: str) -> None:
    token = make_link(settle("Sofia")["Sofia"])
    page = client.post("/personal/valkommen", data={"code": token})
    sealed = re.search(r'name="sealed_secret"[^>]*value="([^"]+)"', page.text)[1]  # type: ignore[index]
    form = {"token": token, "sealed_secret": sealed, "password": password, "code": "123456"}
    refused = client.post("/personal/valkommen/spara", data=form)
    assert refused.status_code == 422
    assert "mellan 15 och 128 tecken" in refused.text


def test_tries_are_counted_per_account(app: Flask, client: CheckingClient) -> None:
    settle("Sofia")
    answers = [
        sign_in(client, "sofia@kommunen.example", "fel lösenord som är långt", "123456") for _ in range(12)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert sign_in(client, "johan@kommunen.example", "x" * 20, "123456") == 422, "others are not shut out"


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{}\u200b", "SOFIA@kommunen.example"])
def test_another_spelling_is_the_same_account(app: Flask, client: CheckingClient, spelling: str) -> None:
    settle("Sofia")
    name = "sofia@kommunen.example"
    for _ in range(10):
        sign_in(client, name, "fel lösenord som är långt", "123456")
    assert sign_in(client, spelling.format(name), "fel lösenord som är långt", "123456") == 429


def test_others_failures_do_not_keep_out_a_browser_that_was_in(
    app: Flask, client: CheckingClient, new_client: Callable[[], CheckingClient]
) -> None:
    totp, stranger = set_up(client, settle("Sofia")["Sofia"]), new_client()
    name = "sofia@kommunen.example"
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        assert sign_in(client, name, PASSWORD, _code(totp)) == 303
    client.post("/logga-ut")
    failed = [sign_in(stranger, name, "fel lösenord som är långt", "123456") for _ in range(12)]
    assert failed[-1] == 429
    with clock.frozen(clock.now() + timedelta(seconds=120)):
        assert sign_in(stranger, name, PASSWORD, _code(totp)) == 429
        assert sign_in(client, name, PASSWORD, _code(totp)) == 303


def test_who_is_no_longer_staff_does_not_come_in_by_the_staff_door(
    app: Flask, client: CheckingClient
) -> None:
    cast = settle("Sofia", "Johan")
    totp = set_up(client, cast["Sofia"])
    link = make_link(cast["Sofia"])
    people.change(
        cast["Sofia"],
        first_name="Sofia",
        last_name="",
        role=Role.HOST,
        organisation=None,
        actor=cast["Johan"],
    )
    commit()
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        assert sign_in(client, "sofia@kommunen.example", PASSWORD, _code(totp)) == 422
    assert client.post("/personal/valkommen", data={"code": link}).status_code == 422


def test_a_seal_opens_only_for_what_it_was_made(app: Flask, client: CheckingClient) -> None:
    token = make_link(settle("Sofia")["Sofia"])
    form = {"token": token, "sealed_secret": seal("x", "card"), "password": PASSWORD, "code": "123456"}
    assert client.post("/personal/valkommen/spara", data=form).status_code == 422


def test_secrets_are_not_readable_in_the_database(app: Flask, client: CheckingClient) -> None:
    totp = set_up(client, settle("Sofia")["Sofia"])
    row = session.query(User).filter_by(first_name="Sofia").one()
    session.refresh(row)
    assert row.password_hash is not None
    assert row.password_hash.startswith("$argon2id$")
    assert totp.secret not in str(row.totp_secret)
