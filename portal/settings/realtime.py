"""Channels: in memory for one process, Redis pub/sub for more."""

from portal.settings.env import env

if _redis := env.str("REDIS_URL", default=""):
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # redis-py 8 defaults to a 5 s timeout and 100 connections: idle sockets die, busy ones fail.
            "CONFIG": {"hosts": [{"address": _redis, "socket_timeout": 30, "max_connections": 2000}]},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

#: Processes that serve this site; more than one needs Redis (portal.checks).
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", default=1)

#: Requests that one process answers at once; who comes on top is told to come back (portal.core.crowding). 0: all.
REQUESTS_AT_ONCE = env.int("REQUESTS_AT_ONCE", default=64)

#: Full origins (scheme, host, port) from which a page may open a socket; host names alone are not enough.
WEBSOCKET_ORIGINS = [
    env.str("SITE_URL", default="http://127.0.0.1:8000"),
    *env.list("WEBSOCKET_ORIGINS", default=[]),
]
