"""The rows of the access matrix for food, travel, run sheets and ticks. The host of the matrix does not run the date:
tests/runsheet/test_access.py has those who do."""

from __future__ import annotations

from app.accounts import people
from app.accounts.models import User
from app.calendar import seats
from app.calendar.models import Occurrence
from app.core.db import commit

MY_DATE, NO_DATE = "d--++", "d----"

RUN_SHEETS: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys("people.apart people.keep_apart people.let_together".split(), ("dnn++", "dnn--")),
    **dict.fromkeys(
        "needs.show needs.food_form needs.food needs.travel_form needs.travel needs.remove_form needs.remove".split(),
        ("d++++", NO_DATE),
    ),
    "runsheet.today": ("d++++", None),
    **dict.fromkeys(
        "runsheet.show runsheet.kitchen_page runsheet.travel_page runsheet.seating_page runsheet.roll_page "
        "runsheet.pdf guest_needs.index guest_needs.food_form guest_needs.food guest_needs.travel_form "
        "guest_needs.travel attendance.show attendance.save attendance.undo".split(),
        (MY_DATE, NO_DATE),
    ),
}


def signed_up(wanted: set[str], date: Occurrence, actor: User) -> dict[str, object]:
    """Somebody who comes, when the address is about one."""
    if "sign_up_id" not in wanted:
        return {}
    guest = people.add(first_name="Gäst", last_name="", actor=None)
    commit()
    entry = seats.sign_up(guest, date, actor=actor)
    commit()
    return {"sign_up_id": entry.id}
