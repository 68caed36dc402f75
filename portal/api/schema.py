"""The description of the API for programs: made of the views themselves, so that it cannot disagree."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularJSONAPIView

from portal.core.api import OwnApi

VERSION = "/api/v1/"


def ours(endpoints: list[Any], **_more: Any) -> list[Any]:
    """Only doors of this version of the API; one that answers with and without a slash is told once."""
    there = {each[0] for each in endpoints}
    return [each for each in endpoints if each[0].startswith(VERSION) and f"{each[0]}/" not in there]


class TokenScheme(OpenApiAuthenticationExtension):
    """Tokens as the door `auth/token` gives them."""

    target_class = "portal.core.api.Bearer"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SchemaView(OwnApi, SpectacularJSONAPIView):
    """This description."""
