"""Rooms of the demo town and what has been said in them: (who, minutes ago, words)."""

from __future__ import annotations

from datetime import time
from typing import NamedTuple

Line = tuple[str, int, str]
Hours = tuple[int, time, time]  # weekday, from, to
TUESDAY, WEDNESDAY, THURSDAY, SUNDAY = 1, 2, 3, 6


class Table(NamedTuple):
    name: str
    topic: str
    host: str
    is_open: bool
    lines: tuple[Line, ...]
    hours: tuple[Hours, ...] = ()
    talks_on: bool = True
    is_practice: bool = False


TABLES = (
    Table(
        "Kaffebordet",
        "Prata om dagen som den är.",
        "Marianne",
        True,
        (
            ("Marianne", 95, "Hej allihop! Vad ser ni genom fönstret i dag?"),
            ("Bengt", 93, "Här ligger frosten på grannens tak. Två talgoxar slåss om fröna."),
            ("Greta", 92, "Jag har precis satt en deg. Huset luktar kardemumma."),
            ("Anna", 90, "Då önskar jag att vi var grannar, Greta!"),
            ("Amir", 84, "Kan man frysa bullar? En hel plåt räcker länge för mig."),
            ("Greta", 82, "Det går fint. Frys dem samma dag, då smakar de som nya."),
            (
                "Lennart",
                71,
                "Mitt barnbarn skrev <b>hej</b> & <script>alert('hej')</script> i går. Är det ett nytt språk?",
            ),
            ("Amir", 69, "Det är datorspråk, tror jag. مرحبا betyder hej på mitt språk."),
            ("Siv", 40, "Telefonen ringde från 08-465 004 77 och ville ha min kod. Jag la på."),
            ("Marianne", 38, "Bra gjort, Siv! Samvaro frågar aldrig efter kod. Det gör ingen annan heller."),
            ("Bengt", 12, "Nu kom solen fram. Jag tar en kopp till."),
        ),
    ),
    Table(
        "Bokhyllan",
        "Böcker vi minns och böcker vi läser nu.",
        "Ingrid",
        True,
        (
            ("Ingrid", 1500, "Vilken bok har ni läst mer än en gång?"),
            ("Vera", 1480, "Gösta Berlings saga. Jag hittar något nytt varje vinter."),
            ("Åke", 1320, "Jag lyssnar på band numera. Ögonen orkar inte, men öronen gör det."),
            ("Parvin", 200, "Jag läser dikter på kvällen. Korta räcker långt."),
        ),
    ),
    Table(
        "Trädgården",
        "Balkonger, krukor och land. Alla årstider.",
        "Sven",
        False,
        (
            ("Sven", 4400, "Nu är det dags att täcka rosorna. Granris är bäst."),
            ("Gunnel", 4380, "Jag har bara en balkong, men pelargonerna blommar än!"),
        ),
        ((TUESDAY, time(10), time(11, 30)), (THURSDAY, time(14), time(15, 30))),
    ),
    Table(
        "Musik vi minns",
        "Dansbanor, skivor och visor.",
        "Ulla",
        False,
        (
            ("Ulla", 9000, "Vilken låt dansade ni till första gången?"),
            ("Rune", 8990, "Det kommer jag inte ihåg. Men jag minns vem jag dansade med."),
            ("Solveig", 8700, "Fint sagt, Rune."),
        ),
        ((WEDNESDAY, time(18), time(19)), (SUNDAY, time(18), time(19))),
        talks_on=False,
    ),
    Table(
        "Övningsbordet", "Prova hur det går till, gärna två tillsammans.", "Sofia", True, (), is_practice=True
    ),
)
