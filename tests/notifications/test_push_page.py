"""The part of the page that asks for push, in a real browser, and what the worker makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.accounts.models import SessionKind
from app.core.db import session
from app.notifications.models import PushSubscription
from tests.people import settle
from tests.support.chromium import Tablets
from tests.support.environ import environment, free_port

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
BUTTON = "Visa besked på den här surfplattan"
# Headless, the browser reaches no push service: this stands for it, and all else is as it is.
SERVICE = """
Notification.requestPermission = async () => "granted";
PushManager.prototype.subscribe = async function (options) {
  if (new Uint8Array(options.applicationServerKey).length !== 65 || !options.userVisibleOnly) throw new Error("bad key");
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const text = (octets) => btoa(String.fromCharCode(...octets)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const keys = { p256dh: text(point), auth: text(crypto.getRandomValues(new Uint8Array(16))) };
  return { endpoint: "https://fcm.googleapis.com/fcm/send/abc", expirationTime: null, keys };
};
"""


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    return environment(database_url=database_url, port=free_port())


def subscriptions() -> int:
    session.rollback()
    count = session.query(PushSubscription).count()
    session.rollback()
    return count


def test_one_button_asks_and_one_takes_it_back(app: Flask, tablet: Tablets) -> None:
    page = tablet(settle("Anna")["Anna"], keeps=True)
    page.add_init_script(SERVICE)
    page.goto("/om-mig/besked")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text("Besked visas här, också när")).to_be_visible()
    expect(page.get_by_role("button", name=BUTTON)).to_have_count(0)
    assert subscriptions() == 1
    page.get_by_role("button", name="Sluta visa besked här").click()
    expect(page.get_by_text("Besked visas inte längre")).to_be_visible()
    assert subscriptions() == 0


def test_a_no_is_said_in_words(app: Flask, tablet: Tablets) -> None:
    page = tablet(settle("Anna")["Anna"], keeps=True)
    page.add_init_script(SERVICE.replace('"granted"', '"denied"'))
    page.goto("/om-mig/besked")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text("Surfplattan sa nej.")).to_be_visible()
    assert subscriptions() == 0


@pytest.mark.parametrize("lacks", ["no script", "no push", "borrowed"])
def test_where_it_cannot_be_nothing_is_offered(app: Flask, tablet: Tablets, lacks: str) -> None:
    kind = SessionKind.SHARED_TABLET if lacks == "borrowed" else None
    page = tablet(settle("Anna")["Anna"], kind=kind, javascript=lacks != "no script")
    if lacks == "no push":
        page.add_init_script("delete window.PushManager")
    page.goto("/om-mig/besked")
    expect(page.get_by_role("button", name="Spara")).to_be_visible()
    expect(page.get_by_text(BUTTON)).to_be_hidden()


def pushed(page: Page, payload: str) -> list[dict[str, Any]]:
    """What the worker shows for a payload, through the browser's own door for tests."""
    context = page.context
    cdp = context.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"])
    )
    cdp.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    origin = page.evaluate("location.origin")
    one = registrations[-1]["registrationId"]
    cdp.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": one, "data": payload})
    page.wait_for_timeout(700)
    shown: list[dict[str, Any]] = page.evaluate(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications())"
        ".map(({ title, body, tag, data }) => ({ title, body, tag, data }))"
    )
    return shown


def test_the_worker_shows_what_was_pushed(app: Flask, tablet: Tablets) -> None:
    page = tablet(settle("Anna")["Anna"], keeps=True)
    page.context.grant_permissions(["notifications"])
    page.goto("/")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    shown = pushed(page, '{"title": "Kalender", "body": "I morgon.", "path": "/kalender", "tag": "besked-1"}')
    assert shown == [{"title": "Kalender", "body": "I morgon.", "tag": "besked-1", "data": "/kalender"}]
    assert {"title": "Samvaro", "body": "", "tag": "samvaro", "data": "/"} in pushed(page, "not json")
