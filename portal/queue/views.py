"""The queue inside the CMS: portal/access/cms.py says who opens these pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.core import jobs
from portal.core.telling import told
from portal.queue import selectors, services, words

PER_PAGE = 20
#: Where operators, and nobody else, read what an error said.
TRACE = "admin:django_tasks_database_dbtaskresult_change"
SHOWS = (
    (selectors.OPEN, gettext_lazy("All that is not done")),
    (selectors.WAITING, gettext_lazy("Waiting")),
    (selectors.RUNNING, gettext_lazy("Running")),
    (selectors.DEAD, gettext_lazy("Given up")),
    (selectors.DONE, gettext_lazy("Done")),
)


@method_decorator(never_cache, name="dispatch")
class QueueView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]  # Wagtail has no types
    """Jobs by state, with why they failed. As many queries for one as for a thousand."""

    page_title = gettext_lazy("Background work")
    template_name = "wagtailadmin/queue/index.html"
    header_icon = "cogs"
    http_method_names = ["get", "head", "options"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse("job_queue:index"), "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("show", "")
        show = asked if asked in selectors.STATES else selectors.OPEN
        page = Paginator(selectors.listed(show), PER_PAGE).get_page(self.request.GET.get("page"))
        names = {status: name for name, status in selectors.STATES.items()}
        labels, numbers = dict(SHOWS), selectors.counts()
        progress = selectors.progress_of(page.object_list)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "page_obj": page,
            "rows": [
                self._row(job, labels[names[job.status]]) | {"progress": progress.get(job.pk)}
                for job in page.object_list
            ],
            "show": show,
            "shows": [(name, label, numbers[name]) for name, label in SHOWS],
            "workers": jobs.workers(now=timezone.now()),
        }

    def _row(self, job: Any, label: Any) -> dict[str, Any]:
        is_dead = job.status == selectors.STATES[selectors.DEAD]
        may_see_all = is_dead and self.request.user.is_superuser
        return {
            "number": job.pk,
            "work": words.of_work(job.task_path),
            "state": label,
            "enqueued_at": job.enqueued_at,
            "attempts": len(job.worker_ids),
            "why": words.of_failure(job.exception_class_path) if is_dead else "",
            "is_dead": is_dead,
            "trace": reverse(TRACE, args=[job.pk]) if may_see_all else "",
        }


@require_POST
def rebuild(request: HttpRequest) -> HttpResponse:
    done = _("It is done as soon as a worker is free; below you see how far it is.")
    return _act(request, services.rebuild, done)


@require_POST
def retry(request: HttpRequest, number: UUID) -> HttpResponse:
    return _act(request, services.retry, _("It is tried anew as soon as a worker is free."), number=number)


@require_POST
def discard(request: HttpRequest, number: UUID) -> HttpResponse:
    return _act(request, services.discard, _("It is discarded and will not be done."), number=number)


def _act(request: HttpRequest, service: Callable[..., None], done: str, **about: UUID) -> HttpResponse:
    with told(request, done):
        service(by=request.user, now=timezone.now(), **about)
    return redirect("job_queue:index")
