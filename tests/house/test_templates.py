"""Templates: they compile, keep scripts and styles outside, and never switch escaping off."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.house.source import ROOT

pytestmark = pytest.mark.one_database
FOLDER = ROOT / "app" / "templates"
FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    "an inline style": r"<style\b|\sstyle\s*=",
    "an inline handler": r"<[a-z][^>]*\son[a-z]+\s*=",
    "a new window": r"target\s*=\s*[\"']?_blank",
    "an empty sentence": r"\b_\(\s*([\"'])\s*\1\s*[),]",
    "escaping switched off": r"\|\s*safe\b|autoescape\s+false|Markup\(",
    "an address that url_for should make": r"(?:href|action)=[\"']/[a-z]",
    "an address outside": r"(?:src|href)=[\"'](?:https?:)?//",
}


def sources() -> dict[str, str]:
    found = {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in FOLDER.rglob("*.html")}
    assert len(found) > 20
    return found


def without_comments(source: str) -> str:
    return re.sub(r"{#.*?#}", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_templates_hold_no(what: str) -> None:
    for name, source in sources().items():
        hit = re.search(FORBIDDEN[what], without_comments(source))
        assert hit is None, f"{name} holds {what}: {hit[0]!r}"


def test_every_template_compiles(app: Flask) -> None:
    for name in sources():
        app.jinja_env.get_template(name)


def test_every_post_form_carries_a_token() -> None:
    """The rendered pages are checked too; this finds the form that no test renders."""
    forms = 0
    for name, source in sources().items():
        for form in re.findall(r"<form\b.*?</form>", without_comments(source), flags=re.DOTALL):
            if re.search(r"method=[\"']post", form, flags=re.IGNORECASE):
                forms += 1
                assert "hidden_tag()" in form or "csrf_token" in form, f"{name}: {form[:120]}"
    assert forms > 0
