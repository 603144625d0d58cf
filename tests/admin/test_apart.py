"""Who is not to sit at one table with whom: entered by a coordinator, seen by staff only."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import blocks
from app.accounts.block_models import Block
from app.accounts.models import User
from app.core.audit import AuditEntry
from app.core.db import commit, rollback, session
from tests.calendar.test_pages import main_words
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

Cast = dict[str, User]


@pytest.fixture
def cast(app: Flask, client: CheckingClient) -> Cast:
    made = settle()
    sign_in(client, made["Sofia"])
    return made


def pairs() -> list[tuple[int, int]]:
    return [tuple(row) for row in session.execute(select(Block.blocker_id, Block.blocked_id))]


def test_kept_apart_and_let_together_again(client: CheckingClient, cast: Cast) -> None:
    anna, bengt = cast["Anna"], cast["Bengt"]
    here = f"/personal/manniskor/{anna.id}/bord"
    client.get(here)
    client.post(here, data={"other_id": str(bengt.id)})
    client.post(here, data={"other_id": str(bengt.id)})
    assert pairs() == [(anna.id, bengt.id)]
    client.get(f"/personal/manniskor/{bengt.id}/bord")
    assert "Anna Solhäll" in main_words(client), "it stands with both"
    client.post(f"/personal/manniskor/{bengt.id}/bord/{anna.id}/ta-bort")
    assert pairs() == []
    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.actor == cast["Sofia"].pseudonym)
    ).all()
    assert actions.count("block.set") == 1
    assert actions.count("block.lifted") == 1


@pytest.mark.parametrize("other", ["0", "2000000", "x", ""])
def test_nobody_is_kept_apart_by_mistake(client: CheckingClient, cast: Cast, other: str) -> None:
    assert (
        client.post(f"/personal/manniskor/{cast['Anna'].id}/bord", data={"other_id": other}).status_code
        == 422
    )
    own = {"other_id": str(cast["Anna"].id)}
    assert client.post(f"/personal/manniskor/{cast['Anna'].id}/bord", data=own).status_code == 422
    assert pairs() == []


def test_hosts_do_not_find_it(client: CheckingClient, cast: Cast) -> None:
    blocks.block(cast["Anna"], cast["Bengt"], actor=cast["Sofia"])
    commit()
    for name in ("Marianne", "Anna", "Bengt"):
        sign_in(client, cast[name])
        assert client.get(f"/personal/manniskor/{cast['Anna'].id}/bord").status_code == 403


def test_the_table_refuses_oneself_and_doubles(app: Flask, cast: Cast) -> None:
    anna, bengt = cast["Anna"].id, cast["Bengt"].id
    for rows in ([(anna, anna)], [(anna, bengt), (anna, bengt)]):
        session.add_all(Block(blocker_id=one, blocked_id=other) for one, other in rows)
        with pytest.raises(IntegrityError):
            session.flush()
        rollback()


def test_pairs_among_those_who_come(app: Flask, cast: Cast) -> None:
    blocks.block(cast["Anna"], cast["Bengt"], actor=cast["Sofia"])
    blocks.block(cast["Greta"], cast["Anna"], actor=cast["Sofia"])
    commit()
    anna, bengt, greta = (cast[name].id for name in ("Anna", "Bengt", "Greta"))
    assert blocks.pairs_among([anna, bengt]) == {frozenset((anna, bengt))}
    assert blocks.pairs_among([anna, bengt, greta]) == {frozenset((anna, bengt)), frozenset((anna, greta))}
    assert blocks.pairs_among([]) == set()
