"""What lies in the stores: the pages of mentors and coordinators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.forms.supplies import MoveForm
from mentorship.models import ResourceType, StockMove
from mentorship.selectors import resources as questions
from mentorship.services import resources
from portal.core.exceptions import DomainError
from portal.core.limits import limited, searches

PER_PAGE = 30
Kind = StockMove.Kind


@login_required
@require_safe
@limited("search", counts=searches)
def stock_list(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    low = request.GET.get("show") == "low"
    rows = questions.low_stock() if low else questions.supplies(text)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/stock_list.html", {"page_obj": page, "text": text, "only_low": low})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stock(request: HttpRequest, pk: int) -> HttpResponse:
    """One material or tool: where it lies, what came and went, and a form for the next movement."""
    resource = get_object_or_404(ResourceType, pk=pk)
    form = MoveForm(request.POST or None, resource=resource)
    if request.method == "POST" and form.is_valid():
        try:
            _move(form, request.user)
        except DomainError as refusal:
            form.add_error("quantity" if "quantity" in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Noted."))
            return redirect("mentorship:stock", pk)
    context = {
        "resource": resource,
        "form": form,
        "stocks": questions.stock_of(resource),
        "items": questions.items_of(resource)[:200] if resource.is_loan else (),
        "page_obj": Paginator(questions.moves_of(resource), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "mentorship/stock.html", context)


def _move(form: MoveForm, by: Any) -> None:
    said = form.cleaned_data
    words = {"resource": form.resource, "by": by, "now": timezone.now(), "reason": said["reason"]}
    what, place = said["what"], said["location"]
    quantity, item = said.get("quantity") or 0, said.get("item")
    if what == Kind.RECEIVED:
        more = {"unit_cost": said["unit_cost"], "donor": said["donor"], "serials": form.numbers}
        resources.receive(location=place, quantity=quantity, **more, **words)
    elif what == Kind.TRANSFERRED:
        items = [item] if item else []
        resources.transfer(origin=place, destination=said["destination"], quantity=quantity, items=items, **words)
    elif what == Kind.COUNTED:
        resources.count(location=place, counted=quantity, **words)
    elif what == Kind.CONSUMED:
        resources.consume(location=place, quantity=quantity, **words)
    elif what == Kind.WRITTEN_OFF:
        resources.write_off(location=place, quantity=quantity, item=item, **words)
    else:
        resources.miss(location=place, quantity=quantity, item=item, **words)
