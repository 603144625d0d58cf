"""Mail by SMTP. Headers are made by the standard library only, which lets no line end into them."""

from __future__ import annotations

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from app.config_sending import MailSettings, is_loopback
from app.notifications.outward import PATIENCE, NotSent, Unsure, reason

NAME = "Samvaro"


class MailGateway(Protocol):
    def send(self, to: str, subject: str, text: str) -> None:
        """Give one mail to the server, or raise NotSent or Unsure."""


class SmtpServer:
    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings

    def send(self, to: str, subject: str, text: str) -> None:
        message = self._message(to, subject, text).as_bytes(policy=SMTP)
        server = self._connected()
        try:
            self._address(server, to)
            _hand_over(server, message)
        finally:
            server.close()

    def _message(self, to: str, subject: str, text: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(NAME, addr_spec=self.settings.sender)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = " ".join(subject.split())
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self.settings.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.settings.url)
        try:
            return _opened(parts, is_loopback(self.settings.url))
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(_code(error)) from error

    def _address(self, server: smtplib.SMTP, to: str) -> None:
        """Until the text itself is handed over, nothing has been sent."""
        try:
            for code, _words in (server.mail(self.settings.sender), server.rcpt(to)):
                if code not in (250, 251):
                    raise NotSent(f"smtp_{code}")
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(_code(error)) from error


def _opened(parts: SplitResult, is_here: bool) -> smtplib.SMTP:
    """Connected, secured and signed in. Only on this machine does mail go in the clear."""
    host, secure = parts.hostname or "", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE)
    try:
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and (server.has_extn("starttls") or not is_here):
            server.starttls(context=secure)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, message: bytes) -> None:
    try:
        code, _words = server.data(message)
    except smtplib.SMTPDataError as error:  # the server did not want to hear it at all
        raise NotSent(_code(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unsure from error
    if code != 250:
        raise NotSent(f"smtp_{code}")


def _code(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp_{error.smtp_code}"
    return "smtp" if isinstance(error, smtplib.SMTPException) else reason(error)
