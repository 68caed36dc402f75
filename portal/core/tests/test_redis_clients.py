from contextvars import copy_context
from typing import Any

from django.utils.connection import BaseConnectionHandler
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.core.calm_cache import QuickRedisCache

SERVER = "redis://127.0.0.1:9/0"  # nobody: a client connects when it is asked


def backend(**options: Any) -> Any:
    return QuickRedisCache(SERVER, {"OPTIONS": options})


def test_each_request_uses_the_connections_of_the_process() -> None:
    class Handler(BaseConnectionHandler):
        def create_connection(self, alias: str) -> Any:
            return backend(socket_timeout=1.0, retry=Retry(NoBackoff(), 0))

    handler = Handler({"default": {}})

    def request() -> tuple[Any, Any]:
        cache = handler["default"]
        return cache, cache._cache.get_client(None)

    first, second = copy_context().run(request), copy_context().run(request)

    assert first[0] is not second[0], "Django keeps a backend to each request"
    assert first[1] is second[1]


def test_other_settings_have_other_connections() -> None:
    assert backend(socket_timeout=1.0)._cache.get_client(None) is not backend(
        socket_timeout=2.0
    )._cache.get_client(None)
    assert backend()._cache.get_client(None, write=True) is backend()._cache.get_client(None)
