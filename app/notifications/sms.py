"""SMS through an HTTP gateway that takes the fields from, to and message, as 46elks and others do."""

from __future__ import annotations

from base64 import b64encode
from typing import Protocol
from urllib.parse import urlencode

from app.config_sending import SmsSettings
from app.notifications.outward import Post, post


class SmsGateway(Protocol):
    def send(self, to: str, text: str) -> None:
        """Give one text to the gateway, or raise NotSent or Unsure."""


class HttpGateway:
    def __init__(self, settings: SmsSettings) -> None:
        self.settings = settings

    def send(self, to: str, text: str) -> None:
        fields = {"from": self.settings.sender, "to": to, "message": text}
        known = b64encode(f"{self.settings.user}:{self.settings.password}".encode()).decode()
        headers = {"Authorization": f"Basic {known}", "Content-Type": "application/x-www-form-urlencoded"}
        post(Post(self.settings.url, urlencode(fields).encode(), headers))
