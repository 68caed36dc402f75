"""Oscar's own doors to an account, which all lead to allauth's."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import RedirectView


class DoorView(RedirectView):
    """Lead to `pattern_name`, keeping a `next` on our own host."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        address = reverse(str(self.pattern_name))
        after = self.request.GET.get("next", "")
        own = url_has_allowed_host_and_scheme(
            after, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return f"{address}?{urlencode({'next': after})}" if own else address
