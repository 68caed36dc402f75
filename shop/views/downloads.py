"""Fetching the file of a bought download."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from portal.core import delivery
from portal.core.exceptions import DomainError
from portal.core.limits import always, limited
from shop.services import downloads

#: What a browser asks for that goes on with a broken download.
LATER_PART = re.compile(r"bytes=0*[1-9]\d*-")


@method_decorator([never_cache, limited("order_link", counts=always)], name="dispatch")
class DownloadView(View):
    """Hand a file over to whoever has the link, as often and as long as its order allows."""

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        goes_on = bool(LATER_PART.match(request.headers.get("Range", "")))
        counts = request.method == "GET"
        try:
            file = downloads.fetch(token=token, now=timezone.now(), counts=counts, goes_on=goes_on)
        except downloads.UnknownLink as refusal:
            return self._refuse(refusal, status=404)
        except DomainError as refusal:
            return self._refuse(refusal, status=410)
        response = delivery.send(
            request, file.original.name, content_type=file.content_type, filename=file.filename, attachment=True
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _refuse(self, refusal: DomainError, *, status: int) -> HttpResponse:
        return render(self.request, "shop/download_refused.html", {"refusal": refusal.message}, status=status)
