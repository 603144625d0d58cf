"""The start: settings are read strictly, and a wrong one stops it with one sentence."""

from __future__ import annotations

import pytest

from app.config import ConfigError, Settings

GOOD = {
    "SAMVARO_SECRET_KEY": "a-secret-of-32-random-characters-or-more",
    "SAMVARO_PUBLIC_ORIGIN": "https://samvaro.example.se",
    "SAMVARO_HELP_PHONE": "08-465 004 10",
    "SAMVARO_DATABASE_URL": "sqlite:////tmp/x.sqlite",
}
DEMO = GOOD | {"SAMVARO_PUBLIC_ORIGIN": "http://127.0.0.1:5000", "SAMVARO_DEMO": "1"}


def test_a_complete_environment_is_read() -> None:
    settings = Settings.from_environ(GOOD | {"PATH": "/bin", "SAMVARO_TRUSTED_PROXIES": "2"})
    assert (settings.trusted_proxies, settings.is_https, settings.demo) == (2, True, False)


@pytest.mark.parametrize("name", ["SAMVARO_SECRET_KEY", "SAMVARO_PUBLIC_ORIGIN", "SAMVARO_HELP_PHONE"])
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Settings.from_environ({k: v for k, v in GOOD.items() if k != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMVARO_SECRET_KEY", "short"),
        ("SAMVARO_SECRET_KEY", "a" * 64),
        ("SAMVARO_PUBLIC_ORIGIN", "samvaro.example.se"),
        ("SAMVARO_PUBLIC_ORIGIN", "https://samvaro.example.se/"),
        ("SAMVARO_PUBLIC_ORIGIN", "https://samvaro.example.se:port"),
        ("SAMVARO_PUBLIC_ORIGIN", "https://kalle@samvaro.example.se"),
        ("SAMVARO_PUBLIC_ORIGIN", "ftp://samvaro.example.se"),
        ("SAMVARO_PUBLIC_ORIGIN", "https://Samvaro.example.se"),
        ("SAMVARO_PUBLIC_ORIGIN", "http://a;script-src *"),
        ("SAMVARO_PUBLIC_ORIGIN", "https://*"),
        ("SAMVARO_PUBLIC_ORIGIN", "https://a,b"),
        ("SAMVARO_DATABASE_URL", "mysql://localhost/x"),
        ("SAMVARO_DATABASE_URL", "sqlite://"),
        ("SAMVARO_DATABASE_URL", "sqlite:///:memory:"),
        ("SAMVARO_DATABASE_URL", ""),
        ("SAMVARO_REDIS_URL", "localhost:6379"),
        ("SAMVARO_DEMO", "yes"),
        ("SAMVARO_DEMO", ""),
        ("SAMVARO_TRUSTED_PROXIES", "-1"),
        ("SAMVARO_TRUSTED_PROXIES", "6"),
        ("SAMVARO_TRUSTED_PROXIES", "1.0"),
        ("SAMVARO_HELP_PHONE", "ring oss"),
        ("SAMVARO_LOCALES", "en"),
        ("SAMVARO_LOCALES", "sv,xx"),
        ("SAMVARO_AUDIT_KEY", "short"),
    ],
)
def test_what_is_malformed_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Settings.from_environ(GOOD | {name: value})


def test_a_misspelt_setting_is_not_passed_over() -> None:
    with pytest.raises(ConfigError, match="SAMVARO_DATABSE_URL"):
        Settings.from_environ(GOOD | {"SAMVARO_DATABSE_URL": "sqlite:////tmp/y"})


@pytest.mark.parametrize("origin", ["http://127.0.0.1:5000", "http://localhost:5000", "http://[::1]:5000"])
def test_demo_starts_on_loopback(origin: str) -> None:
    assert Settings.from_environ(DEMO | {"SAMVARO_PUBLIC_ORIGIN": origin}).demo


@pytest.mark.parametrize(
    "origin",
    ["https://samvaro.example.se", "http://10.0.0.1:5000", "http://127.0.0.1.example.se", "http://0.0.0.0"],
)
def test_demo_starts_nowhere_else(origin: str) -> None:
    with pytest.raises(ConfigError, match="SAMVARO_DEMO"):
        Settings.from_environ(DEMO | {"SAMVARO_PUBLIC_ORIGIN": origin})


def test_a_postgres_address_gets_its_driver() -> None:
    url = Settings.from_environ(
        GOOD | {"SAMVARO_DATABASE_URL": "postgresql://me@127.0.0.1/samvaro"}
    ).database_url
    assert url == "postgresql+psycopg://me@127.0.0.1/samvaro"


SMS = {
    "SAMVARO_SMS_URL": "https://gateway.example.se/sms",
    "SAMVARO_SMS_USER": "user",
    "SAMVARO_SMS_PASSWORD": "word",
    "SAMVARO_SMS_FROM": "Samvaro",
}
MAIL = {"SAMVARO_SMTP_URL": "smtp://u:p@mail.example.se:587", "SAMVARO_MAIL_FROM": "samvaro@example.se"}


def test_what_leaves_the_house_is_set_up_as_a_whole() -> None:
    settings = Settings.from_environ(GOOD | SMS | MAIL | {"SAMVARO_JOBS": "outside"})
    assert settings.sms is not None
    assert settings.sms.sender == "Samvaro"
    assert settings.mail is not None
    assert settings.jobs == "outside"
    nothing = Settings.from_environ(GOOD)
    assert (nothing.sms, nothing.mail, nothing.jobs, nothing.vapid_key) == (None, None, "inside", None)
    Settings.from_environ(GOOD | SMS | {"SAMVARO_SMS_URL": "http://127.0.0.1:9/sms"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMVARO_SMS_URL", "http://gateway.example.se/sms"),
        ("SAMVARO_SMS_URL", ""),
        ("SAMVARO_SMS_URL", "https://gateway.example.se:port/"),
        ("SAMVARO_SMS_PASSWORD", ""),
        ("SAMVARO_SMS_FROM", "Samvaro Tyresö"),
        ("SAMVARO_SMTP_URL", "https://mail.example.se"),
        ("SAMVARO_SMTP_URL", "smtp://"),
        ("SAMVARO_MAIL_FROM", "samvaro"),
        ("SAMVARO_MAIL_FROM", "a@b.se\r\nBcc: c@d.se"),
        ("SAMVARO_VAPID_KEY", "short"),
        ("SAMVARO_JOBS", "elsewhere"),
    ],
)
def test_half_a_gateway_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=r"SAMVARO_(SMS|SMTP|MAIL|VAPID|JOBS)"):
        Settings.from_environ(GOOD | SMS | MAIL | {name: value})
