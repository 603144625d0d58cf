"""Settings: read once from the environment, strictly. A wrong value stops the start with one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app import config_sending
from app.config_sending import MailSettings, SmsSettings, is_loopback

PREFIX = "SAMVARO_"
KNOWN = frozenset(
    "SECRET_KEY DATABASE_URL REDIS_URL PUBLIC_ORIGIN DEMO TRUSTED_PROXIES "
    "HELP_PHONE HELP_HOURS PHONES LOCALES AUDIT_KEY BENCH".split()
) | set(config_sending.KNOWN)
DATABASES = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")
PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")
OTHER_PHONE = re.compile(
    r"([^:;\x00-\x1f]{1,60}): *(\+?[0-9][0-9 -]{1,18}[0-9])"
)  # short ones such as 112 too
MOST_PHONES = 12
SUPPORTED_LOCALES = ("sv", "en", "fi", "ar")


class ConfigError(Exception):
    """One clear sentence for the person who starts the server."""


@dataclass(frozen=True)
class Settings:
    """All that differs between installations. Field comments give the variable's meaning and default."""

    secret_key: str  # at least 32 characters; signs cookies and derives other keys
    public_origin: str  # scheme://host[:port] as the tablets see it
    database_url: str = "sqlite:///var/samvaro.sqlite"
    redis_url: str | None = None
    demo: bool = False  # sign-in links without a card; loopback only
    bench: bool = False  # nobody's questions are too many: for measuring; loopback only
    trusted_proxies: int = 0  # how many proxies in front may set X-Forwarded-*
    help_phone: str = "08-465 004 10"  # PTS fiction series; production must set its own
    help_hours: str = "Vardagar klockan 9 till 16."
    phones: tuple[tuple[str, str], ...] = ()  # (whose, number) of others than the help phone, in order
    locales: tuple[str, ...] = ("sv", "en")
    audit_key: str | None = None  # HMAC key of the audit chain; derived from the secret key if absent
    jobs: str = "inside"  # or "outside": `flask jobs run` does what the clock does, not the server
    sms: SmsSettings | None = None
    mail: MailSettings | None = None
    vapid_key: str | None = None  # private key of web push; derived from the secret key if absent

    @property
    def is_https(self) -> bool:
        return self.public_origin.startswith("https://")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read every SAMVARO_* variable; raise ConfigError for one missing, malformed or misspelt."""
        given = {k[len(PREFIX) :]: v for k, v in environ.items() if k.startswith(PREFIX)}
        given = {k: v for k, v in given.items() if not k.startswith("TEST_")}
        for name in sorted(given.keys() - KNOWN):
            raise ConfigError(f"{PREFIX}{name} is not a setting of Samvaro; see the table in README.md.")
        demo = _flag(given, "DEMO")
        settings = cls(
            secret_key=_secret(given, "SECRET_KEY"),
            public_origin=_origin(given),
            database_url=_database(given),
            redis_url=_redis(given),
            demo=demo,
            bench=_flag(given, "BENCH"),
            trusted_proxies=_count(given, "TRUSTED_PROXIES", most=5),
            help_phone=_phone(given, demo),
            help_hours=given.get("HELP_HOURS", "").strip() or cls.help_hours,
            phones=_phones(given),
            locales=_locales(given),
            audit_key=_secret(given, "AUDIT_KEY") if "AUDIT_KEY" in given else None,
            **_sending(given),
        )
        if demo and not is_loopback(settings.public_origin):
            raise ConfigError(
                "SAMVARO_DEMO=1 lets anyone in: it starts only with a loopback SAMVARO_PUBLIC_ORIGIN."
            )
        if settings.bench and not is_loopback(settings.public_origin):
            raise ConfigError(
                "SAMVARO_BENCH=1 lifts limits: it starts only with a loopback SAMVARO_PUBLIC_ORIGIN."
            )
        return settings


def _secret(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "")
    if len(value) < 32 or len(set(value)) < 8:
        raise ConfigError(f"{PREFIX}{name} must be set to at least 32 random characters.")
    return value


def _origin(given: Mapping[str, str]) -> str:
    value = given.get("PUBLIC_ORIGIN", "")
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 -- reading it raises on a port that is no number
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or value != f"{parts.scheme}://{parts.netloc}"
    ):
        raise ConfigError("SAMVARO_PUBLIC_ORIGIN must look like https://samvaro.example.se, without a path.")
    if not HOST.fullmatch(parts.netloc):  # it is written into headers, among them the content policy
        raise ConfigError("SAMVARO_PUBLIC_ORIGIN must be a name in small letters, a-z, 0-9, dot and hyphen.")
    return value


def _database(given: Mapping[str, str]) -> str:
    value = given.get("DATABASE_URL", Settings.database_url)
    scheme, found, rest = value.partition("://")
    driver = DATABASES.get(scheme.partition("+")[0])
    if not found or driver is None or not rest.strip("/") or scheme not in (*DATABASES, "postgresql+psycopg"):
        raise ConfigError("SAMVARO_DATABASE_URL must begin with sqlite:///FILE or postgresql://.")
    if driver == "sqlite" and (":memory:" in rest or not rest.startswith("/")):
        raise ConfigError(
            "SAMVARO_DATABASE_URL must name a file: sqlite:///FILE; a database in memory loses everything."
        )
    return f"{driver}://{rest}"


def _redis(given: Mapping[str, str]) -> str | None:
    value = given.get("REDIS_URL", "")
    if value and not re.match(r"(rediss?|unix)://[^/\s]", value):
        raise ConfigError("SAMVARO_REDIS_URL must begin with redis://, rediss:// or unix://.")
    return value or None


def _flag(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "0")
    if value not in ("0", "1"):
        raise ConfigError(f"{PREFIX}{name} must be 0 or 1.")
    return value == "1"


def _count(given: Mapping[str, str], name: str, most: int) -> int:
    value = given.get(name, "0")
    if not re.fullmatch(r"[0-9]", value) or int(value) > most:
        raise ConfigError(f"{PREFIX}{name} must be a whole number from 0 to {most}.")
    return int(value)


def _phone(given: Mapping[str, str], demo: bool) -> str:
    value = given.get("HELP_PHONE", Settings.help_phone if demo else "")
    if not PHONE.fullmatch(value):
        raise ConfigError(
            "SAMVARO_HELP_PHONE must be the number where a person answers, such as 08-465 004 10."
        )
    return value


def _phones(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    entries = [entry.strip() for entry in given.get("PHONES", "").split(";") if entry.strip()]
    found = [OTHER_PHONE.fullmatch(entry) for entry in entries]
    if len(found) > MOST_PHONES or not all(found):
        raise ConfigError(
            "SAMVARO_PHONES must be a list such as Vårdguiden: 1177; Väntjänsten: 08-465 004 20, "
            f"{MOST_PHONES} at most."
        )
    return tuple((one[1].strip(), one[2]) for one in found if one)


def _locales(given: Mapping[str, str]) -> tuple[str, ...]:
    value = tuple(given.get("LOCALES", "sv,en").split(","))
    if not value or value[0] != "sv" or len(set(value)) != len(value) or set(value) - set(SUPPORTED_LOCALES):
        raise ConfigError("SAMVARO_LOCALES must be a list such as sv,en: sv first, then any of en, fi, ar.")
    return value


def _sending(given: Mapping[str, str]) -> dict[str, Any]:
    try:
        return config_sending.read(given)
    except ValueError as error:
        raise ConfigError(str(error)) from None
