"""One client for each Redis of a process. Under ASGI Django would connect anew for each request.

`caches` is local to a request there, and each backend opens connections of its own: 200 requests opened 201.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.cache.backends.redis import RedisCacheClient


class SharedRedisClient(RedisCacheClient):
    """Hands out the client of this process for a server; clients and their pools are safe to share by threads."""

    _clients: ClassVar[dict[Any, Any]] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        own: Any = self  # the stubs know nothing of its inside
        server = own._servers[own._get_connection_pool_index(write)]
        known = (server, frozenset(own._pool_options.items()))
        if known not in self._clients:
            self._clients.setdefault(known, super().get_client(key, write=write))
        return self._clients[known]
