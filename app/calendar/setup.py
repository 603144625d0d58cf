"""Binds the calendar to the application."""

from __future__ import annotations

from flask import Flask

import app.calendar.revisions  # noqa: F401 -- it listens from now on
from app.accounts.models import User
from app.calendar import cli, jobs, reminder_words, seats, standing, team  # noqa: F401 -- the words are registered
from app.calendar.again_routes import bp as again
from app.calendar.date_routes import bp as dates
from app.calendar.my_days_routes import bp as my_days
from app.calendar.online_routes import bp as online
from app.calendar.routes import bp as calendar
from app.calendar.runner_routes import bp as runners
from app.calendar.seat_routes import bp as my_seats
from app.calendar.staff_routes import bp as activities
from app.calendar.standing_routes import bp as standing_seats
from app.calendar.statistics_routes import bp as statistics
from app.calendar.team_routes import bp as teams
from app.calendar.week_routes import bp as week
from app.core.jobs import register
from app.core.signals import user_deactivated

BLUEPRINTS = (
    calendar, activities, dates, my_seats, runners, standing_seats, again, teams, online, my_days, week, statistics
)  # fmt: skip


def init_app(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    for job in jobs.ALL:
        register(app, job)
    user_deactivated.connect(_give_up_seats)


def _give_up_seats(person: User, actor: User) -> None:
    standing.end_all_of(person)
    seats.leave_all_coming(person, actor=actor)
    team.leave_all_coming(person)
