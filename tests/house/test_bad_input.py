"""Whatever is put into a form: a page that says so, never a 500, and the same verdict on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import given, settings as hypothesis_settings, strategies as st

from tests.house.test_access_matrix import MATRIX, _path
from tests.people import settle
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in

FIELDS = (
    "body client_id code figure text_size theme locale airy first_name last_name role organisation_id login_name "
    "password token sealed_secret title place starts_on starts_at duration_minutes repeat until times capacity "
    "serves summary practical key reason name topic sign is_restricted card_id replaces sealed person_id shared length "
    "people till vem phrase fler announce sound weekday opens_at closes_at talks_on is_practice in_programme "
    "answer_minutes newcomer_percent came_by has_companion companion_name answer namn channel phone email seen "
    "diets more_diets texture food_words companion_diets companion_texture companion_words way address fetched_at lifts "
    "wants_company travel_words names kom rader other_id besked moment file like task scope before remind_week "
    "remind_two_days remind_day remind_morning outcome said sign_up"
).split()
HOSTILE = {
    "empty": "",
    "blank": "  \n\t ",
    "NUL": "a\x00b",
    "surrogate": "a\udcffb",
    "control": "a\x1bb",
    "override": "abc\u202edcba",
    "long": "x" * 5_000,
    "markup": "<script>alert(1)</script>'\"; DROP TABLE users; --",
    "minus": "-1",
    "huge": "9" * 30,
    "float": "1.5e308",
    "no such day": "2027-02-29",
    "the hour that is not": "02:30",
    "another": "2000000",
}
WORDS = ("body", "title", "first_name", "name", "reason", "code")  # the field that matters, form by form
FINE = {200, 303, 400, 409, 413, 422, 429}


def addresses(app: Flask) -> list[Any]:
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods and rule.endpoint in MATRIX]
    assert len(rules) > 30
    return rules


def post(client: CheckingClient, path: str, form: dict[str, str]) -> int:
    """As bytes on the wire, because a lone surrogate can only be sent by somebody who means harm."""
    body = urlencode(client._with_token(form), errors="surrogatepass").encode()
    return int(client.post(path, data=body, content_type="application/x-www-form-urlencoded").status_code)


@pytest.fixture
def other_verdicts(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, database_kind: str
) -> Callable[[str, dict[str, int]], dict[str, int]]:
    """Leaves this database's verdicts in a folder that all test processes share, and gives those of the other one.

    Each writes before it reads, so that of two at the same moment at least one sees the other.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if hasattr(request.config, "workerinput") else own) / "verdicts"
    folder.mkdir(exist_ok=True)

    def exchange(kind: str, verdicts: dict[str, int]) -> dict[str, int]:
        mine = folder / f"{kind}.{database_kind}"
        mine.with_suffix(".part").write_text(json.dumps(verdicts))
        mine.with_suffix(".part").rename(mine)
        theirs = folder / f"{kind}.{'postgres' if database_kind == 'sqlite' else 'sqlite'}"
        return dict(json.loads(theirs.read_text())) if theirs.exists() else verdicts

    return exchange


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_form_stands_it(
    app: Flask,
    client: CheckingClient,
    kind: str,
    other_verdicts: Callable[[str, dict[str, int]], dict[str, int]],
) -> None:
    cast = settle()
    verdicts = {}
    for rule in addresses(app):
        path = _path(app, rule.endpoint, rule.arguments, cast, "inside")
        sign_in(client, cast["Johan"])
        status = verdicts[rule.endpoint] = post(client, path, dict.fromkeys(FIELDS, HOSTILE[kind]))
        assert status in FINE, f"{rule.endpoint} answered {status}"
    assert verdicts == other_verdicts(kind, verdicts)


def test_a_hundred_thousand_characters(app: Flask, client: CheckingClient) -> None:
    cast = settle()
    for rule in addresses(app):
        path = _path(app, rule.endpoint, rule.arguments, cast, "inside")
        sign_in(client, cast["Johan"])
        status = client.post(path, data={WORDS[0]: "å" * 35_000}).status_code
        assert status in FINE, f"{rule.endpoint} answered {status}"
    anna = cast["Anna"].id
    sign_in(client, cast["Johan"])
    for path, field in (("/personal/manniskor", "first_name"), (f"/personal/manniskor/{anna}", "first_name"),
                        ("/personal/rum", "name"), ("/personal/aktiviteter/ny", "title")):  # fmt: skip
        refused = client.post(path, data={field: "x" * 100_000})
        assert refused.status_code == 422
        assert "för lång" in refused.text


TEXT = st.text(max_size=60) | st.sampled_from(list(HOSTILE.values()))


@given(data=st.data())
@hypothesis_settings(max_examples=25)
def test_any_text_in_any_field(app: Flask, client: CheckingClient, data: st.DataObject) -> None:
    cast = _cast(app)
    rule = data.draw(st.sampled_from(sorted(addresses(app), key=str)), label="address")
    if rule.endpoint == "accounts.sign_out":
        return
    path = _path(app, rule.endpoint, rule.arguments, cast, "inside")
    sign_in(client, cast["Johan"])
    form = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, TEXT)), label="form")
    status = post(client, path, form)
    assert status in FINE, f"{rule.endpoint} answered {status}"


def _cast(app: Flask) -> dict[str, Any]:
    """Hypothesis runs many examples in one database: the people move in once."""
    if "test-cast" not in app.extensions:
        app.extensions["test-cast"] = settle()
    cast: dict[str, Any] = app.extensions["test-cast"]
    return cast
