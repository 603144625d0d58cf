"""Order at the table: asking somebody to pause, removing them from the room, and taking it back.

What is decided hangs on the first table and holds for all tables of the room.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select

from app.accounts.models import User
from app.core import audit, clock
from app.core.db import after_commit, begin_write, session
from app.core.errors import Refusal
from app.core.realtime import emit, room_name
from app.rooms import policies, seats
from app.rooms.models import Message, Presence, Reading, Room
from app.rooms.order_models import Sanction, SanctionKind
from app.rooms.order_words import REASON_CODES, Barred, heavier

LENGTHS = {"10": timedelta(minutes=10), "60": timedelta(hours=1), "1440": timedelta(hours=24)}
SAME_FORM = timedelta(minutes=2)
_MOMENT = Sanction.until.type

_BARRED = select(Sanction.room_id, Sanction.user_id, Sanction.reason, Sanction.until).where(
    Sanction.user_id.in_(bindparam("people", expanding=True)),
    Sanction.lifted_at.is_(None),
    or_(Sanction.until.is_(None), Sanction.until > bindparam("now", type_=_MOMENT)),
)


def barred(person_ids: Iterable[int]) -> dict[tuple[int, int], Barred]:
    """Who may not write, by first table and person."""
    rows = session.execute(_BARRED, {"people": sorted(set(person_ids)), "now": clock.now()})
    found: dict[tuple[int, int], Barred] = {}
    for row in rows:
        place = row.room_id, row.user_id
        found[place] = heavier(Barred(row.reason, row.until), found.get(place))
    return found


def pause_of(person: User, room: Room) -> Barred | None:
    """The pause that the person has in the room now."""
    found = barred([person.id]).get((room.first_table_id, person.id))
    return found if found and found.until else None


def pause(room: Room, person: User, *, length: str, reason: str, actor: User) -> Sanction:
    """Let somebody read but not write for a while: `length` in minutes, one of LENGTHS. A new pause ends the one before;
    the same form sent again changes nothing."""
    _allow(room, person, reason, actor)
    if length not in LENGTHS:
        raise Refusal("unknown_length", _("Välj hur länge."), 422)
    first_id = _hold_tables(room)
    until = _whole_minute(clock.now() + LENGTHS[length])
    before = _in_force(first_id, person, SanctionKind.PAUSE)
    if again := [one for one in before if _is_same(one, actor, reason) and one.until == until]:
        return again[0]
    for one in before:
        one.lifted_at, one.lifted_by_id = clock.now(), actor.id
    made = _impose(first_id, person, SanctionKind.PAUSE, reason, until, actor)
    audit.record(
        "room.paused", person=person, actor=actor, room=first_id, reason=reason, until=until.isoformat()
    )
    _tell_pause(made)
    return made


def remove(room: Room, person: User, *, reason: str, actor: User) -> Sanction:
    """Put somebody out of the room, all its tables, until it is lifted: seat, live line and sight end at once."""
    _allow(room, person, reason, actor)
    first_id = _hold_tables(room)
    if before := _in_force(first_id, person, SanctionKind.REMOVAL):
        return before[0]
    made = _impose(first_id, person, SanctionKind.REMOVAL, reason, None, actor)
    seats.put_out(session.get_one(Room, first_id), person)
    audit.record("room.removed", person=person, actor=actor, room=first_id, reason=reason)
    after_commit(emit, "removed", {"room": first_id}, to=room_name("user", person.id))
    return made


def lift(sanction: Sanction, *, actor: User) -> bool:
    """Take a pause or removal back; false when it had ended already."""
    _hold_tables(session.get_one(Room, sanction.room_id))
    session.refresh(sanction)
    if not sanction.is_in_force:
        return False
    sanction.lifted_at, sanction.lifted_by_id = clock.now(), actor.id
    audit.record(
        "room.sanction_lifted",
        person=sanction.user,
        actor=actor,
        room=sanction.room_id,
        kind=sanction.kind.value,
        reason=sanction.reason,
    )
    if sanction.kind is SanctionKind.PAUSE:
        _tell_pause(sanction)
    return True


def in_force(room: Room) -> Select[Sanction]:
    """The pauses and removals that hold in the room now, the newest first."""
    return (
        select(Sanction)
        .where(Sanction.room_id == room.first_table_id, _holds())
        .order_by(Sanction.id.desc())
        .execution_options(populate_existing=True)
    )


def decided_in(room: Room) -> Select[Sanction]:
    """All that was ever decided in the room."""
    return select(Sanction).where(Sanction.room_id == room.first_table_id)


def people_of(room: Room) -> Select[User]:
    """Those who have been in the room: a host learns of nobody else here."""
    tables = select(Room.id).where(
        or_(Room.id == room.first_table_id, Room.extra_of_id == room.first_table_id)
    )
    been = [
        exists().where(kind.room_id.in_(tables), who == User.id)
        for kind, who in (
            (Presence, Presence.user_id),
            (Reading, Reading.user_id),
            (Message, Message.author_id),
        )
    ]
    decided = exists().where(Sanction.room_id == room.first_table_id, Sanction.user_id == User.id)
    return select(User).where(or_(*been, decided), User.is_house.is_(False))


def _holds() -> ColumnElement[bool]:
    return and_(Sanction.lifted_at.is_(None), or_(Sanction.until.is_(None), Sanction.until > clock.now()))


def _in_force(first_id: int, person: User, kind: SanctionKind) -> Sequence[Sanction]:
    mine = (Sanction.room_id == first_id, Sanction.user_id == person.id, Sanction.kind == kind)
    return session.scalars(select(Sanction).where(*mine, _holds())).all()


def _allow(room: Room, person: User, reason: str, actor: User) -> None:
    if not policies.may_sanction(actor, room, person):
        raise Refusal(
            "forbidden", _("Det här kan du inte bestämma om %(name)s.", name=person.first_name), 403
        )
    if reason not in REASON_CODES:
        raise Refusal("unknown_reason", _("Välj varför."), 422)


def _hold_tables(room: Room) -> int:
    """Lock every table of the room, so that what is being said is stored before or refused after. The first's id."""
    first_id = room.first_table_id
    begin_write()
    tables = select(Room.id).where(or_(Room.id == first_id, Room.extra_of_id == first_id))
    session.execute(tables.order_by(Room.id).with_for_update()).all()
    return first_id


def _impose(
    first_id: int, person: User, kind: SanctionKind, reason: str, until: datetime | None, actor: User
) -> Sanction:
    made = Sanction(room_id=first_id, kind=kind, reason=reason, until=until)
    made.user, made.user_id = person, person.id
    made.created_by, made.created_by_id = actor, actor.id
    session.add(made)
    session.flush()
    return made


def _is_same(sanction: Sanction, actor: User, reason: str) -> bool:
    is_new = sanction.created_at > clock.now() - SAME_FORM
    return sanction.created_by_id == actor.id and sanction.reason == reason and is_new


def _whole_minute(moment: datetime) -> datetime:
    """Up to the next one: the page tells hours and minutes."""
    return (moment + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)


def _tell_pause(sanction: Sanction) -> None:
    ends = sanction.until.isoformat() if sanction.until and sanction.lifted_at is None else None
    news = {"room": sanction.room_id, "until": ends}
    after_commit(emit, "pause_changed", news, to=room_name("user", sanction.user_id))
