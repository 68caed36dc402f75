"""The site with two holes, so that the crawl is seen to find holes."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from oscar.core.loading import get_model

from mentorship.models import Project
from portal.access import PUBLIC
from portal.access.table import TABLE as TIGHT
from portal.urls import urlpatterns as tight


def read(request: HttpRequest, pk: int) -> HttpResponse:
    address = get_model("address", "UserAddress").objects.filter(pk=pk).first()
    return HttpResponse(address.line1 if address else "")


def send_on(request: HttpRequest, pk: int) -> HttpResponse:
    work = Project.objects.filter(pk=pk).first()
    return HttpResponseRedirect(f"/works/?q={work.title if work else ''}")


def write(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        Project.objects.filter(pk=pk).update(title="Mine now")
    return HttpResponse("")


TABLE = {**TIGHT, "hole_read": PUBLIC, "hole_send_on": PUBLIC, "hole_write": PUBLIC}
urlpatterns = [
    path("holes/<int:pk>/read/", read, name="hole_read"),
    path("holes/<int:pk>/on/", send_on, name="hole_send_on"),
    path("holes/<int:pk>/write/", write, name="hole_write"),
    *tight,
]
