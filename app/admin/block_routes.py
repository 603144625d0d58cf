"""Who is not to sit at one table with a person. For staff; those who seat people see only where each sits."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts import blocks, people
from app.accounts.models import Role, User
from app.admin import services
from app.admin.forms import OtherPersonForm
from app.admin.people_routes import PERSON, bp, find_person
from app.core import db
from app.core.access import allow, current_person, get_or_404
from app.core.flashes import done_with_undo
from app.core.payload import LARGEST_ID

OTHER = f"<int(max={LARGEST_ID}):other_id>"


@bp.get(f"{PERSON}/bord")
@allow(Role.COORDINATOR)
def apart(person_id: int) -> str:
    person = find_person(person_id)
    services.view_person(person, actor=current_person())
    people.note_listing(len(_others(person)), actor=current_person())
    db.commit()
    return _page(person, OtherPersonForm(formdata=None))


@bp.post(f"{PERSON}/bord")
@allow(Role.COORDINATOR)
def keep_apart(person_id: int) -> Any:
    person, form = find_person(person_id), OtherPersonForm()
    if not form.offer(_others(person)).validate():
        return _page(person, form), 422
    other = get_or_404(people.everyone().where(User.id == form.other_id.data))
    blocks.block(person, other, actor=current_person())
    db.commit()
    text = _("%(a)s och %(b)s får olika bord.", a=person.first_name, b=other.first_name)
    undo = url_for(".let_together", person_id=person.id, other_id=other.id)
    done_with_undo(text, url=undo, label=_("Ångra"))
    return redirect(url_for(".apart", person_id=person.id), 303)


@bp.post(f"{PERSON}/bord/{OTHER}/ta-bort")
@allow(Role.COORDINATOR)
def let_together(person_id: int, other_id: int) -> Any:
    """Whichever of the two asked for it."""
    person = find_person(person_id)
    other = get_or_404(select(User).where(User.id == other_id, ~User.is_house))
    blocks.lift(person, other, actor=current_person())
    blocks.lift(other, person, actor=current_person())
    db.commit()
    text = _("%(a)s och %(b)s får sitta vid samma bord.", a=person.first_name, b=other.first_name)
    undo, fields = url_for(".keep_apart", person_id=person.id), {"other_id": str(other.id)}
    done_with_undo(text, url=undo, label=_("Ångra"), fields=fields)
    return redirect(url_for(".apart", person_id=person.id), 303)


def _others(person: User) -> list[User]:
    return list(db.session.scalars(people.everyone().where(User.id != person.id)))


def _page(person: User, form: OtherPersonForm) -> str:
    rows = blocks.blocks_of(person)
    kept = {row.blocked_id: row.blocked for row in rows} | {row.blocker_id: row.blocker for row in rows}
    kept.pop(person.id, None)
    form.offer([one for one in _others(person) if one.id not in kept])
    return render_template("admin/apart.html", person=person, form=form, kept=list(kept.values()))
