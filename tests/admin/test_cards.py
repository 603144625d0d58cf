"""Cards at the staff's desk: issued, printed, renewed and stopped in one step; the code is shown once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from app.accounts import card_print, cards
from app.accounts.models import LoginCard, User, UserSession
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, session
from app.core.tokens import seal, unseal
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

NewClient = Callable[[], CheckingClient]


@pytest.fixture
def cast(app: Flask) -> dict[str, User]:
    return settle("Anna", "Bengt", "Sofia")


@pytest.fixture
def sofia(client: CheckingClient, cast: dict[str, User]) -> CheckingClient:
    sign_in(client, cast["Sofia"])
    return client


@pytest.fixture
def desk(cast: dict[str, User]) -> str:
    return f"/personal/manniskor/{cast['Anna'].id}"


def living(person: User) -> LoginCard | None:
    session.expire_all()
    return cards.living_card(person)


def hidden(client: CheckingClient, name: str) -> str:
    assert client.page is not None
    return str(client.page.find(f'input[name="{name}"]')[0].attrs["value"])


def press_the_button(client: CheckingClient, desk: str) -> int:
    """What a coordinator does: open the person's page and press the card button."""
    client.get(desk)
    return int(client.post(f"{desk}/kort", data={"replaces": hidden(client, "replaces")}).status_code)


def token_shown(client: CheckingClient) -> str:
    opened = unseal(hidden(client, "sealed"), "card")
    assert opened is not None
    return str(json.loads(opened)[2])


def printed_on() -> list[str]:
    entries = session.query(AuditEntry).filter_by(action="card.printed").order_by(AuditEntry.id)
    return [json.loads(entry.details)["on"] for entry in entries]


def walks_in(client: CheckingClient, token: str) -> bool:
    if client.post("/kort", data={"code": token}).status_code != 303:
        return False
    return client.post("/kort/ar-det-du").status_code == 303


def test_one_press_issues_a_card_that_opens(
    sofia: CheckingClient, new_client: NewClient, cast: dict[str, User], desk: str
) -> None:
    assert press_the_button(sofia, desk) == 200
    token = token_shown(sofia)
    assert sofia.page is not None
    assert sofia.page.title == "Annas kort – Samvaro"
    assert cast["Anna"].last_name not in str(sofia.page.find(".card-a6"))
    assert printed_on() == ["page"]
    assert walks_in(new_client(), token)


def test_the_code_stays_out_of_page_cookie_and_address(sofia: CheckingClient, desk: str) -> None:
    sofia.get(desk)
    shown = sofia.post(f"{desk}/kort", data={"replaces": "0"})
    token = token_shown(sofia)
    assert token not in shown.text.replace(hidden(sofia, "sealed"), "")
    assert shown.headers["Cache-Control"] == "no-store"
    with sofia.session_transaction() as cookie:
        assert token not in str(dict(cookie))
    assert token not in sofia.get(desk).text


def test_the_page_carries_the_same_code_as_the_paper(
    sofia: CheckingClient, cast: dict[str, User], desk: str
) -> None:
    press_the_button(sofia, desk)
    assert sofia.page is not None
    origin = sofia.application.config["SETTINGS"].public_origin
    address = f"{origin}/kort#{token_shown(sofia)}"
    picture = sofia.page.find("img.code")[0].attrs
    assert picture["src"] == card_print.code_picture(address)
    assert picture["alt"]


def test_the_pdf_comes_from_the_page(sofia: CheckingClient, cast: dict[str, User], desk: str) -> None:
    press_the_button(sofia, desk)
    sealed = hidden(sofia, "sealed")
    for _ in range(2):  # pressing twice gives the same card twice
        answer = sofia.post(f"{desk}/kort/pdf", data={"sealed": sealed})
        assert answer.status_code == 200
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "Anna" not in answer.headers["Content-Disposition"]
        assert len(PdfReader(io.BytesIO(answer.data)).pages) == 2
    assert printed_on() == ["page", "pdf", "pdf"]


def test_a_second_press_or_a_reload_makes_no_third_card(
    sofia: CheckingClient, cast: dict[str, User], desk: str
) -> None:
    sofia.get(desk)
    stale = hidden(sofia, "replaces")
    sofia.post(f"{desk}/kort", data={"replaces": stale})
    first = living(cast["Anna"])
    again = sofia.post(f"{desk}/kort", data={"replaces": stale})
    assert again.status_code == 409
    assert "Kortet visas bara en gång" in again.text
    assert living(cast["Anna"]) == first
    assert sofia.post(f"{desk}/kort", data={"replaces": hidden(sofia, "replaces")}).status_code == 200
    assert living(cast["Anna"]) != first


@pytest.mark.parametrize("replaces", ["", "x", "-1", "99999999999999999999", "\x00", "0 ", "1"])
def test_a_card_is_made_only_for_a_page_that_was_right(
    sofia: CheckingClient, cast: dict[str, User], desk: str, replaces: str
) -> None:
    assert sofia.post(f"{desk}/kort", data={"replaces": replaces}).status_code == 409
    assert living(cast["Anna"]) is None


