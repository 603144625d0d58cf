"""The form token is never twice the same text, and every one of them is accepted from its own browser only."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable

import pytest

from app.core.csrf import unmask
from tests.support.client import CheckingClient

pytestmark = pytest.mark.one_database
LOOK = {"text_size": "36", "theme": "mork", "locale": "sv"}


def token_on_the_page(client: CheckingClient) -> str:
    client.get("/utseende")
    assert client.page
    token = client.page.csrf_token
    assert token
    return token


def send(client: CheckingClient, token: str) -> int:
    return int(client.post("/utseende", data=LOOK | {"csrf_token": token}).status_code)


def test_each_page_has_its_own_and_all_are_accepted(client: CheckingClient) -> None:
    tokens = {token_on_the_page(client) for _ in range(3)}
    assert len(tokens) == 3
    assert [send(client, token) for token in tokens] == [303, 303, 303]


def test_another_browsers_token_is_refused(new_client: Callable[[], CheckingClient]) -> None:
    mine, theirs = new_client(), new_client()
    token_on_the_page(mine)
    assert send(mine, token_on_the_page(theirs)) == 400


def test_a_token_that_was_not_masked_here_is_refused(client: CheckingClient) -> None:
    token = token_on_the_page(client)
    bare = unmask(token)
    assert bare
    unlike = urlsafe_b64encode(b"x" * 180).decode()
    for wrong in ("", "x", "å", bare, token[:-4], token[4:], unlike):
        assert send(client, wrong) == 400, wrong
