"""In with a card: the code, the tap, and what stops working when the card is stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts import cards, people
from app.accounts.models import Role, SessionKind, User, UserSession
from app.core import clock
from app.core.db import commit, session
from app.core.errors import Refusal
from tests.people import settle
from tests.support.client import CheckingClient

NewClient = Callable[[], CheckingClient]


def issue(person: User) -> str:
    issued = cards.issue(person, actor=person)
    commit()
    return issued.token


def walk_in(client: CheckingClient, token: str, **form: str) -> int:
    """Show the card and tap yes; the status of the page that comes last."""
    shown = client.post("/kort", data={"code": token})
    if shown.status_code != 303:
        return int(shown.status_code)
    client.get("/kort/ar-det-du")
    return int(client.post("/kort/ar-det-du", data=form).status_code)


def test_a_card_lets_its_person_in(app: Flask, client: CheckingClient) -> None:
    token = issue(settle("Karin")["Karin"])
    shown = client.post("/kort", data={"code": f"http://127.0.0.1:5000/kort#{token}"})
    assert shown.headers["Location"] == "/kort/ar-det-du"
    asked = client.get("/kort/ar-det-du")
    assert "Hej, är du Karin?" in asked.text
    assert "Björkvall" not in asked.text
    assert session.query(UserSession).count() == 0, "showing the card alone must not sign in"
    assert client.post("/kort/ar-det-du").headers["Location"] == "/"
    assert "Karin" in client.get("/").text


def test_the_code_is_stored_nowhere(app: Flask) -> None:
    token = issue(settle("Anna")["Anna"])
    dump = " ".join(str(tuple(row)) for row in session.execute(cards.LoginCard.__table__.select()))
    assert token not in dump


@pytest.mark.parametrize("code", ["", "x" * 22, "#", "kort#", "å" * 400, "a\x00b", "<script>"])
def test_a_wrong_code_gets_kind_words(client: CheckingClient, code: str) -> None:
    refused = client.post("/kort", data={"code": code})
    assert refused.status_code == 422
    assert "Du har inte gjort något fel" in refused.text


def test_stopped_expired_unknown_and_switched_off_read_the_same(app: Flask, new_client: NewClient) -> None:
    cast = settle("Anna", "Bengt", "Greta", "Sofia")
    stopped, off, expired = issue(cast["Anna"]), issue(cast["Bengt"]), issue(cast["Greta"])
    cards.stop(cast["Anna"], actor=cast["Sofia"])
    people.deactivate(cast["Bengt"], actor=cast["Sofia"])
    card = cards.living_card(cast["Greta"])
    assert card is not None
    card.expires_at = clock.now() - timedelta(seconds=1)
    commit()
    bodies = set()
    for code in (stopped, off, expired, "unknown-unknown-unknown"):
        answer = new_client().post("/kort", data={"code": code})
        assert answer.status_code == 422
        bodies.add(_without_secrets(answer.text))
    assert len(bodies) == 1


def _without_secrets(html: str) -> str:
    return "\n".join(line for line in html.splitlines() if "csrf" not in line and "nonce" not in line)


def test_renewing_stops_the_old_card_and_its_sessions(app: Flask, new_client: NewClient) -> None:
    cast = settle("Anna", "Sofia")
    tablet, other = new_client(), new_client()
    old = issue(cast["Anna"])
    assert walk_in(tablet, old) == 303
    new = cards.issue(cast["Anna"], actor=cast["Sofia"]).token
    commit()
    assert tablet.get("/").status_code == 303, "the lost card's session must end at once"
    assert walk_in(other, old) == 422
    assert walk_in(other, new) == 303


def test_a_card_stopped_between_showing_and_tapping_does_not_open(app: Flask, client: CheckingClient) -> None:
    cast = settle("Anna", "Sofia")
    client.post("/kort", data={"code": issue(cast["Anna"])})
    cards.stop(cast["Anna"], actor=cast["Sofia"])
    commit()
    assert client.post("/kort/ar-det-du").status_code == 422


def test_the_question_waits_five_minutes(app: Flask, client: CheckingClient) -> None:
    token = issue(settle("Anna")["Anna"])
    client.post("/kort", data={"code": token})
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert client.post("/kort/ar-det-du").status_code == 422


def test_a_borrowed_tablet_gets_a_short_session(app: Flask, client: CheckingClient) -> None:
    token = issue(settle("Anna")["Anna"])
    assert walk_in(client, token, shared="1") == 303
    row = session.query(UserSession).one()
    assert row.kind is SessionKind.SHARED_TABLET
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert client.get("/").status_code == 303, "idle for 16 minutes on a shared tablet"


def test_an_own_tablet_may_rest_for_weeks(app: Flask, client: CheckingClient) -> None:
    token = issue(settle("Anna")["Anna"])
    walk_in(client, token)
    with clock.frozen(clock.now() + timedelta(days=44)):
        assert client.get("/").status_code == 200
    with clock.frozen(clock.now() + timedelta(days=44 + 46)):
        assert client.get("/").status_code == 303


def test_who_comes_next_on_the_same_browser_ends_the_one_before(app: Flask, client: CheckingClient) -> None:
    cast = settle("Anna", "Bengt")
    walk_in(client, issue(cast["Anna"]))
    walk_in(client, issue(cast["Bengt"]))
    living = session.query(UserSession).filter(UserSession.revoked_at.is_(None)).all()
    assert [row.user_id for row in living] == [cast["Bengt"].id]


def test_guessing_is_slowed_down(app: Flask, client: CheckingClient) -> None:
    token = issue(settle("Anna")["Anna"])
    answers = [client.post("/kort", data={"code": f"guess-{n:020}"}).status_code for n in range(62)]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert walk_in(client, token) == 303, "an attack must not keep the one with a card out"


def test_every_sign_in_and_stop_is_in_the_audit_trail(app: Flask, client: CheckingClient) -> None:
    from app.core.audit import AuditEntry, first_broken

    cast = settle("Anna", "Sofia")
    walk_in(client, issue(cast["Anna"]))
    cards.stop(cast["Anna"], actor=cast["Sofia"])
    commit()
    actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions[-4:] == ["card.issued", "session.opened", "card.stopped", "session.revoked"]
    assert first_broken() is None


def test_no_card_opens_the_staff_pages(app: Flask, client: CheckingClient) -> None:
    cast = settle("Anna", "Sofia", "Johan")
    with pytest.raises(Refusal):
        cards.issue(cast["Sofia"], actor=cast["Johan"])
    token = issue(cast["Anna"])
    people.change(
        cast["Anna"],
        first_name="Anna",
        last_name="",
        role=Role.COORDINATOR,
        organisation=None,
        actor=cast["Johan"],
    )
    commit()
    assert walk_in(client, token) == 422, "the card of a member who became staff must stop"
