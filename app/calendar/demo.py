"""Activities of the demo town, half a year behind and ahead. Days and times are invented; staff change them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from flask_babel import force_locale
from sqlalchemy import select

from app.accounts.models import Role, User
from app.calendar import dates, demo_seats, online, rules, series, team
from app.calendar.models import Activity, Occurrence, Serves, SignUp, SignUpState
from app.calendar.rules import Repeat
from app.calendar.team_models import Task
from app.core import clock
from app.core.db import commit, session
from app.core.formatting import monday_of


class Plan(NamedTuple):
    title: str
    place: str
    weekday: int  # 0 is Monday
    at: time
    minutes: int
    repeat: Repeat
    capacity: int | None
    serves: Serves
    summary: str
    practical: str
    guests: int  # how many usually come


PLANS = (
    Plan(
        "Sopplunch på Utsikten", "Restaurang Utsikten", 1, time(11, 30), 90, Repeat.WEEKLY, 24, Serves.SOUP,
        "Varm soppa, nybakat bröd och prat vid långbordet. PRO och Väntjänsten dukar.",
        "Ingången har ramp.\nDet finns alltid soppa utan kött.\nDu tar dig dit själv. Sitt gärna kvar en stund efteråt.",
        18,
    ),
    Plan(
        "Bokcirkeln", "Biblioteket, läsrummet", 0, time(14, 0), 90, Repeat.BIWEEKLY, 6, Serves.COFFEE,
        "Vi läser några sidor högt och pratar om dem.", "Böckerna finns på plats.\nLjudbok går lika bra.", 4,
    ),
    Plan(
        "Sittgympa med musik", "Mötesplatsen, stora salen", 2, time(10, 0), 45, Repeat.WEEKLY, 15, Serves.NOTHING,
        "Mjuka rörelser på stol till låtar som vi minns.", "Kläder som du rör dig lätt i.\nIngen behöver orka allt.", 9,
    ),
    Plan(
        "Promenad runt sjön", "Vi ses vid badplatsen", 4, time(13, 0), 60, Repeat.WEEKLY, 12, Serves.NOTHING,
        "Vi går sakta och vilar på bänkarna.", "Rullator går bra.\nVid halka går vi inomhus i stället.", 7,
    ),
    Plan(
        "Fredagskaffe", "Mötesplatsen, köket", 4, time(10, 0), 120, Repeat.WEEKLY, None, Serves.COFFEE,
        "Kom när du vill och stanna så länge du vill.", "Ta gärna med en kopp som du tycker om.", 8,
    ),
    Plan(
        "Frågesport om fåglar", "Mötesplatsen, biblioteket", 3, time(15, 0), 60, Repeat.MONTHLY, 6, Serves.COFFEE,
        "Tolv frågor, lag om tre. Alla vinner kaffe.", "Vi läser frågorna högt, två gånger.", 8,
    ),
)  # fmt: skip


def load(people: list[User], *, actor: User) -> int:
    """How many dates were made. `people` in any order; the first two members stay away from the next soup lunch."""
    members = [person for person in people if person.role is Role.MEMBER]
    made = 0
    with force_locale("sv"):
        hosts = [person for person in people if person.role is Role.HOST]
        for number, plan in enumerate(PLANS):
            activity = series.create_activity(_details(plan, actor), actor=actor)
            made += _seat_guests(activity, plan, members, number)
            _give_hosts(activity, hosts, members, number, actor)
        _tell_stories(actor)
        demo_seats.settle(members, actor=actor)
    commit()
    return made


def _give_hosts(activity: Activity, hosts: list[User], members: list[User], number: int, actor: User) -> None:
    """Each series its host but the last, so that there is something to see to; the lunch has a helper too."""
    if not hosts or number == len(PLANS) - 1:
        return
    date = session.scalars(
        select(Occurrence).where(Occurrence.activity_id == activity.id).order_by(Occurrence.starts_at)
    ).first()
    if date:
        team.assign(hosts[number % len(hosts)], date, Task.HOST, whole=True, actor=actor)
        if number == 0 and members:
            team.assign(members[-1], date, Task.HELPER, whole=True, actor=actor)


def _details(plan: Plan, actor: User) -> rules.Details:
    first = monday_of(clock.today()) - timedelta(weeks=26) + timedelta(days=plan.weekday)
    if plan.repeat is Repeat.MONTHLY:
        first += timedelta(weeks=(21 - first.day) // 7)  # from the first or second such weekday to the third
    return rules.Details(
        title=plan.title, place=plan.place, starts_on=first, starts_at=plan.at, duration_minutes=plan.minutes,
        rrule=rules.write_rule(plan.repeat, first), capacity=plan.capacity, serves=plan.serves,
        summary=plan.summary, practical=plan.practical, skips_holidays=True, reminders="two_days,day", organisation_id=actor.organisation_id,
    )  # fmt: skip


def _seat_guests(activity: Activity, plan: Plan, members: list[User], number: int) -> int:
    """Straight into the tables: a service would refuse dates that have been."""
    rows = session.scalars(
        select(Occurrence).where(Occurrence.activity_id == activity.id).order_by(Occurrence.starts_at)
    ).all()
    coming = [row for row in rows if not row.has_begun()]
    for turn, row in enumerate(rows):
        guests = _guests(members, number, turn, plan.guests)
        if number == 0 and coming and row is coming[0]:
            guests = _guests(members[2:], 0, turn, plan.guests)
        if row.starts_at > clock.now() + timedelta(weeks=5):
            guests = guests[:2]  # few plan further ahead
        _write(row, guests)
    session.flush()
    return len(rows)


def _guests(members: list[User], number: int, turn: int, wanted: int) -> list[User]:
    """The regulars of the activity, and some who differ from time to time."""
    if not members:
        return []
    begin = number * 5 + turn % 4
    chosen = [members[(begin + step * (3 if step % 2 else 1)) % len(members)] for step in range(wanted * 2)]
    return list(dict.fromkeys(chosen))[:wanted]


def _write(row: Occurrence, guests: list[User]) -> None:
    seats = len(guests) if row.capacity is None else row.capacity
    row.taken = min(len(guests), seats)
    for place, guest in enumerate(guests):
        absent = row.has_ended() and (place + row.id) % 9 == 0
        asked = min(row.starts_at - timedelta(days=6), clock.now() - timedelta(hours=2)) + timedelta(
            minutes=place
        )
        entry = _sign_up(row, guest, asked, has_seat=place < seats)
        entry.attended = not absent if row.has_ended() and place < seats else None
        session.add(entry)


def _sign_up(row: Occurrence, guest: User, asked: datetime, *, has_seat: bool) -> SignUp:
    state = SignUpState.SEAT if has_seat else SignUpState.WAITING
    seated_at = asked if has_seat else None
    return SignUp(
        occurrence_id=row.id,
        person_id=guest.id,
        actor_id=guest.id,
        state=state,
        queued_at=asked,
        seated_at=seated_at,
    )


def _tell_stories(actor: User) -> None:
    """One date cancelled, one moved and one in a room instead, each with a reason. The quiz is full already and has a queue."""
    if gympa := _coming("Sittgympa med musik", after=timedelta(days=7)):
        dates.cancel_occurrence(gympa, reason="Ledaren är sjuk. Vi ses veckan därpå.", actor=actor)
    if coffee := _coming("Fredagskaffe", after=timedelta(days=1)):
        online.go_online(coffee, reason="Det är halt på fredag.", actor=actor)
    if walk := _coming("Promenad runt sjön", after=timedelta(days=1)):
        start = rules.moment(_day_after(walk), time(13, 0))
        dates.move_occurrence(walk, start=start, reason="Badplatsen sandas på fredagen.", actor=actor)


def _coming(title: str, *, after: timedelta) -> Occurrence | None:
    found = select(Occurrence).where(Occurrence.title == title, Occurrence.starts_at > clock.now() + after)
    return session.scalar(found.order_by(Occurrence.starts_at).limit(1))


def _day_after(date_row: Occurrence) -> date:
    return rules.local_day(date_row.starts_at) + timedelta(days=1)
