"""What people do in the first afternoon, step by step, with and without JavaScript."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from app.accounts import cards
from app.accounts.models import User
from app.core import clock
from app.core.db import commit


def card_code(person: User) -> str:
    issued = cards.issue(person, actor=person)
    commit()
    return issued.token


def walk_in(page: Page, code: str, name: str, *, javascript: bool = True) -> None:
    """As the tablet's camera does: open the card's address. Without scripts the address is pasted."""
    page.goto(f"/kort#{code}")
    if not javascript:
        page.locator("summary").click()
        page.locator("#code").fill(code)
        page.get_by_role("button", name="Visa kortet").click()
    expect(page.locator("h1")).to_have_text(f"Hej, är du {name}?")
    assert code not in page.url
    page.get_by_role("button", name="Ja, logga in").click()
    expect(page.locator("h1")).to_contain_text(name)


def schedule_lunch(page: Page) -> date:
    """A coordinator's weekly soup lunch, in two pages; the first day is given back."""
    first = clock.today() + timedelta(days=1)
    page.goto("/personal/aktiviteter/ny")
    page.get_by_label("Vad heter aktiviteten?").fill("Sopplunch")
    page.get_by_label("Var?").fill("Restaurang Utsikten")
    page.locator("#starts_on").fill(first.isoformat())
    page.locator("#starts_at").fill("11:30")
    page.get_by_label("Varje vecka").check()
    page.get_by_label("Eller antal gånger").fill("6")
    page.get_by_label("Hur många får plats?").fill("1")
    page.get_by_role("button", name="Visa dagarna").click()
    page.get_by_role("button", name="Lägg in i kalendern").click()
    expect(page.locator("main")).to_contain_text("Nu ligger den i kalendern.")
    return first


def open_room(page: Page, name: str) -> None:
    enter_room(page, name)
    page.get_by_role("button", name="Öppna rummet").click()
    expect(page.locator("main")).to_contain_text("Öppet nu.")


def enter_room(page: Page, name: str) -> None:
    page.goto("/rum")
    page.get_by_role("link", name=name).click()
    expect(page.locator("h1")).to_have_text(name)


def say(page: Page, words: str) -> None:
    page.get_by_label("Skriv").fill(words)
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.locator(".message-mine", has_text=words)).to_have_count(1)


def open_date(page: Page) -> None:
    page.goto("/kalender")
    page.get_by_role("link", name="Sopplunch").first.click()


def come(page: Page) -> None:
    open_date(page)
    page.get_by_role("button", name="Jag kommer").click()
    expect(page.locator("h1")).to_have_text("Du är anmäld")