def test_renewing_ends_the_old_card_and_what_it_opened(
    sofia: CheckingClient, new_client: NewClient, cast: dict[str, User], desk: str
) -> None:
    tablet, finder = new_client(), new_client()
    press_the_button(sofia, desk)
    lost = token_shown(sofia)
    assert walks_in(tablet, lost)
    press_the_button(sofia, desk)
    assert tablet.get("/om-mig").status_code == 303
    assert not walks_in(finder, lost)
    assert walks_in(finder, token_shown(sofia))


def test_stopping_in_one_step(
    sofia: CheckingClient, new_client: NewClient, cast: dict[str, User], desk: str
) -> None:
    tablet = new_client()
    press_the_button(sofia, desk)
    token = token_shown(sofia)
    assert walks_in(tablet, token)
    assert sofia.post(f"{desk}/kort/stoppa").status_code == 303
    assert tablet.get("/om-mig").status_code == 303
    assert not walks_in(new_client(), token)
    assert living(cast["Anna"]) is None
    sofia.post(f"{desk}/kort/stoppa")
    assert "Det fanns inget kort att stoppa" in sofia.get(desk).text


def test_the_seal_is_good_for_a_quarter_of_an_hour(sofia: CheckingClient, desk: str) -> None:
    press_the_button(sofia, desk)
    sealed = hidden(sofia, "sealed")
    with clock.frozen(clock.now() + timedelta(minutes=14)):
        assert sofia.post(f"{desk}/kort/pdf", data={"sealed": sealed}).status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert sofia.post(f"{desk}/kort/pdf", data={"sealed": sealed}).status_code == 409


def test_the_seal_is_for_one_living_card(sofia: CheckingClient, cast: dict[str, User], desk: str) -> None:
    press_the_button(sofia, desk)
    sealed = hidden(sofia, "sealed")
    other = f"/personal/manniskor/{cast['Bengt'].id}"
    press_the_button(sofia, other)
    assert sofia.post(f"{other}/kort/pdf", data={"sealed": sealed}).status_code == 409
    press_the_button(sofia, desk)
    assert sofia.post(f"{desk}/kort/pdf", data={"sealed": sealed}).status_code == 409
    assert "pdf" not in printed_on()


@pytest.mark.parametrize(
    "inside",
    [None, "", "null", "[]", "{}", '["card"]', '["card", 1, 2, 3]', '["card", 1, "x", 1.0]', "JBSWY3DP"],
)
def test_what_we_did_not_seal_for_this_opens_nothing(
    sofia: CheckingClient, desk: str, inside: str | None
) -> None:
    press_the_button(sofia, desk)
    for sealed in ("", "x" * 100, "åäö", "a\x00") if inside is None else (seal(inside, "card"),):
        assert sofia.post(f"{desk}/kort/pdf", data={"sealed": sealed}).status_code == 409


def test_nobody_else_prints(
    sofia: CheckingClient, new_client: NewClient, cast: dict[str, User], desk: str
) -> None:
    press_the_button(sofia, desk)
    sealed = hidden(sofia, "sealed")
    anna = new_client()
    sign_in(anna, cast["Anna"])
    for door in ("/kort", "/kort/pdf", "/kort/stoppa"):
        assert anna.post(desk + door, data={"sealed": sealed, "replaces": "0"}).status_code == 403
        assert new_client().post(desk + door, data={"sealed": sealed}).status_code in (401, 303)
    assert living(cast["Anna"]) is not None


def test_no_card_for_somebody_switched_off(sofia: CheckingClient, cast: dict[str, User], desk: str) -> None:
    cast["Anna"].deactivated_at = clock.now()
    commit()
    assert sofia.post(f"{desk}/kort", data={"replaces": "0"}).status_code == 409
    assert living(cast["Anna"]) is None
    assert session.query(UserSession).filter_by(user_id=cast["Anna"].id).count() == 0


@pytest.mark.browser
@pytest.mark.one_database
def test_the_page_can_be_printed_and_read_by_a_camera(tablet, cast: dict[str, User], desk: str) -> None:
    page = tablet(cast["Sofia"])
    page.goto(desk)
    page.get_by_role("button", name="Skriv ut kort").click()
    page.get_by_role("heading", name="Annas kort", level=1).wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta kortet").click()
    assert download.value.suggested_filename.endswith(".pdf")
    front = Image.open(io.BytesIO(page.locator(".card-a6").first.screenshot()))
    codes = [code.text for code in zxingcpp.read_barcodes(front)]
    assert len(codes) == 1
    assert "/kort#" in codes[0]
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 2
    assert float(paper.pages[0].mediabox.width) == pytest.approx(105 * 72 / 25.4, abs=1)
