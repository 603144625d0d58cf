"""Who has said yes is told what becomes of the date, once for each act; what is taken back at once nobody hears."""

from __future__ import annotations

from datetime import date as date_type, time, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.calendar import dates, edit, online, seats, series, team
from app.calendar.models import Occurrence, SignUp, SignUpState
from app.calendar.team_models import Task
from app.core import clock
from app.core.db import commit, session
from app.notifications.kinds import Words, words_for
from app.notifications.models import Channel, Contact, Notification
from tests.calendar.plans import NOW, WEEKLY, details, lunch, lunches
from tests.calendar.test_pages import join

Cast = dict[str, User]
MINUTE = timedelta(minutes=1)
WHEN = "Sopplunch, tisdag 24 november, klockan 11.30"


def queued() -> list[Notification]:
    """Of what has become of dates; of seats they hear too."""
    about_dates = ~Notification.kind.startswith("seat_")
    return list(session.scalars(select(Notification).where(about_dates).order_by(Notification.id)))


def heard(kind: str | None = None) -> list[tuple[str, str]]:
    """Who hears what, of that which still holds."""
    said = [(one, words_for(one)) for one in queued() if kind in (None, one.kind)]
    return [(_name(one, words), words.text) for one, words in said if words]


def _name(one: Notification, words: Words) -> str:
    return one.person.first_name if one.person else f"{words.guest_name} {words.guest_phone}"


def a_guest(row: Occurrence, sofia: User) -> None:
    session.add(
        SignUp(
            occurrence_id=row.id, guest_name="Elsa", guest_phone="070-174 06 11", actor_id=sofia.id,
            state=SignUpState.SEAT, queued_at=clock.now(),
        )
    )  # fmt: skip
    row.taken += 1
    commit()


def test_form_changed(cast: Cast, sofia: User) -> None:
    row = lunch(sofia, capacity=3)
    join(row, cast["Anna"], cast["Bengt"])
    a_guest(row, sofia)
    join(row, cast["Greta"])
    seats.leave(cast["Bengt"], row, actor=cast["Bengt"])
    session.add(Contact(person_id=cast["Anna"].id, channel=Channel.SMS, phone="070-174 06 12"))
    team.assign(cast["Marianne"], row, Task.HOST, whole=False, actor=sofia)
    online.go_online(row, reason="Halt", actor=sofia)
    commit()
    text = f"Vi ses i ett rum här i Samvaro i stället: {WHEN}. Halt."
    ring = " Du behöver ingen skärm: vi ringer dig den tiden."
    assert heard() == [
        ("Anna", text + ring), ("Elsa 070-174 06 11", text + ring), ("Greta", text), ("Marianne", text),
    ]  # fmt: skip
    assert {one.due_at for one in queued()} == {NOW + 5 * MINUTE}
    assert {words.path for one in queued() if (words := words_for(one))} == {f"/kalender/{row.id}"}
    online.go_back(row, actor=sofia)
    commit()
    assert heard() == [], "taken back within five minutes"
    online.go_online(row, reason="Snö", actor=sofia)
    commit()
    assert len(heard()) == 4, "each once, whatever was queued before"
    with clock.frozen(NOW + 6 * MINUTE):
        online.go_back(row, actor=sofia)
        commit()
        assert [text for _who, text in heard()] == [f"Vi ses på plats ändå: {WHEN}. Restaurang Utsikten."] * 4


def test_cancelled_and_on_again(cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    join(row, cast["Anna"])
    dates.cancel_occurrence(row, reason="Kocken är sjuk", actor=sofia)
    commit()
    assert heard() == [("Anna", f"Inställt: {WHEN}. Kocken är sjuk.")]
    with clock.frozen(NOW + 4 * MINUTE):
        dates.restore(row, actor=sofia)
        commit()
    assert heard() == []
    dates.cancel_occurrence(row, reason="Kocken är sjuk", actor=sofia)
    commit()
    with clock.frozen(NOW + 6 * MINUTE):
        dates.restore(row, actor=sofia)
        commit()
        assert heard() == [("Anna", f"Det blir av ändå: {WHEN}.")]


def test_moved_twice_is_told_once(cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    join(row, cast["Anna"])
    start = row.starts_at
    for minutes in (30, 60):
        with clock.frozen(NOW + minutes / 30 * MINUTE):
            dates.move_occurrence(row, start=start + minutes * MINUTE, reason="", actor=sofia)
            commit()
    [(_who, text)] = heard()
    assert text == "Ny tid: Sopplunch, tisdag 24 november, klockan 12.30. Förut klockan 11.30."
    with clock.frozen(NOW + 3 * MINUTE):
        dates.move_back(row, actor=sofia)
        commit()
        assert heard() == []


def test_who_has_left_is_not_told(cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    join(row, cast["Anna"], cast["Bengt"])
    dates.move_occurrence(row, start=row.starts_at + 30 * MINUTE, reason="", actor=sofia)
    commit()
    seats.leave(cast["Anna"], row, actor=cast["Anna"])
    commit()
    assert [who for who, _text in heard()] == ["Bengt"]


def test_a_series_is_told_as_one(cast: Cast, sofia: User) -> None:
    rows = lunches(sofia, rrule=f"{WEEKLY};COUNT=4", capacity=None)
    for row in rows[1:]:
        join(row, cast["Anna"])
        a_guest(row, sofia)
    activity = rows[0].activity
    new = details(rrule=f"{WEEKLY};COUNT=4", starts_at=time(12, 0), capacity=None)
    edit.edit_series(activity, new, reason=None, actor=sofia)
    commit()
    text = "Ny tid: Sopplunch börjar klockan 12.00 från och med tisdag 1 december. Förut klockan 11.30."
    assert heard() == [("Anna", text), ("Elsa 070-174 06 11", text)]
    with clock.frozen(NOW + 10 * MINUTE):
        series.end_series(activity, reason="Slut", actor=sofia)
        commit()
        text = "Inställt: Sopplunch, 3 dagar från och med tisdag 1 december. Slut."
        assert heard() == [("Anna", text), ("Elsa 070-174 06 11", text)]
    with clock.frozen(NOW + 20 * MINUTE):
        series.resume_series(activity, actor=sofia)
        commit()
        assert [text for _who, text in heard("date_restored")] == [
            "Det blir av ändå: Sopplunch, 3 dagar från och med tisdag 1 december."
        ] * 2
    assert date_type(2026, 12, 1) == rows[1].planned_on


def test_what_begins_soon_is_told_at_once(cast: Cast, sofia: User) -> None:
    row = lunch(sofia)
    join(row, cast["Anna"])
    with clock.frozen(row.starts_at - 8 * MINUTE):
        dates.cancel_occurrence(row, reason="Brandlarm", actor=sofia)
        commit()
        assert [one.due_at for one in queued()] == [clock.now()]
        assert [one.not_after for one in queued()] == [row.ends_at]
