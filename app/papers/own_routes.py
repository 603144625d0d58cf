"""My week: on the screen and on one sheet. And the same of another person, for staff who print it for them."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from sqlalchemy import select

from app.accounts import people
from app.accounts.models import Role, User
from app.calendar.places import where
from app.core import audit, db
from app.core.access import allow, by_person, current_person, get_or_404, require, signed_in
from app.core.payload import LARGEST_ID
from app.extensions import limiter
from app.papers.own_week import TEMPLATE, language_of, own_week, state_words, title_for, week_sheets
from app.papers.press import press
from app.papers.routes import as_file, bp

PERSON = f"/personal/manniskor/<int(max={LARGEST_ID}):person_id>"


@bp.get("/min-vecka")
@signed_in
def mine() -> str:
    return render_template(
        "papers/mine.html", week=own_week(current_person()), state_words=state_words, where=where
    )


@bp.get("/min-vecka.pdf")
@signed_in
@limiter.limit("10 per minute", key_func=by_person)
def mine_pdf() -> Response:
    return _printed(current_person(), "min-vecka.pdf")


@bp.get(f"{PERSON}/vecka")
@allow(Role.COORDINATOR)
def of_person(person_id: int) -> Any:
    """A look at what somebody is signed up for is an entry that they may ask for."""
    person = _find_person(person_id)
    audit.record("person.week_viewed", person=person, actor=current_person(), on="page")
    db.commit()
    with language_of(person) as lang:
        week, title = own_week(person), title_for(person.first_name)
    return render_template(
        "papers/of_person.html",
        person=person,
        week=week,
        title=title,
        lang=lang,
        state_words=state_words,
        where=where,
    )


@bp.get(f"{PERSON}/vecka.pdf")
@allow(Role.COORDINATOR)
@limiter.limit("60 per minute", key_func=by_person)
def of_person_pdf(person_id: int) -> Response:
    person = _find_person(person_id)
    audit.record("person.week_viewed", person=person, actor=current_person(), on="pdf")
    db.commit()
    return _printed(person, f"vecka-{person.id}.pdf")


def _find_person(person_id: int) -> User:
    person = get_or_404(select(User).where(User.id == person_id, ~User.is_house))
    require(people.may_manage(current_person(), person))
    return person


def _printed(person: User, name: str) -> Response:
    data = week_sheets([person])
    db.rollback()  # no connection is held while the sheet is set
    return as_file(press().print_private(TEMPLATE, data), name)
