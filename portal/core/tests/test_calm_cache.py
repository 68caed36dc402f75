"""While Redis is away or silent the cache is an empty one, soon; what must be counted says that it cannot."""

import shutil
import socket
import time
from collections.abc import Iterator

import pytest
import redis

from portal.core import calm_cache
from portal.core.calm_cache import CalmRedisCache, QuickRedisCache
from portal.testing.servers import Redis

STRICT = {"OPTIONS": {"strict": ["counted:"]}}


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield f"redis://127.0.0.1:{door.getsockname()[1]}/0"


@pytest.fixture
def nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return f"redis://127.0.0.1:{door.getsockname()[1]}/0"


def test_without_a_server_it_is_empty_and_keeps_nothing(nobody):
    cache = CalmRedisCache(nobody, STRICT)

    assert cache.add("a", 1)
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert not cache.touch("a")
    assert not cache.delete("a")
    assert not cache.has_key("a")
    cache.delete_many(["a"])
    assert cache.get_or_set("a", lambda: "made") == "made"


@pytest.mark.parametrize("name", ["get", "set", "add", "incr"])
def test_what_must_be_counted_is_not_forgiven(nobody, name):
    cache = CalmRedisCache(nobody, STRICT)
    values = [1] if name in ("set", "add") else []

    with pytest.raises(redis.ConnectionError):
        getattr(cache, name)("counted:log-ins", *values)


def test_a_silent_server_is_waited_for_once(silent):
    cache = CalmRedisCache(silent, STRICT)
    begun = time.monotonic()

    for _time in range(20):
        assert cache.get("a") is None

    assert time.monotonic() - begun < 3 * calm_cache.PATIENCE


def test_the_quick_one_raises_soon(silent):
    begun = time.monotonic()

    with pytest.raises(redis.TimeoutError):
        QuickRedisCache(silent, {}).get("a")

    assert time.monotonic() - begun < 3 * calm_cache.PATIENCE


def test_a_mistake_of_ours_is_not_forgiven(nobody):
    with pytest.raises(AttributeError):
        CalmRedisCache(nobody, {}).set("a", lambda: None)


@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")
def test_it_is_used_again_after_a_while(monkeypatch):
    server = Redis()
    server.start()
    try:
        cache = CalmRedisCache(server.url, STRICT)
        cache.set("a", 1)
        server.kill()
        assert cache.get("a") is None
        server.start()
        cache.set("a", 2)
        assert cache.get("a") is None, "it rests"

        monkeypatch.setattr(calm_cache, "_rests_until", {})
        cache.set("a", 3)

        assert cache.get("a") == 3
    finally:
        server.kill()


@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")
@pytest.mark.parametrize("kind", [CalmRedisCache, QuickRedisCache])
def test_what_another_release_has_kept_is_not_there(kind):
    server = Redis()
    server.start()
    try:
        cache = kind(server.url, {})
        cache.set("a", 1)
        of_a_class_that_is_gone = b"\x80\x04\x8c\x06no_one\x8c\x04Gone\x93)\x81."
        redis.from_url(server.url).set(cache.make_and_validate_key("a"), of_a_class_that_is_gone)

        assert cache.get("a", "nothing") == "nothing"
        assert cache.get_many(["a"]) == {}
        cache.set("a", 2)
        assert cache.get("a") == 2
    finally:
        server.kill()
