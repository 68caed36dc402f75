"""Going on to an address that came with the request, but only on our own host."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import RedirectView


def own_address(request: HttpRequest, address: str, *, default: str = "") -> str:
    """Return `address` if it leads to a page of this site, otherwise `default`."""
    is_own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_own else default


class DoorView(RedirectView):
    """Lead to `pattern_name`, and remember where on our site the person wanted to go (`next`)."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        door = reverse(str(self.pattern_name))
        after = own_address(self.request, self.request.GET.get("next", ""))
        return f"{door}?{urlencode({'next': after})}" if after else door
