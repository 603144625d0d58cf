"""What the home page has to say to a person: seats that wait for an answer, then the rest, a few lines at a time."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.models import User
from app.calendar import news
from app.calendar.news import Notice
from app.core.payload import LARGEST_ID
from app.notifications import screen
from app.notifications.screen import ScreenNotice

MOST = 3  # lines beside what asks for an answer: more would push the day itself off the screen
OF_NEWS = 2  # of those, so that what changes is never crowded out


@dataclass(frozen=True)
class Line:
    text: str
    path: str | None


@dataclass(frozen=True)
class ForMe:
    """`more`: how many come up when these are put away; `stamps` and `numbers`: which those are."""

    asks: list[Notice]
    lines: list[Line]
    more: int
    stamps: str
    numbers: str


def for_me(person: User) -> ForMe:
    told, notices = news.news_for(person), screen.notices_for(person)
    changes = [one for one in told if not one.asks]
    shown = notices[: MOST - min(len(changes), OF_NEWS)]
    changed = changes[: MOST - len(shown)]
    return ForMe(
        asks=[one for one in told if one.asks],
        lines=[*map(_of_notice, shown), *map(_of_change, changed)],
        more=len(notices) + len(changes) - len(shown) - len(changed),
        stamps=",".join(one.stamp for one in changed),
        numbers=",".join(str(one.number) for one in shown),
    )


def _of_notice(notice: ScreenNotice) -> Line:
    return Line(notice.text, notice.path)


def _of_change(notice: Notice) -> Line:
    return Line(notice.text, f"/kalender/{notice.occurrence_id}")


def put_away(person: User, *, stamps: str, numbers: str) -> None:
    """What stood on the page has been read. What did not, or has come since, stays."""
    news.put_away(person, seen=stamps.split(","))
    screen.put_away(person, numbers=[int(one) for one in numbers.split(",")[:MOST] if _is_number(one)])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID
