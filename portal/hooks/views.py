"""Webhooks inside the CMS: portal/access/cms.py says who opens these pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.core.exceptions import DomainError
from portal.hooks import services
from portal.hooks.forms import ChangeForm, EndpointForm
from portal.hooks.models import Attempt, Delivery, Endpoint
from portal.hooks.signing import secret_of

PER_PAGE = 20


class HooksPage(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]  # Wagtail has no types
    header_icon = "redirect"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("webhooks:index"), "label": IndexView.page_title}
        own = [] if isinstance(self, IndexView) else [{"url": "", "label": self.get_page_title()}]
        return [*self.breadcrumbs_items, index, *own]

    def shown(self, **more: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**more))


@method_decorator(never_cache, name="dispatch")
class IndexView(HooksPage):
    """All webhooks, and a form for one more; its secret is shown once, in the answer to that form."""

    page_title = gettext_lazy("Webhooks")
    template_name = "wagtailadmin/hooks/index.html"
    http_method_names = ["get", "head", "options", "post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EndpointForm(request.POST)
        if form.is_valid():
            try:
                endpoint = services.add(**form.cleaned_data, by=request.user)
            except DomainError as refusal:
                form.add_error(None, refusal.message)
            else:
                return self.shown(new_secret=secret_of(endpoint))
        return self.shown(form=form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.setdefault("form", EndpointForm())
        return {**context, "endpoints": Endpoint.objects.of_chapter().order_by("pk")}


@method_decorator(never_cache, name="dispatch")
class EndpointView(HooksPage):
    """One webhook: what it is told, its secret, and what became of what it was sent. Queries do not grow."""

    template_name = "wagtailadmin/hooks/endpoint.html"
    http_method_names = ["get", "head", "options", "post"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.endpoint = _endpoint(kwargs["public_id"])

    def get_page_title(self) -> str:
        return self.endpoint.url

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        form = ChangeForm(request.POST)
        if form.is_valid():
            try:
                services.change(endpoint=self.endpoint, **form.cleaned_data, by=request.user)
            except DomainError as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("Kept."))
                return redirect("webhooks:endpoint", public_id)
        return self.shown(form=form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        now = {"url": self.endpoint.url, "events": self.endpoint.events, "is_on": self.endpoint.is_on}
        context.setdefault("form", ChangeForm(initial=now))
        tries = Prefetch("tries", Attempt.objects.order_by("-pk"))
        rows = self.endpoint.deliveries.newest_first().prefetch_related(tries)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return {**context, "endpoint": self.endpoint, "page_obj": page}


@never_cache
@require_POST
def rotate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer with the new secret, which is shown this once."""
    endpoint = services.rotate(endpoint=_endpoint(public_id), by=request.user, now=timezone.now())
    context = {"endpoint": endpoint, "new_secret": secret_of(endpoint), "page_title": _("New secret")}
    return render(request, "wagtailadmin/hooks/secret.html", context)


@require_POST
def try_out(request: HttpRequest, public_id: str) -> HttpResponse:
    services.try_out(endpoint=_endpoint(public_id), by=request.user, now=timezone.now())
    messages.success(request, _("A test is on its way. Look here again in a moment."))
    return redirect("webhooks:endpoint", public_id)


@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    services.remove(endpoint=_endpoint(public_id), by=request.user, now=timezone.now())
    messages.success(request, _("Nothing is told there any more."))
    return redirect("webhooks:index")


@require_POST
def replay(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Delivery.objects.filter(endpoint__in=Endpoint.objects.of_chapter()).select_related("endpoint")
    delivery = get_object_or_404(rows, public_id=public_id)
    services.replay(delivery=delivery, by=request.user, now=timezone.now())
    messages.success(request, _("It is sent once more, under the same id."))
    return redirect("webhooks:endpoint", delivery.endpoint.public_id)


def _endpoint(public_id: str) -> Endpoint:
    """One of the chapter's; this is no place for people's own."""
    return get_object_or_404(Endpoint.objects.of_chapter(), public_id=public_id)
