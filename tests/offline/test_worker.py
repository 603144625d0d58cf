"""The worker and the manifest over HTTP: what is kept, that its version follows that and nothing else, the headers."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.accounts.look import COOKIE
from app.calendar import dates, seats
from app.config import ConfigError, Settings
from app.core import clock
from app.core.db import commit
from tests.calendar.plans import NOW, lunch
from tests.people import settle
from tests.rooms.tables import a_room, say
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

pytestmark = pytest.mark.one_database
PAGES = ["/program", "/telefon", "/utan-nat"]


def listed(source: str, name: str) -> Any:
    found = re.search(rf"^const {name} = (?:new Set\()?(.*?)\)?;", source, re.MULTILINE)
    assert found, name
    return json.loads(found[1])


def version(client: CheckingClient) -> str:
    return str(listed(client.get("/sw.js").text, "VERSION"))


# ---- the manifest -----------------------------------------------------------------------------------------------


def test_the_manifest_says_what_a_tablet_needs(client: CheckingClient) -> None:
    answer = client.get("/manifest.webmanifest")
    told = json.loads(answer.text)
    assert answer.mimetype == "application/manifest+json"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert {key: told[key] for key in ("name", "lang", "start_url", "scope", "display")} == {
        "name": "Samvaro", "lang": "sv", "start_url": "/", "scope": "/", "display": "standalone",
    }  # fmt: skip
    assert told["background_color"] == told["theme_color"] == "#f8f1e3"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_the_icons_are_there_in_their_size(client: CheckingClient) -> None:
    page = client.get("/hjalp").text
    touch = re.search(r'rel="apple-touch-icon" href="([^"]+)"', page)
    assert touch
    assert 'rel="manifest" href="/manifest.webmanifest"' in page
    icons = json.loads(client.get("/manifest.webmanifest").text)["icons"]
    sides = {icon["src"]: int(icon["sizes"].partition("x")[0]) for icon in icons} | {touch[1]: 180}
    assert sorted(sides.values()) == [180, 192, 192, 512, 512]
    for address, side in sides.items():
        with client.get(address) as answer:
            assert answer.mimetype == "image/png"
            assert "immutable" in answer.headers["Cache-Control"]
            assert answer.data[:8] == b"\x89PNG\r\n\x1a\n"
            assert struct.unpack(">II", answer.data[16:24]) == (side, side)


# ---- the worker -------------------------------------------------------------------------------------------------


def test_the_worker_is_asked_for_each_time_and_may_only_fetch_from_here(client: CheckingClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    again = client.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    policy = client.get("/hjalp").headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_all_that_is_kept_is_there_and_is_what_the_worker_expects(
    client: CheckingClient, new_client: Callable[[], CheckingClient]
) -> None:
    """Asked by somebody who is signed in, as the browser will."""
    cast = settle("Anna", "Sofia")
    seats.sign_up(
        cast["Anna"], lunch(cast["Sofia"], starts_on=clock.today() + timedelta(days=1)), actor=cast["Anna"]
    )
    commit()
    source = client.get("/sw.js").text
    sign_in(signed_in := new_client(), cast["Anna"])
    assert signed_in.get("/sw.js").text == source
    pages, files = listed(source, "PAGES"), listed(source, "FILES")
    assert sorted(pages) == PAGES
    for path, integrity in pages.items():
        answer = signed_in.get(path, headers={"Accept-Language": listed(source, "LANGUAGE")})
        assert answer.status_code == 200
        assert integrity == f"sha256-{b64encode(hashlib.sha256(answer.data).digest()).decode()}"
    named = {found for path in pages for found in re.findall(r'"(/static/[^"#]+)', client.get(path).text)}
    assert {name for name in named if not name.endswith(".png")} <= set(files)
    assert any(name.endswith(".woff2") for name in files)
    for path in files:
        with signed_in.get(path) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]


def test_the_version_follows_what_is_kept(client: CheckingClient) -> None:
    sofia = settle("Sofia")["Sofia"]
    with clock.frozen(NOW):
        seen = [version(client)]
        date = lunch(sofia)
        seen.append(version(client))
        dates.cancel_occurrence(date, reason="Snö", actor=sofia)
        commit()
        seen.append(version(client))
    assert len(set(seen)) == 3


def test_the_version_follows_nothing_else(client: CheckingClient) -> None:
    cast = settle("Anna", "Sofia")
    with clock.frozen(NOW):
        date = lunch(cast["Sofia"])
        lunch(cast["Sofia"], title="Anhörigträff", in_programme=False)
        before = version(client)
        seats.sign_up(cast["Anna"], date, actor=cast["Anna"])
        commit()
        say(a_room(cast["Sofia"]), cast["Anna"], "Hej")
        lunch(cast["Sofia"], title="Ännu en", in_programme=False)
        assert version(client) == before
    for moved in (timedelta(hours=9), timedelta(days=6, hours=10)):
        with clock.frozen(NOW + moved):
            assert version(client) == before
    with clock.frozen(NOW + timedelta(days=7)):
        assert version(client) != before


def test_the_version_follows_the_numbers(
    app: Flask, client: CheckingClient, environ: dict[str, str], settings: Settings
) -> None:
    before = version(client)
    other = create_app(Settings.from_environ(environ | {"SAMVARO_PHONES": "Vårdguiden: 1177"}))
    with other.app_context():
        after = other.test_client().get("/sw.js").text
    other.extensions["samvaro-engine"].dispose()
    assert listed(after, "VERSION") != before


def test_each_look_has_a_version(client: CheckingClient) -> None:
    """So that a tablet with larger text fetches its pages anew, in that size."""
    plain = version(client)
    client.set_cookie(COOKIE, "36.mork.sv.0.0")
    large = client.get("/sw.js").text
    assert listed(large, "VERSION") != plain
    assert any("samvaro-mork.css" in name for name in listed(large, "FILES"))
    client.set_cookie(COOKIE, "nonsense")
    assert version(client) == plain


# ---- what is somebody's -----------------------------------------------------------------------------------------


def test_pages_with_a_person_in_them_are_kept_nowhere(client: CheckingClient) -> None:
    cast = settle("Anna", "Sofia")
    room = a_room(cast["Sofia"])
    sign_in(client, cast["Anna"])
    for path in ("/", "/om-mig", "/rum", f"/rum/{room.id}", "/kalender", "/hjalp", "/utloggad"):
        assert client.get(path).headers["Cache-Control"] == "no-store", path


def test_signing_out_empties_the_browser(client: CheckingClient) -> None:
    sign_in(client, settle("Anna")["Anna"])
    assert client.post("/logga-ut").headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(
    "value",
    ["Vårdguiden", "Vårdguiden: elva", ": 1177", "A: 1177, B: 112", "x" * 61 + ": 112", "a: 112;" * 13],
)
def test_numbers_that_cannot_be_read_stop_the_start(environ: dict[str, str], value: str) -> None:
    with pytest.raises(ConfigError, match="SAMVARO_PHONES"):
        Settings.from_environ(environ | {"SAMVARO_PHONES": value})
