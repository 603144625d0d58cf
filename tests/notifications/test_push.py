"""Web push: encrypted for the tablet that asked for it, as long as somebody is signed in there."""

from __future__ import annotations

import base64
import json
import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from py_vapid import Vapid02

from app.accounts import sessions
from app.accounts.models import SessionKind, User
from app.config import Settings
from app.core.db import commit, session
from app.notifications import jobs, push, vapid
from app.notifications.models import DeliveryState, PushSubscription
from tests.notifications.gateways import HttpServer
from tests.notifications.telling import queue, read_again
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.environ import environment, free_port
from tests.support.people_doors import sign_in

pytestmark = pytest.mark.usefixtures("noon")
KNOWN = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA"


class Tablet:
    """The keys that a browser keeps, and what it tells the server of them."""

    def __init__(self, endpoint: str) -> None:
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = {"p256dh": _text(point), "auth": _text(self.auth)}
        self.said = {"endpoint": endpoint, "expirationTime": None, "keys": self.keys}

    def read(self, body: bytes) -> dict[str, str]:
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        return dict(json.loads(plain))


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    """The demo, which lives on this machine only: there a push service may too."""
    return environment(database_url=database_url, port=free_port()) | {"SAMVARO_DEMO": "1"}


@pytest.fixture
def anna(app: Flask) -> User:
    return settle("Anna")["Anna"]


def ask(client: CheckingClient, said: object) -> int:
    client.get("/om-mig/besked")
    head = {"X-CSRFToken": client._token or "", "Accept": "application/json"}
    return client.post("/besked/prenumerera", json=said, headers=head).status_code


def test_a_tablet_shows_what_its_owner_is_told(
    app: Flask, client: CheckingClient, anna: User, sms: HttpServer
) -> None:
    tablet = Tablet(f"{sms.url}/push/1")
    sign_in(client, anna)
    assert ask(client, tablet.said) == 200
    assert "Besked visas här" in client.get("/om-mig/besked").text
    row = queue(anna, 9)
    jobs.send_due()
    [(head, body)] = sms.got
    assert tablet.read(body) == {
        "title": "Kalender", "body": "Du är utloggad 9.", "path": "/kalender", "tag": f"besked-{row.id}"
    }  # fmt: skip
    assert b"utloggad" not in body
    assert head["Content-Encoding"] == "aes128gcm"
    assert int(head["TTL"]) > 0
    assert Vapid02.verify(head["Authorization"])
    assert f"k={vapid.public_key(app.config['SETTINGS'])}" in head["Authorization"]
    assert read_again(row).state is DeliveryState.SENT
    jobs.send_due()
    assert len(sms.got) == 1


def test_without_a_token_nobody_asks(client: CheckingClient, anna: User) -> None:
    sign_in(client, anna)
    assert client.post("/besked/prenumerera", json=Tablet(KNOWN).said).status_code == 400
    assert session.query(PushSubscription).count() == 0


@pytest.mark.parametrize("status", ["404", "410", "500", "drop"])
def test_a_tablet_that_is_gone_is_forgotten(
    client: CheckingClient, anna: User, sms: HttpServer, status: str
) -> None:
    sign_in(client, anna)
    assert ask(client, Tablet(f"{sms.url}/push/1").said) == 200
    sms.mode = status
    row = queue(anna)
    jobs.send_due()
    assert read_again(row).state is DeliveryState.SENT, "it stands on the home page all the same"
    assert session.query(PushSubscription).count() == (0 if status in ("404", "410") else 1)
    assert "Du är utloggad 1." in client.get("/").text


@pytest.mark.parametrize("way", ["signs out", "is signed out", "stops it here", "is switched off"])
def test_nothing_is_shown_where_nobody_is_signed_in(client, anna: User, sms: HttpServer, way: str) -> None:
    sign_in(client, anna)
    assert ask(client, Tablet(f"{sms.url}/push/1").said) == 200
    if way == "signs out":
        client.post("/logga-ut")
    elif way == "is signed out":
        sessions.revoke_all_of(anna, actor=anna, reason="by_staff")
    elif way == "stops it here":
        client.post("/besked/avsluta")
    else:
        session.merge(anna).deactivated_at = session.get_one(User, anna.id).created_at
    commit()
    queue(anna)
    jobs.send_due()
    assert not sms.got
    jobs.thin()
    assert session.query(PushSubscription).count() == 0


