"""Real Chromium at the size of a tablet."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from app.accounts.models import SessionKind, User
from tests.support.people_doors import session_cookie

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TABLET = {"width": 810, "height": 1080}
PATIENCE = 8000  # milliseconds


def launch(playwright: Playwright, *, remembers: bool = False) -> Browser:
    """`remembers`: pages gone by are kept in memory for Back, as outside tests; Playwright does not see them return."""
    path = os.environ.get("SAMVARO_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(
            "there is no Chromium here: install the Debian package chromium, or run `make test` as root"
        )
    # The worker's own file is asked for in the browser's language, whatever language a page is given.
    arguments = ["--accept-lang=sv-SE", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    unwanted = ["--disable-back-forward-cache"] if remembers else []
    return playwright.chromium.launch(executable_path=path, args=arguments, ignore_default_args=unwanted)


class Tablets:
    """`tablets(person)` gives a page on a tablet of its own, signed in as that person (None: not signed in).

    `keeps=True`: the worker is let in, as everywhere outside tests; otherwise it is kept out, because it fetches in
    every fresh browser, and `page.route` does not see what goes through it.

    `trembling=True`: a second click at the same place soon after is taken for one, as for everybody outside tests.

    What goes wrong unseen in a page (script errors, refused by the CSP, lost requests) gathers in `problems`
    and fails the test at the end; a test that provokes it empties the list.
    """

    def __init__(self, browser: Browser, app: Flask, url: str) -> None:
        self.browser, self.app, self.url = browser, app, url
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def __call__(
        self,
        person: User | None = None,
        *,
        kind: SessionKind | None = None,
        javascript: bool = True,
        keeps: bool = False,
        trembling: bool = False,
        **options: Any,
    ) -> Page:
        context = self.browser.new_context(
            **{"viewport": TABLET, "has_touch": True, "locale": "sv-SE", "base_url": self.url} | options,
            java_script_enabled=javascript,
            service_workers="allow" if keeps else "block",
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if not trembling:  # a test clicks faster than anybody: each of its clicks is meant
            context.add_init_script("try { sessionStorage.removeItem('samvaro-tap') } catch {}")
        if person is not None:
            name, value = session_cookie(self.app, person, kind)
            context.add_cookies([{"name": name, "value": value, "url": self.url}])
        page = context.new_page()
        self._listen(page)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert not self.problems, "pages had problems nobody saw:\n  " + "\n  ".join(self.problems)

    def _listen(self, page: Page) -> None:
        note: Callable[[str], None] = self.problems.append
        page.on("pageerror", lambda error: note(f"script error: {error}"))
        page.on("console", lambda said: note(f"console: {said.text}") if _is_problem(said) else None)
        page.on("response", lambda got: note(f"{got.status} for {got.url}") if got.status >= 500 else None)


def _is_problem(said: ConsoleMessage) -> bool:
    """A page that a test has taken off the net tries to come back, and the browser says that it could not."""
    return said.type == "error" and "net::ERR_INTERNET_DISCONNECTED" not in said.text
