"""Two of the staff at the same moment: nobody is shut out, nothing is half done, nobody gets an error page."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app.accounts import cards, people
from app.accounts.models import Role, User
from app.admin import services
from app.core import audit
from app.core.db import commit, session
from app.core.errors import Refusal
from tests.people import extra, settle
from tests.support.together import all_at_once

ROUNDS = 6


def switch_off(person_id: int, actor_id: int) -> Callable[[], object]:
    return lambda: people.deactivate(session.get_one(User, person_id), actor=session.get_one(User, actor_id))


def give_card(person_id: int, actor_id: int) -> Callable[[], object]:
    return lambda: cards.issue(session.get_one(User, person_id), actor=session.get_one(User, actor_id))


def add(login_name: str, actor_id: int) -> Callable[[], object]:
    return lambda: services.add_person(
        first_name=f"Ny {actor_id}",
        last_name="",
        role=Role.COORDINATOR,
        organisation=None,
        figure="",
        login_name=login_name,
        actor=session.get_one(User, actor_id),
    )


def test_administrators_cannot_switch_each_other_off(app: Flask) -> None:
    one, other = (person.id for person in extra(2, Role.ADMINISTRATOR))
    for _ in range(ROUNDS):
        failures = all_at_once(app, [switch_off(one, other), switch_off(other, one)])
        session.expire_all()
        living = [person for person in session.scalars(select(User)) if person.is_active]
        assert len(living) == 1, failures
        assert [type(failure) for failure in failures] == [Refusal]
        gone = one if living[0].id == other else other
        people.reactivate(session.get_one(User, gone), actor=living[0])
        commit()


def test_a_card_and_a_switching_off_wait_for_each_other(app: Flask) -> None:
    cast = settle("Anna", "Sofia")
    anna, sofia = cast["Anna"].id, cast["Sofia"].id
    for _ in range(ROUNDS):
        failures = all_at_once(app, [give_card(anna, sofia), switch_off(anna, sofia)])
        session.expire_all()
        assert {type(failure) for failure in failures} <= {Refusal}, failures
        assert cards.living_card(session.get_one(User, anna)) is None
        people.reactivate(session.get_one(User, anna), actor=session.get_one(User, sofia))
        commit()
    assert audit.first_broken() is None


def test_a_login_name_is_given_once(app: Flask) -> None:
    actors = [person.id for person in extra(2, Role.ADMINISTRATOR)]
    for number in range(ROUNDS):
        name = f"kim{number}@kommunen.example"
        failures = all_at_once(app, [add(name, actor) for actor in actors])
        session.expire_all()
        assert [getattr(failure, "code", failure) for failure in failures] == ["login_name_taken"]
        assert len(session.scalars(select(User).where(User.login_name == name)).all()) == 1
