"""The live connection of a logged-in person. Thin: parse a frame, call a service, answer."""

import json
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from messaging import protocol


class LiveConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        user = self.scope["user"]
        if not (user.is_authenticated and user.is_active):
            await self.close(code=protocol.CLOSE_NOT_LOGGED_IN)
            return
        await self.accept()
        await self._send(protocol.hello(handle=user.handle))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            frame = protocol.parse(text_data or "")
        except protocol.BadFrame as refusal:
            await self._send(protocol.error(code=refusal.code))
            return
        await self._send(protocol.pong(n=frame["n"]))

    async def _send(self, frame: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(frame))
