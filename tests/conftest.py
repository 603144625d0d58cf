"""Fixtures of the whole suite; what they are made of stands in tests/support. The cast is in tests/people.py."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Playwright, sync_playwright

from app import create_app
from app.accounts.models import User
from app.config import Settings
from scripts import messages
from tests.support import chromium
from tests.support.client import CheckingClient
from tests.support.databases import Databases
from tests.support.environ import accepts, environment, free_port
from tests.support.people_doors import session_cookie
from tests.support.server import LiveServer
from tests.support.sockets import SocketClient

CI = os.environ.get("CI") == "true"
SLOW_IS_FINE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
hypothesis_settings.register_profile("ci", deadline=None, max_examples=40, suppress_health_check=SLOW_IS_FINE)
hypothesis_settings.register_profile(
    "thorough", parent=hypothesis_settings.get_profile("ci"), max_examples=1000
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

DATABASES = (
    pytest.param("sqlite", marks=pytest.mark.sqlite),
    pytest.param("postgres", marks=pytest.mark.postgres),
)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the workers of xdist start later
        messages.compile_all()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database runs on both, unless it is marked `one_database`."""
    if "database_kind" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("one_database") is None
        metafunc.parametrize("database_kind", DATABASES if both else DATABASES[:1], indirect=True)


# ---- databases -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.drop()


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """sqlite or postgres."""
    return str(request.param)


@pytest.fixture
def database_url(databases: Databases, database_kind: str, tmp_path: Path) -> str:
    """A migrated database without rows."""
    return databases.empty(database_kind, tmp_path)


@pytest.fixture
def redis_url() -> str:
    url = os.environ.get("SAMVARO_TEST_REDIS_URL") or ("redis://127.0.0.1:6379/0" if accepts(6379) else None)
    return url or pytest.skip("there is no Redis here: set SAMVARO_TEST_REDIS_URL, or install redis-server")


# ---- the application in this process ---------------------------------------------------------------------------


@pytest.fixture
def environ(database_url: str) -> dict[str, str]:
    """The SAMVARO_* variables of `app` and `live_server`; a test file may override this fixture to add some."""
    return environment(database_url=database_url, port=free_port())


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return Settings.from_environ(environ)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Each test has an application of its own; compiling the templates anew would be most of its time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application, with its context entered: services and `session` work in the test itself."""
    made = create_app(settings)
    made.config["TESTING"] = True
    made.test_client_class = CheckingClient
    made.jinja_env.bytecode_cache = compiled_templates
    with made.app_context():
        yield made
    made.extensions["samvaro-engine"].dispose()


@pytest.fixture
def new_client(app: Flask, settings: Settings) -> Callable[[], CheckingClient]:
    """One more browser."""

    def make() -> CheckingClient:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        client.environ_base["HTTP_HOST"] = settings.public_origin.partition("://")[2]
        return client

    return make


@pytest.fixture
def client(new_client: Callable[[], CheckingClient]) -> CheckingClient:
    """A browser that is not signed in; `sign_in(client, person)` of tests.support.people_doors changes that."""
    return new_client()


# ---- the application in a process of its own -------------------------------------------------------------------


@pytest.fixture
def live_server(app: Flask, environ: dict[str, str], tmp_path: Path) -> Iterator[LiveServer]:
    """gunicorn on the same database as `app`: what the test commits, the server sees."""
    server = LiveServer(environ, int(environ["SAMVARO_PUBLIC_ORIGIN"].rpartition(":")[2]), tmp_path)
    server.start()
    yield server
    server.finish()


@pytest.fixture
def socket_client(app: Flask, live_server: LiveServer) -> Iterator[Callable[..., SocketClient]]:
    """`socket_client(person)` is a connected socket of that person; `origin=` for those that should be refused."""
    opened: list[SocketClient] = []

    def connect(person: User | None = None, *, origin: str | None = live_server.url) -> SocketClient:
        cookie = session_cookie(app, person) if person else None
        opened.append(SocketClient(origin=origin, cookie=cookie))
        return opened[-1].connect(live_server.url)

    yield connect
    for client in opened:
        client.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    opened = chromium.launch(playwright)
    yield opened
    opened.close()


@pytest.fixture
def tablet(app: Flask, browser: Browser, live_server: LiveServer) -> Iterator[chromium.Tablets]:
    """`tablet(person)` is a page in a browser of its own, 810 × 1080 with touch."""
    tablets = chromium.Tablets(browser, app, live_server.url)
    yield tablets
    tablets.close()


# ---- skips are said aloud, and in CI they are failures ---------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, which CI does not accept: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(reasons):
        terminalreporter.write_line(f"skipped because {reason.removeprefix('Skipped: ')}", yellow=True)
