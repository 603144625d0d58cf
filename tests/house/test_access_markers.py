"""Every address says who may come, and the ones open to all stand on a short list."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.models import Role
from app.core.access import PUBLIC, SIGNED_IN

pytestmark = pytest.mark.one_database

OPEN_TO_ALL = {
    "accessibility.show",
    "accounts.sign_in",
    "accounts.signed_out",
    "asset",
    "cards.confirm",
    "cards.enter",
    "cards.show",
    "cards.sign_in",
    "feeds.person",
    "feeds.week",
    "healthz",
    "help.show",
    "offline.home",
    "offline.manifest",
    "offline.phones",
    "offline.week",
    "offline.worker",
    "papers.programme_pdf",
    "papers.week",
    "readyz",
    "settings.show",
    "settings.update",
    "staff.complete_setup",
    "staff.create_session",
    "staff.open_setup",
    "staff.sign_in",
    "staff.welcome",
}


def test_every_view_has_one_known_marker(app: Flask) -> None:
    roles = {role.value for role in Role}
    assert len(app.view_functions) > len(OPEN_TO_ALL)
    for endpoint, view in app.view_functions.items():
        marker = getattr(view, "_access", None)
        known = marker in (PUBLIC, SIGNED_IN) or (
            isinstance(marker, frozenset) and marker and marker <= roles
        )
        assert known, (
            f"{endpoint} has no access marker: put @public, @signed_in or @allow(...) under its route"
        )


def test_what_is_open_to_all_is_on_the_list(app: Flask) -> None:
    found = {
        endpoint for endpoint, view in app.view_functions.items() if getattr(view, "_access", None) == PUBLIC
    }
    assert found == OPEN_TO_ALL


def test_demo_sign_in_is_not_there_without_demo(app: Flask) -> None:
    assert not app.config["SETTINGS"].demo
    assert not [rule for rule in app.url_map.iter_rules() if "demo" in rule.endpoint or "demo" in rule.rule]


def test_a_view_without_a_marker_is_closed_to_all(app: Flask, client) -> None:
    app.add_url_rule("/glomd", "forgotten", lambda: "hemligt")
    response = client.get("/glomd")
    assert response.status_code in (303, 401, 403)
    assert "hemligt" not in response.get_data(as_text=True)
