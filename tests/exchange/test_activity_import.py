"""Activities from a file: shown first, done whole or not at all, and done once however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import Organisation, User
from app.calendar.models import Activity, Occurrence
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, session
from tests.calendar.plans import dates_of
from tests.exchange.tables import HEADINGS, LUNCH, STAFF, file_of, rows_of, sealed, send, take_in
from tests.support.client import CheckingClient
from tests.support.people_doors import sign_in


@pytest.fixture
def desk(client: CheckingClient, cast: dict[str, User]) -> CheckingClient:
    sign_in(client, cast["Sofia"])
    return client


def count() -> tuple[int, int]:
    counted = (
        session.scalar(select(func.count(Activity.id))),
        session.scalar(select(func.count(Occurrence.id))),
    )
    session.rollback()
    return counted[0] or 0, counted[1] or 0


def test_a_file_is_shown_first_and_then_taken_in(desk: CheckingClient) -> None:
    lines = (LUNCH, "Film;Biblioteket;2027-01-07;18:00;120;En gång;;;;;;;;;")
    shown = send(desk, file_of(*lines))
    assert shown.status_code == 200
    assert [row[:2] for row in rows_of(desk, "nya")] == [["2", "Sopplunch"], ["3", "Film"]]
    assert "4 dagar" in rows_of(desk, "nya")[0][2]
    assert count() == (0, 0), "a dry run writes nothing"
    assert desk.post(f"{STAFF}/import/spara", data={"sealed": sealed(desk)}).status_code == 303
    assert count() == (2, 5)
    lunch = session.scalars(select(Activity).where(Activity.title == "Sopplunch")).one()
    assert (lunch.place, lunch.capacity, lunch.duration_minutes, lunch.practical) == (
        "Utsikten",
        24,
        90,
        "Ramp.",
    )
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions.count("activities.imported") == 1
    assert actions.count("activity.created") == 2


def test_the_same_file_twice_changes_nothing(desk: CheckingClient, cast: dict[str, User]) -> None:
    data = file_of(LUNCH, "Kaffe;Köket;2026-11-25;14.00;60;Varje vecka;;;Ja;;;Kaffe;;;",
                   "Kurs;Salen;2026-11-26;10.00;60;Varannan vecka;;6;;;;;;;")  # fmt: skip
    take_in(desk, data)
    before = count()
    with clock.frozen(clock.now() + timedelta(weeks=4)):
        sign_in(desk, cast["Sofia"])
        again = send(desk, data)
        assert again.status_code == 200
        assert len(rows_of(desk, "finns")) == 3
        assert desk.page is not None
        assert not desk.page.find('input[name="sealed"]')
    assert count() == before


def test_the_button_pressed_twice_makes_one(desk: CheckingClient) -> None:
    send(desk, file_of(LUNCH))
    packed = sealed(desk)
    for _turn in range(2):
        assert desk.post(f"{STAFF}/import/spara", data={"sealed": packed}).status_code == 303
    assert count() == (1, 4)


def test_a_changed_line_changes_the_series_from_its_next_date(
    desk: CheckingClient, cast: dict[str, User]
) -> None:
    take_in(desk, file_of(LUNCH))
    changed = LUNCH.replace(";24;", ";12;").replace("2026-12-15", "2026-12-22")
    with clock.frozen(clock.now() + timedelta(days=3)):
        sign_in(desk, cast["Sofia"])
        send(desk, file_of(changed))
        [row] = rows_of(desk, "andras")
        assert "Antal platser, Till och med" in row[2]
        assert desk.post(f"{STAFF}/import/spara", data={"sealed": sealed(desk)}).status_code == 303
        activity = session.scalars(select(Activity)).one()
        assert [row.capacity for row in dates_of(activity)] == [24, 12, 12, 12, 12]
        send(desk, file_of(changed))
        assert len(rows_of(desk, "finns")) == 1, "and then it is the same"
        send(desk, file_of(changed.replace("2026-12-22", "").replace(";;;Ja", ";;5;Ja")))
        assert len(rows_of(desk, "finns")) == 1, "five times from the first day end on the same day"


BAD = {
    "end before start": (LUNCH.replace("2026-12-15", "2026-11-01"), "ligger före"),
    "no place": (LUNCH.replace("Utsikten", ""), "Plats: Skriv något"),
    "no title": (LUNCH.replace("Sopplunch", " "), "Aktivitet: Skriv något"),
    "ten thousand dates": (LUNCH.replace("2026-12-15", "2199-12-15"), "fler än 200 gånger"),
    "ten thousand times": (LUNCH.replace("2026-12-15;", ";10000"), "tal från 1 till 200"),
    "both ends": (LUNCH.replace("2026-12-15;", "2026-12-15;4"), "inte båda"),
    "no such day": (LUNCH.replace("2026-11-24", "2027-02-29"), "datum som finns"),
    "no such time": (LUNCH.replace("11.30", "25.00"), "tid som finns"),
    "the hour that is not": (
        "Natt;Salen;2027-03-28;02.30;60;En gång;;;;;;;;;",
        "finns inte den natten",
    ),
    "long past": (LUNCH.replace("2026-11-24", "2020-11-24").replace("2026-12-15", "2020-12-15"), "tre åren"),
    "all past": (
        LUNCH.replace("2026-11-24", "2026-10-06").replace("2026-12-15", "2026-11-10"),
        "redan varit",
    ),
    "no rhythm": (LUNCH.replace("Varje vecka", "Jämt"), "Hur ofta: Skriv något av"),
    "minutes": (LUNCH.replace(";90;", ";-90;"), "Minuter: Skriv ett tal"),
    "seats": (LUNCH.replace(";24;", ";=1+1;"), "Antal platser: Skriv ett tal"),
    "nobody": (LUNCH.replace(";Soppa;;", ";Soppa;Ingen alls;"), "Det finns ingen som heter Ingen alls"),
    "ragged": ("Sopplunch;Utsikten", "lika många rutor"),
    "too wide": (f"{LUNCH};;x", "lika många rutor"),
    "override": (LUNCH.replace("Sopplunch", "a\u202eb"), "inte kan sparas"),
    "control": (LUNCH.replace("Sopplunch", "a\x07b"), "inte kan sparas"),
    "long": (LUNCH.replace("Sopplunch", "x" * 81), "för lång"),
    "twice": (LUNCH, "redan på rad 2"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_line_is_named_and_nothing_is_half_imported(desk: CheckingClient, kind: str) -> None:
    line, words = BAD[kind]
    shown = send(desk, file_of(LUNCH, line))
    assert shown.status_code == 422
    [row] = rows_of(desk, "fel-rader")
    assert row[0] == "3"
    assert words in row[2]
    assert desk.page is not None
    assert not desk.page.find('input[name="sealed"]')
    assert count() == (0, 0)


def test_what_is_too_much_at_once_is_said_where(desk: CheckingClient) -> None:
    """A breath of the database is not for a thousand series."""
    endless = [f"Kurs {n};Salen;2026-11-24;10.00;60;Varje vecka;;;;;;;;;" for n in range(200)]
    assert send(desk, file_of(*endless)).status_code == 422
    first = rows_of(desk, "fel-rader")[0]
    assert 100 < int(first[0]) < 130
    assert "Dela filen" in first[2]
    once = [f"Kurs {n};Salen;2026-11-24;10.00;60;En gång;;;;;;;;;" for n in range(402)]
    assert send(desk, file_of(*once)).status_code == 422
    assert [row[0] for row in rows_of(desk, "fel-rader")] == ["402", "403"]
    assert count() == (0, 0)


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "inga rader"),
    "only headings": (file_of(), "inga rader"),
    "NUL": (file_of(LUNCH, LUNCH.replace("Ramp", "a\x00b")), "Rad 3"),
    "UTF-16": (file_of(LUNCH, encoding="utf-16"), "CSV UTF-8"),
    "not even Windows": (file_of(LUNCH).replace("ä".encode(), b"\x81")[3:], "går inte att läsa"),
    "unknown heading": (file_of(LUNCH, headings=HEADINGS.replace("Tid", "Klockan")), "Rubriken Klockan"),
    "missing heading": (file_of("Sopplunch", headings="Aktivitet"), "Rubriken Plats fattas"),
    "heading twice": (file_of(LUNCH, headings=HEADINGS.replace("Plats;", "Aktivitet;")), "två gånger"),
    "quotes": (file_of(LUNCH, '"Sopp"lunch;Utsikten'), "rad 3"),
    "too many lines": (file_of(*[LUNCH] * 1001), "fler än 1000 rader"),
    "too large": (file_of(*[LUNCH] * 2500), "för stor"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "går inte att läsa"),
    "noise": (bytes(range(1, 128)) * 30, ""),
}


@pytest.mark.one_database
@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_in_words(desk: CheckingClient, kind: str) -> None:
    data, words = BAD_FILES[kind]
    shown = send(desk, data)
    assert shown.status_code in (413, 422)
    assert words in shown.text
    assert count() == (0, 0)


@pytest.mark.one_database
def test_no_file_is_said(desk: CheckingClient) -> None:
    assert "Välj en fil." in desk.post(f"{STAFF}/import", data={"file": "text"}).text
    for bad in ("", "x", "gAAAA", "å"):
        assert "Välj filen igen." in desk.post(f"{STAFF}/import/spara", data={"sealed": bad}).text


@pytest.mark.one_database
@pytest.mark.parametrize(
    "shaped",
    [
        lambda data: data,
        lambda data: data[3:],
        lambda data: data.replace(b";", b","),
        lambda data: data.replace(b";", b"\t"),
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: data[3:].decode().encode("cp1252"),
        lambda data: data.replace("ä".encode(), "ä".encode()),
    ],
    ids=["Excel", "without a mark", "commas", "tabs", "Unix", "old Mac", "Windows", "decomposed"],
)
def test_however_it_was_saved(desk: CheckingClient, shaped: Callable[[bytes], bytes]) -> None:
    shown = send(desk, shaped(file_of(LUNCH)))
    assert shown.status_code == 200, shown.text
    assert ("UTF-8" in shown.text) == (
        shaped(b"\xef\xbb\xbf;\xc3\xa4")[:1] == b";" and b"\xe4" in shaped(file_of(LUNCH))
    )
    desk.post(f"{STAFF}/import/spara", data={"sealed": sealed(desk)})
    assert session.scalars(select(Activity.summary)).one() == "Vi äter."


def test_a_line_that_turns_out_bad_takes_all_back(desk: CheckingClient, cast: dict[str, User]) -> None:
    """Between the two steps the evening of the film has gone by."""
    send(desk, file_of(LUNCH, "Film;Biblioteket;2026-11-23;18:00;120;En gång;;;;;;;;;"))
    packed = sealed(desk)
    with clock.frozen(clock.now() + timedelta(hours=12)):
        sign_in(desk, cast["Sofia"])
        shown = desk.post(f"{STAFF}/import/spara", data={"sealed": packed})
    assert shown.status_code == 422
    assert rows_of(desk, "fel-rader")[0][0] == "3"
    assert count() == (0, 0)


@pytest.mark.one_database
def test_who_arranges_gives_the_clock(desk: CheckingClient) -> None:
    session.add(Organisation(name="Åbo PRO", zone="Europe/Helsinki"))
    commit()
    take_in(desk, file_of(LUNCH.replace(";Soppa;;", ";Soppa;åbo pro;")))
    first = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).first()
    assert first is not None
    assert (first.starts_at.hour, first.starts_at.minute) == (9, 30)


@pytest.mark.one_database
def test_the_template_can_be_sent_back(desk: CheckingClient) -> None:
    template = desk.get(f"{STAFF}/import/mall.csv")
    assert template.get_data().startswith(b"\xef\xbb\xbfAktivitet;Plats;")
    take_in(desk, template.get_data())
    assert session.scalars(select(Activity.starts_on)).all() == [date(2027, 1, 12)]
