"""The settings of what leaves the house: SMS, mail, web push, and who does what the clock does."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

KNOWN = "JOBS SMS_URL SMS_USER SMS_PASSWORD SMS_FROM SMTP_URL MAIL_FROM VAPID_KEY".split()
SENDER = re.compile(r"[A-Za-z][A-Za-z0-9]{2,10}|\+[1-9][0-9]{6,14}")
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class SmsSettings:
    """An HTTP gateway that takes the fields from, to and message, as 46elks and others do."""

    url: str
    user: str
    password: str
    sender: str  # a name of 3–11 letters and figures, or a number


@dataclass(frozen=True)
class MailSettings:
    url: str  # smtp://user:password@host:587 or smtps://…
    sender: str


def read(given: Mapping[str, str]) -> dict[str, Any]:
    """These fields of Settings; ValueError with one sentence for what is wrong."""
    jobs = given.get("JOBS", "inside")
    if jobs not in ("inside", "outside"):
        raise ValueError("SAMVARO_JOBS must be inside or outside.")
    return {"jobs": jobs, "sms": _sms(given), "mail": _mail(given), "vapid_key": _vapid(given)}


def is_loopback(origin: str) -> bool:
    host = urlsplit(origin).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sms(given: Mapping[str, str]) -> SmsSettings | None:
    names = ("SMS_URL", "SMS_USER", "SMS_PASSWORD", "SMS_FROM")
    if not any(given.get(name) for name in names):
        return None
    sms = SmsSettings(*(given.get(name, "") for name in names))
    if not _leads_out(sms.url, "https", "http") or not sms.user or ":" in sms.user or not sms.password:
        raise ValueError("SAMVARO_SMS_URL must be an https address, with SAMVARO_SMS_USER and _PASSWORD set.")
    if not SENDER.fullmatch(sms.sender):
        raise ValueError(
            "SAMVARO_SMS_FROM must be 3 to 11 letters and figures, or a number such as +46701740605."
        )
    return sms


def _mail(given: Mapping[str, str]) -> MailSettings | None:
    mail = MailSettings(given.get("SMTP_URL", ""), given.get("MAIL_FROM", ""))
    if not mail.url and not mail.sender:
        return None
    if not (_leads_out(mail.url, "smtp", "smtp") or _leads_out(mail.url, "smtps", "smtps")):
        raise ValueError("SAMVARO_SMTP_URL must look like smtp://user:password@host:587 or smtps://….")
    if not ADDRESS.fullmatch(mail.sender):
        raise ValueError("SAMVARO_MAIL_FROM must be the address that mail comes from.")
    return mail


def _leads_out(url: str, scheme: str, on_this_machine: str) -> bool:
    """Is it an address of this scheme, or of the other one on this machine?"""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- reading it raises on a port that is no number
    except ValueError:
        return False
    allowed = {scheme, on_this_machine} if is_loopback(url) else {scheme}
    return parts.scheme in allowed and bool(parts.hostname)


def _vapid(given: Mapping[str, str]) -> str | None:
    value = given.get("VAPID_KEY", "")
    if value and not re.fullmatch(r"[A-Za-z0-9_-]{43}", value):
        raise ValueError("SAMVARO_VAPID_KEY must be what `flask notifications vapid` printed.")
    return value or None
