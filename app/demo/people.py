"""The invented inhabitants. The first of each role are the cast that the tests know too."""

from __future__ import annotations

from typing import NamedTuple

from app.accounts.models import Role

MUNICIPALITY, PENSIONERS, FRIENDS = "Kommunen", "PRO", "Väntjänsten"


class Inhabitant(NamedTuple):
    first_name: str
    last_name: str
    role: Role = Role.MEMBER
    organisation: str | None = None
    figure: str | None = None
    login_name: str | None = None


CAST = (
    Inhabitant("Anna", "Solhäll", figure="vitsippa"),
    Inhabitant("Bengt", "Granlycka", figure="talgoxe"),
    Inhabitant("Greta", "Kvistlund", figure="blasippa"),
    Inhabitant("Amir", "Zarvandi", figure="apple"),
    Inhabitant("Karin", "Björkvall", figure="tulpan"),
    Inhabitant("Marianne", "Ekudde", Role.HOST, PENSIONERS, "domherre"),
    Inhabitant("Sven", "Tallhöjd", Role.HOST, FRIENDS, "ekollon"),
    Inhabitant("Sofia", "Strandäng", Role.COORDINATOR, MUNICIPALITY, "koltrast", "sofia@kommunen.example"),
    Inhabitant("Johan", "Vikholm", Role.ADMINISTRATOR, MUNICIPALITY, "gran", "johan@kommunen.example"),
)

FIRST_NAMES = (
    "Gun Lennart Rune Maj-Britt Inga-Lill Sture Åke Berit Gunnel Kerstin Birgitta Barbro Siv Vera Elsa Arne Nils Olof "
    "Gösta Stig Börje Helge Tage Aino Eino Helmi Fatima Yusuf Parvin Zofia Danuta Mirjana Dragan Teresa Rolf Solveig "
    "Astrid Torsten"
).split()
LAST_NAMES = (
    "Ängsro Fjällbo Klippmark Rosendunge Sjöhäll Lindhult Almkulle Hasselby-Ström Rönnskog Videbäck "
    "Ljunghed Tjärnstig Åskulle"
).split()
# Names that have broken other programs. They must read like any other.
AWKWARD = (
    Inhabitant("Åsa-Lill", "O'Häll"),
    Inhabitant("Bo <b>", "& Söner"),
)
HOSTS = (
    Inhabitant("Ingrid", "Lövåsen", Role.HOST, PENSIONERS, "solros"),
    Inhabitant("Ulla", "Mossberga", Role.HOST, FRIENDS, "rodhake"),
)


def everybody() -> list[Inhabitant]:
    neighbours = [
        Inhabitant(name, LAST_NAMES[number % len(LAST_NAMES)]) for number, name in enumerate(FIRST_NAMES)
    ]
    return [*CAST, *HOSTS, *neighbours, *AWKWARD]
