"""What somebody sees on a page without a script: not what is hidden, nor what waits in templates."""

from __future__ import annotations

from typing import Any

from tests.support.client import CheckingClient

BLOCKS = ("p", "li", "h1", "h2", "a", "b", "span", "button")


def words(client: CheckingClient, address: str) -> str:
    assert client.get(address).status_code == 200
    assert client.page is not None
    parts = [node for node in client.page.named(*BLOCKS) if _is_seen(node)]
    return " ".join(" ".join(node.to_text().split()) for node in parts)


def _is_seen(node: Any) -> bool:
    while node is not None:
        if node.name == "template" or "hidden" in (getattr(node, "attrs", None) or {}):
            return False
        node = node.parent
    return True
