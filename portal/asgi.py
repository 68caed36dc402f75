"""HTTP and websockets, in one ASGI application."""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
os.environ.setdefault("PORTAL_WEB", "true")  # people wait: portal.settings.base
django.setup(set_prefix=False)

from channels.auth import AuthMiddlewareStack  # noqa: E402  needs the app registry
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from messaging.routing import websocket_urlpatterns  # noqa: E402
from portal.core.crowding import Crowd  # noqa: E402
from portal.core.gate import SocketGate  # noqa: E402
from portal.core.handler import ThreadHandler  # noqa: E402
from portal.core.watching import SocketLog, tally  # noqa: E402

_http: Any = ThreadHandler()
_sockets = SocketLog(SocketGate(URLRouter(websocket_urlpatterns), websocket_urlpatterns))

application = ProtocolTypeRouter(
    {
        "http": Crowd(_http, most=settings.REQUESTS_AT_ONCE, tally=tally),
        "websocket": OriginValidator(AuthMiddlewareStack(_sockets), settings.WEBSOCKET_ORIGINS),
    }
)
