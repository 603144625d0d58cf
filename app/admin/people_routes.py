"""People, for staff: find, add, change, switch off and let in again. Cards and sessions have files of their own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts import cards, people
from app.accounts.models import Organisation, Role, User
from app.admin import queries, services
from app.admin.forms import PersonForm, SearchForm
from app.core import db
from app.core.access import allow, current_person, get_or_404, require
from app.core.errors import Refusal
from app.core.flashes import done, done_with_undo
from app.core.forms import add_error
from app.core.payload import LARGEST_ID

bp = Blueprint("people", __name__, url_prefix="/personal/manniskor")
PERSON = f"/<int(max={LARGEST_ID}):person_id>"


def find_person(person_id: int) -> User:
    """The person, if this actor may manage them; staff are for administrators."""
    person = get_or_404(select(User).where(User.id == person_id, ~User.is_house))
    require(people.may_manage(current_person(), person))
    return person


def to_person(person: User, anchor: str | None = None) -> Any:
    return redirect(url_for("people.show", person_id=person.id, _anchor=anchor), 303)


@bp.get("")
@allow(Role.COORDINATOR)
def index() -> Any:
    form = SearchForm(formdata=request.args)
    if not form.validate():
        return render_template("admin/people.html", form=form, page=None), 422
    page = queries.people_page(
        search=form.q.data,
        include_off=form.av.data,
        without_card=form.utan.data,
        number=_number(request.args.get("sida")),
    )
    people.note_listing(len(page.rows), actor=current_person())
    db.commit()
    return render_template("admin/people.html", form=form, page=page, may_manage=people.may_manage)


@bp.get("/ny")
@allow(Role.COORDINATOR)
def new() -> str:
    form = PersonForm(formdata=None, role=Role.MEMBER.value).offer(current_person(), any_figure=True)
    return render_template("admin/person_new.html", form=form)


@bp.post("")
@allow(Role.COORDINATOR)
def create() -> Any:
    actor = current_person()
    form = PersonForm().offer(actor, any_figure=True)
    if not form.validate():
        return render_template("admin/person_new.html", form=form), 422
    try:
        person = services.add_person(**_values(form), actor=actor)
    except Refusal as refusal:
        return _refused("admin/person_new.html", form, refusal)
    db.commit()
    done(_("%(name)s är tillagd.", name=person.first_name))
    return to_person(person)


@bp.get(PERSON)
@allow(Role.COORDINATOR)
def show(person_id: int) -> Any:
    person = find_person(person_id)
    services.view_person(person, actor=current_person())
    db.commit()
    return person_page(person, PersonForm.of(person, current_person()))


@bp.post(PERSON)
@allow(Role.COORDINATOR)
def update(person_id: int) -> Any:
    person, actor = find_person(person_id), current_person()
    form = PersonForm().offer(actor)
    if not form.validate():
        return person_page(person, form), 422
    try:
        services.change_person(person, **_values(form), actor=actor)
    except Refusal as refusal:
        db.rollback()
        _explain(form, refusal)
        return person_page(find_person(person_id), form), 422
    db.commit()
    done(_("Sparat."))
    return to_person(person)


@bp.post(f"{PERSON}/stang-av")
@allow(Role.COORDINATOR)
def deactivate(person_id: int) -> Any:
    person = find_person(person_id)
    people.deactivate(person, actor=current_person())
    db.commit()
    text = _("%(name)s är avstängd och utloggad.", name=person.first_name)
    done_with_undo(text, url=url_for("people.reactivate", person_id=person.id), label=_("Släpp in igen"))
    return to_person(person)


@bp.post(f"{PERSON}/slapp-in")
@allow(Role.COORDINATOR)
def reactivate(person_id: int) -> Any:
    person = find_person(person_id)
    people.reactivate(person, actor=current_person())
    db.commit()
    done(_("%(name)s är insläppt igen. Ett nytt kort behövs.", name=person.first_name))
    return to_person(person, "kort")


def person_page(person: User, form: PersonForm) -> str:
    card = cards.living_card(person)
    return render_template(
        "admin/person.html",
        person=person,
        form=form,
        card=card,
        card_words=queries.card_words(person, card),
        sessions=queries.living_sessions(person),
        session_words=queries.session_words,
        is_me=person.id == current_person().id,
    )


def _refused(template: str, form: PersonForm, refusal: Refusal) -> Any:
    db.rollback()
    _explain(form, refusal)
    return render_template(template, form=form), 422


def _explain(form: PersonForm, refusal: Refusal) -> None:
    add_error(form.login_name if refusal.code == "login_name_taken" else form.role, refusal.message)


def _values(form: PersonForm) -> dict[str, Any]:
    return {
        "first_name": form.first_name.data,
        "last_name": form.last_name.data,
        "role": Role(form.role.data),
        "organisation": db.session.get(Organisation, form.organisation.data),
        "figure": form.figure.data,
        "login_name": form.chosen_login_name,
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1
