"""The table of the notice board: six places, five taken, one chair free. Nobody in particular sits there."""

from __future__ import annotations

from functools import cache
from math import cos, radians, sin

from app.calendar.models import Serves
from app.core.printing import symbol

SITTING = ("blasippa", "talgoxe", "lingon", "bjorklov", "solros")
SETTINGS = {Serves.SOUP: ("soppbord", "skal", 15), Serves.COFFEE: ("kaffebord", "kopp", 11)}
MIDDLE, RADIUS = 152, 119


@cache
def picture_of(serves: Serves) -> str:
    """From above, as on the pages; where there is no table, the five in a row."""
    if serves not in SETTINGS:
        row = "".join(_placed(name, 70 * n, 0, 64) for n, name in enumerate(SITTING))
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 344 64">{row}</svg>'
    table, cup, half = SETTINGS[serves]
    places = [_place(number) for number in range(len(SITTING) + 1)]
    free = places.pop(1)
    seats = "".join(_seat(x, y, name, cup, half) for (x, y), name in zip(places, SITTING, strict=True))
    drawn = f"{_cloth()}{_placed(table, 122, 122, 60)}{seats}{_stool(*free)}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 308 308">{drawn}</svg>'


def _place(number: int) -> tuple[float, float]:
    angle = radians(60 * number - 90)
    return round(MIDDLE + RADIUS * cos(angle), 1), round(MIDDLE + RADIUS * sin(angle), 1)


def _cloth() -> str:
    def circle(r: int, style: str) -> str:
        return f'<circle cx="{MIDDLE}" cy="{MIDDLE}" r="{r}" {style}/>'

    line = 'fill="none" stroke="#1c4a36" stroke-width="2"'
    weave = 'fill="none" stroke="#9c3b2a" stroke-width="5" stroke-dasharray="5 4"'
    wood, cloth = circle(85, 'fill="#b98550"'), circle(79, 'fill="#fff6e4"')
    return wood + cloth + circle(70, weave) + circle(65, line) + circle(75, line)


def _seat(x: float, y: float, name: str, cup: str, half: int) -> str:
    near_x, near_y = (MIDDLE + (at - MIDDLE) * 0.38 - half for at in (x, y))
    return _placed(cup, near_x, near_y, 2 * half) + _placed(name, x - 32, y - 32, 64)


def _stool(x: float, y: float) -> str:
    rings = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="#b98550" stroke-width="3"/>' for r in (17, 9)
    )
    return f'<circle cx="{x}" cy="{y}" r="25" fill="#e3a326"/>{rings}'


def _placed(name: str, x: float, y: float, side: int) -> str:
    drawn = symbol("figurer.svg", name)
    return drawn.replace("<svg ", f'<svg x="{x:.1f}" y="{y:.1f}" width="{side}" height="{side}" ', 1)
