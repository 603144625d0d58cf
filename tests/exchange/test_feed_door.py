"""The addresses of feeds: secret, revocable, cached and limited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event as listening, select

from app.accounts import people
from app.accounts.models import User
from app.calendar import seats
from app.core import clock, db, rates
from app.core.db import commit, session
from app.core.tokens import digest
from app.exchange import feeds
from app.exchange.models import Feed
from tests.calendar.plans import WEEKLY, lunch, lunches
from tests.exchange.reading import address_of, events, fetch
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    listening.listen(db.engine(), "before_cursor_execute", note)
    yield asked
    listening.remove(db.engine(), "before_cursor_execute", note)


def test_unknown_stopped_and_switched_off_look_the_same(
    client: CheckingClient, cast: dict[str, User]
) -> None:
    stopped, off = address_of(cast["Anna"]), address_of(cast["Greta"])
    renewed = address_of(cast["Bengt"])
    assert client.get(off).status_code == 200
    feeds.stop(cast["Anna"], actor=cast["Anna"])
    people.deactivate(cast["Greta"], actor=cast["Sofia"])
    commit()
    address_of(cast["Bengt"])
    answers = set()
    for address in (
        stopped,
        off,
        renewed,
        "/kalender/prenumeration/x.ics",
        f"/kalender/prenumeration/{'å' * 90}.ics",
    ):
        response = client.get(address)
        headers = tuple(
            sorted((name, value) for name, value in response.headers if name != "Content-Security-Policy")
        )
        answers.add((response.status_code, response.text, headers))
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_only_the_digest_is_kept(client: CheckingClient, cast: dict[str, User]) -> None:
    token = address_of(cast["Anna"]).rpartition("/")[2].removesuffix(".ics")
    assert len(token) >= 43
    assert session.scalars(select(Feed.token_hash)).all() == [digest(token)]


def test_nothing_new_costs_two_questions_and_no_file(
    app: Flask, client: CheckingClient, cast: dict[str, User]
) -> None:
    for row in lunches(cast["Sofia"], rrule=WEEKLY):
        seats.sign_up(cast["Anna"], row, actor=cast["Anna"])
    commit()
    address = address_of(cast["Anna"])
    first = client.get(address)
    assert first.headers["Cache-Control"] == "private, max-age=900"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in first.text
    again = {"If-None-Match": first.headers["ETag"]}
    with counted(app) as asked:
        answer = client.get(address, headers=again)
    assert (answer.status_code, answer.get_data()) == (304, b"")
    assert len(asked) == 2, asked
    by_date = client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert by_date.status_code == 304
    with counted(app) as asked:
        assert client.get(address).get_data() == first.get_data()
    assert len(asked) == 2, "the same file is not built twice"


def test_whatever_changes_is_new(client: CheckingClient, cast: dict[str, User], sofia: User) -> None:
    one, two = lunches(sofia, rrule=WEEKLY, capacity=1)[:2]
    anna, greta = cast["Anna"], cast["Greta"]
    address = address_of(anna)
    marks = [client.get(address).headers["ETag"]]

    def is_new() -> None:
        commit()
        marks.append(client.get(address).headers["ETag"])
        assert len(set(marks)) == len(marks)

    with clock.frozen(clock.now() + timedelta(minutes=1)):
        seats.sign_up(greta, one, actor=greta)
        seats.sign_up(anna, one, actor=anna)
        is_new()
        seats.leave(greta, one, actor=greta)  # Anna gets the seat
        is_new()
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        seats.leave(anna, one, actor=anna)
        seats.sign_up(anna, two, actor=anna)
        is_new()
        session.get_one(type(two), two.id).place = "Stora salen"
        is_new()
        two.activity.practical = "Ramp"
        is_new()
    seats.sign_up(greta, two, actor=greta)
    commit()
    assert client.get(address).headers["ETag"] == marks[-1], "what others do is no news"


def test_who_asks_every_second_is_asked_to_wait(
    app: Flask, client: CheckingClient, cast: dict[str, User]
) -> None:
    lunch(cast["Sofia"])
    address = address_of(cast["Anna"])
    first = client.get(address)
    with counted(app) as asked:
        answers = [client.get(address, headers={"If-None-Match": first.headers["ETag"]}) for _ in range(60)]
    statuses = [answer.status_code for answer in answers]
    assert statuses[:9] == [304] * 9
    assert statuses.count(429) >= 48
    assert len(asked) < 80
    assert {answer.headers.get("Retry-After") for answer in answers if answer.status_code == 429} == {"60"}
    assert sum(len(answer.get_data()) for answer in answers) < 2_000
    assert client.get(address_of(cast["Greta"])).status_code == 200, "others are served"


def test_guessing_is_limited_and_hinders_nobody(client: CheckingClient, cast: dict[str, User]) -> None:
    address = address_of(cast["Anna"])
    statuses = [client.get(f"/kalender/prenumeration/{n:043}.ics").status_code for n in range(130)]
    assert set(statuses) == {404, 429}
    assert client.get(address).status_code == 200


def test_the_programme_is_open_and_cached(app: Flask, client: CheckingClient, sofia: User) -> None:
    lunches(sofia, rrule=WEEKLY)
    first = client.get("/program.ics")
    assert first.headers["Cache-Control"] == "public, max-age=900"
    with counted(app) as asked:
        assert client.get("/program.ics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert len(asked) == 2
    bucket = rates._buckets[0, "programme"]
    bucket.tokens, bucket.per_second = 0.0, 0.0
    assert client.get("/program.ics").status_code == 429


def test_a_member_makes_renews_and_stops(client: CheckingClient, cast: dict[str, User]) -> None:
    anna = cast["Anna"]
    sign_in(client, anna)
    assert "/kalender/prenumeration" in client.get("/mina-anmalningar").text
    client.get("/kalender/prenumeration")
    made = client.post("/kalender/prenumeration", data={"replaces": "0"})
    assert made.status_code == 200
    assert client.page is not None
    address = str(client.page.find("#adress")[0].attrs["value"])
    path = address.partition("://")[2].partition("/")[2]
    [button] = client.page.find("[data-main-action]")
    assert button.attrs["href"] == "webcal://" + address.partition("://")[2]
    assert client.page.find("img.code-picture")
    assert events(fetch(client, f"/{path}")) == []
    again = client.post("/kalender/prenumeration", data={"replaces": "0"})
    assert again.status_code == 303, "pressed twice it makes no second one"
    assert client.get(f"/{path}").status_code == 200
    page = client.get("/kalender/prenumeration")
    assert path.split("/")[-1] not in page.text
    renewed = client.post("/kalender/prenumeration", data={"replaces": str(living_id(anna))})
    assert renewed.status_code == 200
    assert client.get(f"/{path}").status_code == 404
    assert client.post("/kalender/prenumeration/stang").status_code == 303
    assert feeds.living(anna) is None


def living_id(person: User) -> int:
    feed = feeds.living(person)
    assert feed is not None
    return feed.id


@pytest.mark.one_database
def test_staff_make_it_for_a_person(client: CheckingClient, cast: dict[str, User]) -> None:
    sign_in(client, cast["Sofia"])
    here = f"/personal/manniskor/{cast['Anna'].id}/prenumeration"
    assert client.get(here).status_code == 200
    assert client.post(here, data={"replaces": "0"}).status_code == 200
    feed = feeds.living(cast["Anna"])
    assert feed is not None
    assert feed.made_by_id == cast["Sofia"].id
    johan = cast["Johan"].id
    assert (
        client.post(f"/personal/manniskor/{johan}/prenumeration", data={"replaces": "0"}).status_code == 403
    )
    assert client.post(f"{here}/stang").status_code == 303
    assert feeds.living(cast["Anna"]) is None
