"""axe-core in a page: A, AA, AAA and best practice, through the browser's own door so that a strict CSP stays."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Off by default in axe because they are strict; here they are rules of the house.
EXTRA_RULES = ["color-contrast-enhanced", "identical-links-same-purpose", "target-size"]


def violations(page: Page) -> list[str]:
    """One line per fault: rule, impact and the first element."""
    source = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    session = page.context.new_cdp_session(page)
    _evaluate(session, source)
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {rule: {"enabled": True} for rule in EXTRA_RULES},
        "resultTypes": ["violations"],
    }
    found = _evaluate(session, f"axe.run(document, {options!r})".replace("True", "true"))
    session.detach()
    assert found["passes"], "axe looked at nothing"
    return [
        f"{fault['id']} ({fault['impact']}): {fault['nodes'][0]['html'][:150]}"
        for fault in found["violations"]
    ]


def _evaluate(session: Any, expression: str) -> Any:
    answer = session.send(
        "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
    )
    assert "exceptionDetails" not in answer, answer.get("exceptionDetails")
    return answer["result"].get("value")