def test_a_borrowed_tablet_never(app: Flask, client: CheckingClient, anna: User) -> None:
    sign_in(client, anna)
    anna_here = session.get_one(User, anna.id)
    for row in session.query(sessions.UserSession):
        row.kind = SessionKind.SHARED_TABLET
    commit()
    assert ask(client, Tablet(KNOWN).said) == 403
    assert "data-push" not in client.get("/om-mig/besked").text
    assert session.query(PushSubscription).count() == 0
    assert anna_here.id == anna.id


def test_who_signs_in_next_takes_it_over(new_client, anna: User, sms: HttpServer) -> None:
    bengt = settle("Bengt")["Bengt"]
    tablet = Tablet(f"{sms.url}/push/1")
    for person in (anna, bengt):
        client = new_client()
        sign_in(client, person)
        assert ask(client, tablet.said) == 200
    queue(anna)
    jobs.send_due()
    assert not sms.got
    assert session.query(PushSubscription.person_id).all() == [(bengt.id,)]


@pytest.mark.one_database
@pytest.mark.parametrize("endpoint", [
    "http://updates.push.services.mozilla.com/x", "https://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/x",
    "https://[::1]/x", "https://169.254.169.254/latest", "https://evilpush.apple.com.example.se/x", "https://push.apple.com.evil.se/",
    "https://notpush.apple.com/x", "https://fcm.googleapis.com:8443/x", "https://a@fcm.googleapis.com/x", "file:///etc/passwd",
    "https://fcm.googleapis.com/\nx", "https://fcm.googleapis.com/" + "x" * 700, "https://fcm.googleapis.com:port/x", "",
])  # fmt: skip
def test_only_known_services_are_written_to(settings: Settings, endpoint: str) -> None:
    real = Settings(secret_key=settings.secret_key, public_origin="https://samvaro.example.se")
    assert not push.may_be_used(endpoint, real)


@pytest.mark.one_database
def test_the_known_services(settings: Settings) -> None:
    real = Settings(secret_key=settings.secret_key, public_origin="https://samvaro.example.se")
    for endpoint in (KNOWN, "https://fcm.googleapis.com/fcm/send/a", "https://web.push.apple.com/a",
                     "https://db5p.notify.windows.com/w/?token=a"):  # fmt: skip
        assert push.may_be_used(endpoint, real)
    assert not push.may_be_used("http://127.0.0.1:5/x", real)
    assert push.may_be_used("http://127.0.0.1:5/x", settings)


@pytest.mark.one_database
@pytest.mark.parametrize("said", [
    None, [], {}, {"endpoint": KNOWN}, {"endpoint": KNOWN, "keys": {"p256dh": "x", "auth": "y"}},
    {"endpoint": 7, "keys": {"p256dh": 1, "auth": 2}}, {"endpoint": KNOWN, "keys": {"p256dh": "A" * 87, "auth": "A" * 22}},
])  # fmt: skip
def test_what_push_could_not_take_is_refused(client: CheckingClient, anna: User, said: object) -> None:
    sign_in(client, anna)
    assert ask(client, said) in (415, 422)


@pytest.mark.one_database
def test_what_is_nested_too_deep_is_refused(client: CheckingClient, anna: User) -> None:
    sign_in(client, anna)
    client.get("/om-mig/besked")
    head = {"X-CSRFToken": client._token or "", "Content-Type": "application/json"}
    assert client.post("/besked/prenumerera", data="[" * 5000, headers=head).status_code == 422


@pytest.mark.one_database
def test_the_key(app: Flask, settings: Settings) -> None:
    printed = app.test_cli_runner().invoke(args=["notifications", "vapid"]).output.strip()
    own = Settings(secret_key=settings.secret_key, public_origin=settings.public_origin, vapid_key=printed)
    assert vapid.public_key(own) != vapid.public_key(settings)
    assert vapid.public_key(settings) == vapid.public_key(settings)
    assert len(vapid.public_key(own)) == 87
