"""The pages about dates and about being told of them, and what must be there for each to have something on it."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.blocks import block
from app.accounts.models import User
from app.calendar import online, team
from app.calendar.models import Occurrence
from app.calendar.seat_telling import GIVEN
from app.calendar.seats import sign_up
from app.calendar.team_models import Task
from app.calendar.week_view import written
from app.calls import calling
from app.core import clock
from app.core.db import commit, session
from app.core.formatting import local
from app.notifications.models import Channel, Contact, Notification
from app.runsheet.models import Way
from app.runsheet.needs import Food, Travel, tell_food, tell_travel
from tests.calendar.filled_seats import seats_taken
from tests.calendar.plans import lunch
from tests.calls.waiting import a_lunch, reached_by_phone
from tests.notifications.telling import dead_letter, told

STAFF = "/personal/aktiviteter"


def pages_of_dates(cast: dict[str, User], date: Occurrence) -> tuple[list[str], list[str]]:
    """The addresses for Anna, and those for Sofia."""
    anna = cast["Anna"]
    told(anna)
    dead_letter(anna)
    parts = [
        _seats(cast, date),
        _icy_day(cast, date),
        _run_sheet(cast, date),
        _calls(cast),
        _others(anna, date),
    ]
    return [path for mine, _ in parts for path in mine], [path for _, theirs in parts for path in theirs]


def _seats(cast: dict[str, User], date: Occurrence) -> tuple[list[str], list[str]]:
    full, offer, series = seats_taken(cast)
    mine = [f"/kalender/{one.id}" for one in (offer, full, series)] + [f"/kalender/{date.id}/sallskap"]
    lists = [f"/kalender/{full.id}/anmalda", f"/kalender/{offer.id}/anmalda"]
    staff = [f"{STAFF}/{series.activity_id}/fasta-platser", f"{STAFF}/datum/{full.id}"]
    forms = [f"{lists[0]}/gast", f"{lists[0]}/deltagare?namn=anna"]
    return mine, [*staff, *lists, *forms]


def _icy_day(cast: dict[str, User], date: Occurrence) -> tuple[list[str], list[str]]:
    """Anna runs it with Marianne, and rings somebody."""
    anna, sofia = cast["Anna"], cast["Sofia"]
    icy = lunch(sofia, title="Promenad")
    team.assign(cast["Marianne"], icy, Task.HOST, whole=False, actor=sofia)
    team.assign(anna, icy, Task.HELPER, whole=False, actor=sofia)
    sign_up(anna, icy, actor=anna)
    session.merge(Contact(person_id=anna.id, channel=Channel.CALL, phone="08-465 004 21"))
    online.go_online(icy, reason="Det är halt ute", actor=sofia)
    commit()
    mine = [f"/kalender/{icy.id}", "/dina-dagar", f"/dina-dagar/{icy.id}", f"/dina-dagar/{icy.id}/ringlista"]
    week = f"/personal/kalender?vecka={written(local(icy.starts_at).date())}"
    ways = [f"{STAFF}/datum/{date.id}/{page}" for page in ("byt-form", "vilka-haller-i")]
    again = f"{STAFF}/{date.activity_id}/ny-serie"
    return mine, ["/personal/kalender", week, f"{STAFF}/datum/{icy.id}", "/personal/statistik", *ways, again]


def _run_sheet(cast: dict[str, User], date: Occurrence) -> tuple[list[str], list[str]]:
    anna, of_date = cast["Anna"], f"{STAFF}/datum/{date.id}"
    entry = sign_up(anna, date, actor=anna)
    tell_food(entry, Food(("gluten", "soy"), words="Tål inte selleri."), actor=anna)
    travel = Travel(Way.NEEDS_LIFT, address="Lingonstigen 4", wants_company=True)
    tell_travel(entry, travel, actor=anna)
    block(anna, cast["Marianne"], actor=cast["Sofia"])
    commit()
    mine = [f"/kalender/{date.id}/mat-och-resa{page}" for page in ("", "/maten", "/resan", "/ta-bort")]
    sheets = [f"{of_date}/korschema{page}" for page in ("", "/kok", "/resor", "/bord", "/lista")]
    needs = [f"{of_date}/mat-och-resa{page}" for page in ("", f"/{entry.id}/maten", f"/{entry.id}/resan")]
    others = [f"/personal/manniskor/{anna.id}/bord", f"{STAFF}/datum/mina-dagar", f"{of_date}/narvaro?alla=1"]
    return mine, [*sheets, *needs, *others]


def _calls(cast: dict[str, User]) -> tuple[list[str], list[str]]:
    date = a_lunch(cast["Sofia"], cast["Anna"], starts_on=clock.today() + timedelta(days=1))
    reached_by_phone(cast["Anna"])
    notification = {
        "kind": GIVEN,
        "key": "the call",
        "channel": Channel.CALL,
        "subject_id": date.sign_ups[0].id,
    }
    session.add(
        Notification(person_id=cast["Anna"].id, due_at=clock.now() - timedelta(minutes=1), **notification)
    )
    commit()
    call = calling.claim_next(cast["Sofia"], skipped_too=True)
    commit()
    assert call is not None
    hour = "/personal/ringtimme"
    return [], [hour, f"{hour}/ringlista", f"{hour}/samtal/{call.id}", f"{hour}/samtal/{call.id}/annat-satt"]


def _others(anna: User, date: Occurrence) -> tuple[list[str], list[str]]:
    about_her = [f"/personal/manniskor/{anna.id}/{page}" for page in ("besked", "vecka", "prenumeration")]
    files = [f"{STAFF}/import", f"{STAFF}/datum/{date.id}/import"]
    papers = ["/personal/papper", f"{STAFF}/{date.activity_id}/affisch", "/personal/utskick"]
    return ["/om-mig/besked", "/min-vecka", "/kalender/prenumeration"], [*about_her, *files, *papers]
