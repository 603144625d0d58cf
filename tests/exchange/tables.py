"""Files as coordinators send them."""

from __future__ import annotations

import io
from typing import Any

from werkzeug.test import TestResponse

from tests.support.client import CheckingClient

STAFF = "/personal/aktiviteter"
HEADINGS = (
    "Aktivitet;Plats;Första dagen;Tid;Minuter;Hur ofta;Till och med;Antal gånger;Hoppa över helgdagar;"
    "Visa i programmet;Antal platser;På bordet;Ordnas av;Vad gör ni;Bra att veta"
)
LUNCH = "Sopplunch;Utsikten;2026-11-24;11.30;90;Varje vecka;2026-12-15;;Ja;Ja;24;Soppa;;Vi äter.;Ramp."


def file_of(*lines: str, headings: str = HEADINGS, encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join((headings, *lines, "")).encode(encoding)


def send(client: CheckingClient, data: bytes, *, path: str = f"{STAFF}/import") -> TestResponse:
    """The file to the page that says what it would do."""
    client.get(path)
    form: dict[str, Any] = {"file": (io.BytesIO(data), "fil.csv"), "csrf_token": client._token}
    return client.post(path, data=form, content_type="multipart/form-data")


def sealed(client: CheckingClient) -> str:
    assert client.page is not None
    return str(client.page.find('input[name="sealed"]')[0].attrs["value"])


def take_in(client: CheckingClient, data: bytes, *, path: str = f"{STAFF}/import") -> TestResponse:
    """Both steps."""
    shown = send(client, data, path=path)
    assert shown.status_code == 200, shown.text
    return client.post(f"{path}/spara", data={"sealed": sealed(client)})


def rows_of(client: CheckingClient, heading_id: str) -> list[list[str]]:
    """What the table under a heading says, line by line."""
    assert client.page is not None
    found = client.page.find(f'div[aria-labelledby="{heading_id}"] tbody tr')
    return [[cell.to_text().strip() for cell in row.query("th, td")] for row in found]
