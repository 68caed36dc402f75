"""Redis as a cache that a site can do without: it is not waited for, and while it is away it is an empty one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisSerializer
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.core import outages
from portal.core.redis_clients import SharedRedisClient

logger = logging.getLogger(__name__)

#: Seconds until an answer that does not come is none, and for how long nobody asks again.
PATIENCE, REST = 1.0, 3.0
#: When each server may be asked again, for all threads of this process.
_rests_until: dict[str, float] = {}


class Unreadable(Exception):
    """What another release has kept is nothing to this one."""


class Serializer(RedisSerializer):
    def loads(self, data: Any) -> Any:
        try:
            return super().loads(data)
        except Exception as error:  # whatever becomes of a class that is not there, or not so, any more
            raise Unreadable from error


class QuickRedisCache(RedisCache):
    """Raises, but soon: the library waits five seconds and tries three times more.

    Shares connections, and does not find what it cannot read.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": Retry(NoBackoff(), 0)}
        options = {"serializer": Serializer(), **patience, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._class = SharedRedisClient

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except Unreadable:
            return default

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().get_many(keys, version)
        except Unreadable:
            return {}
        return found


class CalmRedisCache(QuickRedisCache):
    """Finds nothing and keeps nothing while its server is away or full, and then leaves it alone for REST seconds.

    What counts for who asks is not forgiven: `incr`, and the keys that begin as OPTIONS["strict"] says, raise.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        self._strict: tuple[str, ...] = tuple(options.pop("strict", ()))
        self._server = str(server)
        super().__init__(server, {**params, "OPTIONS": options})

    def _ask(self, question: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() < _rests_until.get(self._server, 0.0):
            return otherwise
        try:
            return question()
        except Exception as error:
            if not outages.is_away(error):
                raise
            logger.error("The cache is away (%s); nobody asks it for %.0f s", type(error).__name__, REST)
            _rests_until[self._server] = time.monotonic() + REST
            return otherwise

    def _is_strict(self, key: str) -> bool:
        return bool(self._strict) and str(key).startswith(self._strict)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        ask = super().get
        return (
            ask(key, default, version)
            if self._is_strict(key)
            else self._ask(lambda: ask(key, default, version), default)
        )

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        ask = super().set
        if self._is_strict(key):
            ask(key, value, *args, **options)
        else:
            self._ask(lambda: ask(key, value, *args, **options), None)

    def add(self, key: str, value: Any, *args: Any, **options: Any) -> bool:
        ask = super().add
        if self._is_strict(key):
            return bool(ask(key, value, *args, **options))
        return bool(self._ask(lambda: ask(key, value, *args, **options), True))

    def touch(self, key: str, *args: Any, **options: Any) -> bool:
        ask = super().touch
        return bool(self._ask(lambda: ask(key, *args, **options), False))

    def delete(self, key: str, version: int | None = None) -> bool:
        ask = super().delete
        return bool(self._ask(lambda: ask(key, version), False))

    def has_key(self, key: str, version: int | None = None) -> bool:
        ask = super().has_key
        return bool(self._ask(lambda: ask(key, version), False))

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        ask, keys = super().get_many, list(keys)
        found: dict[str, Any] = self._ask(lambda: ask(keys, version), {})
        return found

    def set_many(self, data: dict[str, Any], *args: Any, **options: Any) -> list[Any]:
        ask = super().set_many
        return list(self._ask(lambda: ask(data, *args, **options), list(data)) or [])

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        ask, keys = super().delete_many, list(keys)
        self._ask(lambda: ask(keys, version), None)
