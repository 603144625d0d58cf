"""Static files: few requests, addresses that follow the content, and nothing outside the folder."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import assets
from tests.people import settle
from tests.rooms.tables import a_room
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

pytestmark = pytest.mark.one_database
ENTRIES = ("page.js", "room.js", "tone-try.js", "idle.js", "card.js", "draft-clear.js", "push.js")
TOP_LEVEL_NAME = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
MOST_REQUESTS = 12  # the page itself among them; shared/brief: accessibility, goal table


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return assets.asset_url(name)


def files_of(page: str) -> set[str]:
    return {found.partition("#")[0] for found in re.findall(r'"(/static/[^"]+)"', page)}


def test_what_a_page_asks_for_is_there_to_stay(app: Flask, client: CheckingClient) -> None:
    cast = settle("Anna")
    sign_in(client, cast["Anna"])
    wanted = files_of(client.get("/").text) | files_of(client.get("/om-mig").text)
    assert len(wanted) > 4
    for path in wanted:
        with client.get(path) as answer:
            assert answer.status_code == 200, path
            assert "immutable" in answer.headers["Cache-Control"]
            assert "Set-Cookie" not in answer.headers


def test_a_page_asks_for_little(app: Flask, client: CheckingClient) -> None:
    """The page, what it names itself, and what its sheet and its scripts name."""
    cast = settle("Anna", "Sofia")
    room = a_room(cast["Sofia"])
    sign_in(client, cast["Anna"])
    for path in ("/", f"/rum/{room.id}", "/kalender"):
        wanted = files_of(client.get(path).text.replace("&#34;", '"'))
        sheet = next(name for name in wanted if name.endswith(".css"))
        named = {urljoin(sheet, name) for name in re.findall(r'url\("([^"]+)"\)', client.get(sheet).text)}
        assert 1 + len(wanted | named) <= MOST_REQUESTS, sorted(wanted | named)


def test_files_that_a_sheet_names_are_there_too(app: Flask, client: CheckingClient) -> None:
    path = address(app, "css/samvaro-auto.css")
    named = re.findall(r'url\("([^"]+)"\)', client.get(path).text)
    assert any(name.endswith(".woff2") for name in named)
    for name in named:
        with client.get(urljoin(path, name)) as answer:
            assert answer.status_code == 200, name


def test_an_old_address_still_answers_but_is_not_kept(client: CheckingClient) -> None:
    answer = client.get("/static/000000000000/css/samvaro-ljus.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name",
    ["css/samvaro-rosa.css", "js/none.js", "../config.py", "css/../../config.py", "js/%2e%2e/x", "%00"],
)
def test_nothing_else_is_given_out(client: CheckingClient, name: str) -> None:
    assert client.get(f"/static/x/{name}").status_code == 404


def test_what_is_not_there_is_not_remembered(client: CheckingClient) -> None:
    before = assets._joined.cache_info().currsize
    for number in range(20):
        client.get(f"/static/x/css/{'a' * number}.css")
        client.get(f"/static/x/js/{'a' * 300}{number}.js")
    assert assets._joined.cache_info().currsize == before


@pytest.mark.parametrize(
    ("theme", "dark", "contrast"),
    [
        ("ljus", None, None),
        ("mork", "screen", None),
        ("kontrast", None, "screen"),
        ("auto", "screen and (prefers-color-scheme: dark)", "screen and (prefers-contrast: more)"),
    ],
)
def test_a_theme_is_one_sheet(
    app: Flask, client: CheckingClient, theme: str, dark: str, contrast: str
) -> None:
    css = client.get(address(app, f"css/samvaro-{theme}.css")).text
    assert "--paper" in css
    media = re.findall(r"@media ([^{]+) \{\n:root \{\ncolor-scheme: dark", css)
    assert media == [medium for medium in (dark, contrast) if medium]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_script_comes_whole_in_one_file(app: Flask, client: CheckingClient, entry: str) -> None:
    script = client.get(address(app, f"js/{entry}")).text
    assert not re.search(r"^\s*(?:import [^(]|export )", script, re.MULTILINE)
    for module in assets.modules_of(entry):
        assert (assets.STATIC / "js" / module).read_text("utf-8").splitlines()[-1] in script


@pytest.mark.parametrize("entry", ENTRIES)
def test_joined_scripts_do_not_use_a_name_twice(entry: str) -> None:
    names = Counter(TOP_LEVEL_NAME.findall(assets.join_script(entry)))
    assert [name for name, times in names.items() if times > 1] == []


def test_every_script_is_an_entry_or_part_of_one() -> None:
    on_disk = {path.name for path in (assets.STATIC / "js").glob("*.js")}
    assert on_disk == {module for entry in ENTRIES for module in assets.modules_of(entry)}


def test_pages_are_compressed_but_not_those_that_show_what_was_sent(
    app: Flask, client: CheckingClient
) -> None:
    squeezed = FlaskClient(app).get("/hjalp", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers.get("Content-Encoding") == "gzip"
    refused = client.post("/utseende", data={"text_size": "23"}, headers={"Accept-Encoding": "gzip"})
    assert refused.status_code == 422
    assert "Content-Encoding" not in refused.headers
