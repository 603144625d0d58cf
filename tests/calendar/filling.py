"""Filling in the coordinator's forms."""

from __future__ import annotations

from app.core.tokens import new_token
from tests.support.client import CheckingClient

LUNCH = {
    "title": "Sopplunch", "place": "Restaurang Utsikten", "starts_on": "2026-11-24", "starts_at": "11.30",
    "duration_minutes": "90", "repeat": "weekly", "until": "", "times": "", "capacity": "24", "serves": "soup",
    "organisation_id": "0", "summary": "", "practical": "", "reason": "", "answer_minutes": "0", "newcomer_percent": "0",
}  # fmt: skip


def filled(client: CheckingClient | None, **changes: str) -> dict[str, str]:
    key = new_token()[:32]
    if client is not None and client.page is not None and (found := client.page.find('input[name="key"]')):
        key = str(found[0].attrs["value"])
    return {**LUNCH, "key": key, **changes}


def hidden(client: CheckingClient) -> dict[str, str]:
    """What the preview carries to the last step."""
    assert client.page is not None
    fields = client.page.find('main input[type="hidden"]')
    return {str(field.attrs["name"]): str(field.attrs.get("value") or "") for field in fields}
