"""Redis is killed while eight write through two processes: each goes on by itself, the others catch up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storm.conftest import Begin, Serve
from tests.storm.judge import faults
from tests.support.own_servers import OwnRedis

pytestmark = [pytest.mark.alone, pytest.mark.redis]


@pytest.fixture
def redis(tmp_path: Path, redis_url: str) -> Iterator[OwnRedis]:
    own = OwnRedis(tmp_path)
    yield own
    own.kill()


def test_redis_falls_and_with_it_a_process(serve: Serve, storm: Begin, redis: OwnRedis) -> None:
    servers = [serve(SAMVARO_REDIS_URL=redis.url) for _ in range(2)]
    weather = storm(*servers, readers=4)
    weather.wait_until_heard(across=True)
    redis.kill()
    weather.wait_until_heard(across=False)
    weather.wait_for_more(30)
    servers[1].kill()
    redis.start()
    servers[1].start()
    weather.wait_until_heard(across=True)
    history = weather.end()
    weather.note("Redis and one of two processes fell", history)
    assert faults(history) == []
