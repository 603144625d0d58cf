"""Web push: a notification on a tablet whose owner has asked for it there."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import delete, select

from app.accounts.models import SessionKind, User, UserSession
from app.accounts.sessions import limits, stands
from app.config import Settings
from app.config_sending import is_loopback
from app.core import clock
from app.core.db import begin_write, locked, session
from app.core.text import beginning
from app.notifications import vapid
from app.notifications.kinds import Words
from app.notifications.models import ENDPOINT, PushSubscription
from app.notifications.outward import NotSent, Post, Unsure, post

# Those of the browsers there are. Any other address could be one of a server that only this machine reaches.
SERVICES = ("fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com")
KEPT_FOR = 12 * 3600  # seconds that a push service keeps it for a tablet that is off
LONGEST_TEXT = 400  # the payload of a push is 4 kB at most
MOST_TABLETS = 10  # of one person
GONE = (404, 410)


@dataclass(frozen=True)
class Tablet:
    """What is needed to reach one, read before the net is used."""

    id: int
    endpoint: str
    p256dh: str
    auth: str


def may_be_used(endpoint: str, settings: Settings) -> bool:
    """The address of a known push service; in the demo, which lives on this machine only, also one on this machine."""
    if len(endpoint) > ENDPOINT or not re.fullmatch(r"https?://[\x21-\x7e]+", endpoint):
        return False
    try:
        parts = urlsplit(endpoint)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return False
    if settings.demo and is_loopback(endpoint):
        return True
    known = any(host == one or host.endswith(f".{one}") for one in SERVICES)
    return known and parts.scheme == "https" and port in (None, 443) and "@" not in parts.netloc


def are_keys(p256dh: str, auth: str) -> bool:
    """A point on the curve, and a secret of 16 octets."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{87}=?", p256dh) or not re.fullmatch(r"[A-Za-z0-9_-]{22}={0,2}", auth):
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), urlsafe_b64decode(p256dh.rstrip("=") + "=")
        )
    except ValueError:
        return False
    return True


def subscribe(person: User, row: UserSession, *, endpoint: str, p256dh: str, auth: str) -> bool:
    """From now on this tablet shows what the person is told. Never a borrowed one."""
    if row.kind is not SessionKind.OWN_TABLET:
        return False
    locked(User, person.id)  # a button pressed twice
    session.execute(delete(PushSubscription).where(PushSubscription.endpoint == endpoint))
    unsubscribe(row.id)
    older = select(PushSubscription.id).where(PushSubscription.person_id == person.id)
    outlived = session.scalars(older.order_by(PushSubscription.id.desc()).offset(MOST_TABLETS - 1)).all()
    session.execute(delete(PushSubscription).where(PushSubscription.id.in_(outlived)))
    values = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}
    session.add(PushSubscription(person_id=person.id, session_id=row.id, **values))
    session.flush()
    return True


def unsubscribe(*session_ids: int) -> None:
    begin_write()
    session.execute(delete(PushSubscription).where(PushSubscription.session_id.in_(session_ids)))


def shows_here(row: UserSession | None) -> bool:
    if row is None:
        return False
    return (
        session.scalar(select(PushSubscription.id).where(PushSubscription.session_id == row.id)) is not None
    )


def tablets_of(person_id: int) -> list[Tablet]:
    """Only those where the person is still signed in."""
    found = (
        select(PushSubscription)
        .join(UserSession, UserSession.id == PushSubscription.session_id)
        .join(User, User.id == UserSession.user_id)
        .where(PushSubscription.person_id == person_id, UserSession.user_id == person_id, stands())
    )
    rows: Sequence[PushSubscription] = session.scalars(found, limits(clock.now())).all()
    return [Tablet(row.id, row.endpoint, row.p256dh, row.auth) for row in rows]


def forget(tablet_ids: Sequence[int]) -> None:
    session.execute(delete(PushSubscription).where(PushSubscription.id.in_(tablet_ids)))


def forget_ended() -> int:
    """Tablets where nobody is signed in any more."""
    living = select(UserSession.id).join(User, User.id == UserSession.user_id).where(stands())
    gone = delete(PushSubscription).where(PushSubscription.session_id.not_in(living))
    return session.connection().execute(gone, limits(clock.now())).rowcount


def send(tablet: Tablet, words: Words, number: int, settings: Settings) -> None:
    """One push, or NotSent or Unsure. Pushed anew it would take the place of the one before."""
    payload = {"title": words.subject, "body": beginning(words.text, LONGEST_TEXT), "path": words.path or "/",
               "tag": f"besked-{number}"}  # fmt: skip
    headers = {"TTL": str(KEPT_FOR), "Urgency": "normal", "Topic": f"besked-{number}",
               "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"}  # fmt: skip
    body = _encrypted(tablet, json.dumps(payload, ensure_ascii=False).encode())
    post(Post(tablet.endpoint, body, headers | vapid.signature(settings, tablet.endpoint)))


def _encrypted(tablet: Tablet, text: bytes) -> bytes:
    from pywebpush import WebPusher  # here: it brings much along that most processes never need

    keys = {"p256dh": tablet.p256dh, "auth": tablet.auth}
    return bytes(WebPusher({"endpoint": tablet.endpoint, "keys": keys}).encode(text)["body"])


def send_to_all(tablets: Sequence[Tablet], words: Words, number: int, settings: Settings) -> list[int]:
    """Tried once on each. Gives the ids of those that are gone for good."""
    gone = []
    for tablet in tablets:
        try:
            send(tablet, words, number, settings)
        except NotSent as refused:
            if refused.status in GONE:
                gone.append(tablet.id)
        except Unsure:
            continue
    return gone
