"""Binds the calendar to the application."""

from __future__ import annotations

from flask import Flask

from app.accounts.models import User
from app.calendar import cli, jobs, seats, standing
from app.calendar.date_routes import bp as dates
from app.calendar.routes import bp as calendar
from app.calendar.runner_routes import bp as runners
from app.calendar.seat_routes import bp as my_seats
from app.calendar.staff_routes import bp as activities
from app.calendar.standing_routes import bp as standing_seats
from app.core.signals import user_deactivated


def init_app(app: Flask) -> None:
    for blueprint in (calendar, activities, dates, my_seats, runners, standing_seats):
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    jobs.register(app)
    user_deactivated.connect(_give_up_seats)


def start_background(app: Flask) -> None:
    """What a serving process runs beside its requests."""
    jobs.start(app)


def _give_up_seats(person: User, actor: User) -> None:
    standing.end_all_of(person)
    seats.leave_all_coming(person, actor=actor)
