"""One person, for staff: looked at, changed, switched off; and how staff themselves are let in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts import cards, sessions, staff
from app.accounts.models import Organisation, Role, SessionKind, User
from app.core import clock
from app.core.audit import AuditEntry, first_broken
from app.core.db import commit, session
from tests.admin.desk import PEOPLE, actions, again, fields, page_of
from tests.support.client import CheckingClient
from tests.support.people_doors import session_token, sign_in

NewClient = Callable[[], CheckingClient]


# ---- looking and changing --------------------------------------------------------------------------------------


def test_every_look_is_an_audit_entry(sofia: CheckingClient, cast: dict[str, User]) -> None:
    sofia.get(page_of(cast["Anna"]))
    entry = session.query(AuditEntry).filter_by(action="person.viewed").one()
    assert (entry.person, entry.actor) == (cast["Anna"].pseudonym, cast["Sofia"].pseudonym)
    assert "Anna" not in entry.details
    assert first_broken() is None


def test_changing_a_person(sofia: CheckingClient, cast: dict[str, User]) -> None:
    pensioners = Organisation(name="PRO")
    session.add(pensioners)
    commit()
    wanted = fields(
        first_name="Anna-Lisa", last_name="", role="host", organisation=str(pensioners.id), figure="solros"
    )
    assert sofia.post(page_of(cast["Anna"]), data=wanted).status_code == 303
    anna = again(cast["Anna"])
    assert (anna.full_name, anna.role, anna.figure) == ("Anna-Lisa", Role.HOST, "solros")
    assert anna.organisation is not None
    assert anna.organisation.name == "PRO"
    assert "person.role_changed" in actions()


def test_a_new_role_ends_the_sessions(
    sofia: CheckingClient, new_client: NewClient, cast: dict[str, User]
) -> None:
    anna = new_client()
    sign_in(anna, cast["Anna"])
    assert anna.get("/om-mig").status_code == 200
    sofia.post(page_of(cast["Anna"]), data=fields(first_name="Anna", role="host"))
    assert anna.get("/om-mig").status_code == 303


def test_signing_out_everywhere(sofia: CheckingClient, new_client: NewClient, cast: dict[str, User]) -> None:
    tablets = [new_client(), new_client()]
    for tablet in tablets:
        sign_in(tablet, cast["Anna"])
    page = sofia.get(page_of(cast["Anna"])).text
    assert page.count("Egen surfplatta") == 2
    assert sofia.post(f"{page_of(cast['Anna'])}/logga-ut-overallt").status_code == 303
    assert all(tablet.get("/om-mig").status_code == 303 for tablet in tablets)
    assert "Utloggad på 2 ställen" in sofia.get(page_of(cast["Anna"])).text


def test_switching_off_and_letting_in_again(
    sofia: CheckingClient, new_client: NewClient, cast: dict[str, User]
) -> None:
    anna, person = new_client(), cast["Anna"]
    cards.issue(person, actor=cast["Sofia"])
    commit()
    sign_in(anna, person)
    sofia.post(f"{page_of(person)}/stang-av")
    assert anna.get("/om-mig").status_code == 303
    assert cards.living_card(person) is None
    page = sofia.get(page_of(person)).text
    assert "Anna är avstängd" in page
    assert f"{page_of(person)}/slapp-in" in page, "what was done can be undone"
    sofia.post(f"{page_of(person)}/slapp-in")
    assert again(person).is_active
    assert "Skriv ut kort" in sofia.get(page_of(person)).text


# ---- staff -----------------------------------------------------------------------------------------------------


def test_an_administrator_adds_staff_and_gives_them_a_link(johan: CheckingClient) -> None:
    wanted = fields(role="coordinator", login_name="Elsa@kommunen.example")
    johan.post(PEOPLE, data=wanted)
    elsa = session.query(User).filter_by(first_name="Elsa").one()
    assert elsa.login_name == "elsa@kommunen.example"
    assert "Skriv ut kort" not in johan.get(page_of(elsa)).text
    shown = johan.post(f"{page_of(elsa)}/lank")
    assert shown.status_code == 200
    assert johan.page is not None
    address = johan.page.find("#lank")[0].attrs["value"]
    assert "/personal/valkommen#" in address
    link = staff.find_setup_link(address.rpartition("#")[2])
    assert link is not None
    assert link.user_id == elsa.id


@pytest.mark.parametrize("login_name", ["", "sofia@kommunen.example", "SOFIA@kommunen.example"])
def test_staff_need_a_login_name_of_their_own(
    johan: CheckingClient, cast: dict[str, User], login_name: str
) -> None:
    wanted = fields(role="coordinator", login_name=login_name)
    assert johan.post(PEOPLE, data=wanted).status_code == 422
    assert johan.post(page_of(cast["Anna"]), data=wanted).status_code == 422
    assert again(cast["Anna"]).role is Role.MEMBER


def test_who_becomes_staff_loses_the_card(johan: CheckingClient, cast: dict[str, User]) -> None:
    cards.issue(cast["Marianne"], actor=cast["Johan"])
    commit()
    wanted = fields(first_name="Marianne", role="coordinator", login_name="marianne@kommunen.example")
    assert johan.post(page_of(cast["Marianne"]), data=wanted).status_code == 303
    assert cards.living_card(again(cast["Marianne"])) is None
    assert johan.post(f"{page_of(cast['Marianne'])}/kort", data={"replaces": "0"}).status_code == 409
    assert cards.living_card(again(cast["Marianne"])) is None


def test_the_last_administrator_stays(johan: CheckingClient, cast: dict[str, User]) -> None:
    own = page_of(cast["Johan"])
    response = johan.post(own, data=fields(first_name="Johan", role="member"))
    assert response.status_code == 422
    assert "minst en administratör" in response.text
    assert johan.post(f"{own}/stang-av").status_code == 409
    assert again(cast["Johan"]).role is Role.ADMINISTRATOR
    assert again(cast["Johan"]).is_active


def test_idle_sessions_are_not_shown(sofia: CheckingClient, cast: dict[str, User]) -> None:
    token = session_token(cast["Anna"])
    row = session.query(sessions.UserSession).filter_by(token_hash=sessions.digest(token)).one()
    assert row.kind is SessionKind.OWN_TABLET
    row.last_seen_at = clock.now() - timedelta(days=46)
    commit()
    assert "Nej, ingenstans" in sofia.get(page_of(cast["Anna"])).text
