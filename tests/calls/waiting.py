"""People who wait for a call, made as the dispatcher leaves them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, true, update

from app.accounts.models import User
from app.calendar import jobs, seats
from app.calendar.models import CameBy, Occurrence, SignUp, SignUpState
from app.calendar.team_models import Assignment
from app.calls.models import Call, Outcome
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import commit, session
from app.notifications.models import Channel, Contact, Notification
from tests.calendar.plans import lunch
from tests.support.client import CheckingClient

PHONES = {
    "Anna": "070-174 06 05",
    "Bengt": "070-174 06 06",
    "Greta": "08-465 004 21",
    "Amir": "070-174 06 07",
}


def reached_by_phone(*people: User) -> None:
    for person in people:
        session.merge(Contact(person_id=person.id, channel=Channel.CALL, phone=PHONES.get(person.first_name)))
    commit()


def a_lunch(sofia: User, *people: User, host: User | None = None, **changes: Any) -> Occurrence:
    """Tomorrow, with these at the table, signed up a week ago."""
    row = lunch(sofia, capacity=None, **changes)
    with clock.frozen(clock.now() - timedelta(days=7)):
        for person in people:
            seats.sign_up(person, row, actor=person)
    if host:
        session.add(Assignment(occurrence_id=row.id, person_id=host.id))
    commit()
    return row


def a_guest(row: Occurrence, sofia: User, name: str = "Berit", phone: str = "070-174 06 10") -> SignUp:
    week_ago = clock.now() - timedelta(days=7)
    guest = SignUp(
        occurrence_id=row.id, guest_name=name, guest_phone=phone, actor_id=sofia.id, came_by=CameBy.PHONE,
        state=SignUpState.SEAT, queued_at=week_ago, seated_at=week_ago,
    )  # fmt: skip
    session.add(guest)
    row.taken += 1
    commit()
    return guest


def due_for_a_call() -> None:
    """What the dispatcher does with the reminders of people who want to be rung, and of guests."""
    jobs.queue_reminders()
    rung = select(Contact.person_id).where(Contact.channel == Channel.CALL)
    waits = Notification.person_id.in_(rung) | Notification.person_id.is_(None)
    session.execute(
        update(Notification).where(waits, Notification.due_at <= clock.now()).values(channel=Channel.CALL)
    )
    commit()


def told_to_ring() -> None:
    """The same whatever the clock says, for tests whose server has a clock that goes."""
    starts_at = session.scalars(select(Occurrence.starts_at)).one()
    with clock.frozen(starts_at - timedelta(hours=20)):
        jobs.queue_reminders()
    moment = clock.now() - timedelta(minutes=1)
    session.execute(update(Notification).values(channel=Channel.CALL, due_at=moment))
    commit()


def rung_about(row: Occurrence) -> None:
    """Everybody at the table."""
    reached_by_phone(*(entry.person for entry in row.sign_ups if entry.person))
    due_for_a_call()


def called(wanted: set[str], cast: dict[str, User], where: str, missing: int) -> dict[str, object]:
    """For the matrix: a call that the administrator has made, or none."""
    if "call_id" not in wanted or where == "outside":
        return {"call_id": missing}
    call = Call(
        person_id=cast["Anna"].id, phone="070-174 06 05", caller_id=cast["Johan"].id, claimed_until=clock.now(),
        ended_at=clock.now(), outcome=Outcome.SKIPPED,
    )  # fmt: skip
    session.add(call)
    commit()
    return {"call_id": call.id}


def tap(client: CheckingClient, outcome: str) -> str:
    """One tap on the page of the call; where it led."""
    assert client.page is not None
    said = client.page.find('input[name="said"]')[0].attrs["value"]
    client.post(str(here(client)), data={"outcome": outcome, "said": said})
    assert client.last_location is not None
    path = client.last_location
    client.get(path)
    return path


def here(client: CheckingClient) -> str:
    assert client.page is not None
    form = next(node for node in client.page.named("form") if node.query('input[name="outcome"]'))
    return str(form.attrs["action"])


def start(client: CheckingClient) -> str:
    client.post("/personal/ringtimme/nasta")
    assert client.last_location is not None
    path = client.last_location
    client.get(path)
    return path


def heading(client: CheckingClient) -> str:
    assert client.page is not None
    return client.page.title.removesuffix(" – Samvaro")


def states(kind: str | None = None) -> dict[str, str]:
    """By first name, in which state the row of each is, of all kinds or of one."""
    found = select(Notification).where(Notification.kind == kind if kind else true())
    rows = session.scalars(found.execution_options(populate_existing=True))
    return {row.person.first_name if row.person else "guest": row.state.value for row in rows}


def calls() -> list[Call]:
    return list(session.scalars(select(Call).order_by(Call.id).execution_options(populate_existing=True)))


def audited(action: str) -> list[AuditEntry]:
    return list(
        session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id))
    )
