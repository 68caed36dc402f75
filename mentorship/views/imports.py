"""Taking in a table of people: upload, name the columns, try, take in, take back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.imports import MappingForm, UploadTableForm
from mentorship.models import ImportBatch, Prospect
from mentorship.services import imports
from mentorship.views.outbox import sent
from portal.accounts import consent_texts
from portal.core import tables
from portal.core.exceptions import DomainError
from portal.core.limits import limited, sends_files
from portal.core.models import JobProgress
from portal.core.policy import can

PER_PAGE = 25
SHOWN_ROWS = 3


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", counts=sends_files)
def import_list(request: HttpRequest) -> HttpResponse:
    """A form that takes a table, and the tables that were brought before."""
    form = UploadTableForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = imports.upload(by=request.user, filename=file.name, file=file, now=timezone.now())
        except DomainError as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect("mentorship:import_batch", batch.public_id)
    rows = ImportBatch.objects.visible_to(request.user).select_related("by").defer("rows", "errors", "doubles")
    page = Paginator(rows.order_by("-uploaded_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/imports.html", {"form": form, "page_obj": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Before it is taken in: the columns, what trying found. Afterwards: what became of it."""
    batch = _batch(request, public_id)
    if batch.committed_at is not None:
        return _committed(request, batch)
    if batch.by_id != request.user.pk:
        raise Http404
    form = MappingForm(sent(request)[0], batch=batch)
    if request.method == "POST" and form.is_valid():
        try:
            imports.try_out(
                batch=batch, by=request.user, mapping=form.mapping, defaults=form.defaults, now=timezone.now()
            )
        except imports.UnderWay as refusal:
            messages.error(request, refusal.message)
            return redirect("mentorship:import_batch", public_id)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("mentorship:import_batch", public_id)
    if batch.is_under_way:
        progress = JobProgress.objects.filter(job=batch.job).first()
        return render(request, "mentorship/import_under_way.html", {"batch": batch, "progress": progress})
    show = "doubles" if request.GET.get("show") == "doubles" else "errors"
    context = {
        "batch": batch,
        "form": form,
        "show": show,
        "page_obj": Paginator(getattr(batch, show), PER_PAGE).get_page(request.GET.get("page")),
        "sample": [row for row in batch.rows if row][:SHOWN_ROWS],
        "tabs": [
            (_("Errors"), "?show=errors", show == "errors", len(batch.errors)),
            (_("Known already?"), "?show=doubles", show == "doubles", len(batch.doubles)),
        ],
        "consent": consent_texts.current(consent_texts.CONTACT),
        "good_without": batch.good_count - len(batch.doubles),
    }
    return render(request, "mentorship/import_batch.html", context)


def _committed(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    rows = Prospect.objects.visible_to(request.user).filter(batch=batch).select_related("mentor")
    page = Paginator(rows.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"batch": batch, "page_obj": page, "may_undo": can(request.user, "undo", batch)}
    return render(request, "mentorship/import_done.html", context)


@login_required
@require_POST
def import_commit(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = _batch(request, public_id)
    if batch.by_id != request.user.pk:
        raise Http404
    with_doubles = "with_doubles" in request.POST
    try:
        batch = imports.commit(batch=batch, by=request.user, now=timezone.now(), with_doubles=with_doubles)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        if not batch.is_under_way:
            count = batch.created_count
            words = ngettext("%(count)s person is noted.", "%(count)s people are noted.", count)
            messages.success(request, words % {"count": count})
    return redirect("mentorship:import_batch", public_id)


@login_required
@require_POST
def import_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = _batch(request, public_id)
    try:
        imports.undo(batch=batch, by=request.user, now=timezone.now())
    except imports.ChangedSince as refusal:
        context = {"batch": batch, "refusal": refusal.message, "changed": refusal.changed}
        return render(request, "mentorship/import_changed.html", context, status=409)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The import is taken back, to the last row."))
    return redirect("mentorship:import_batch", public_id)


@login_required
@require_safe
def import_errors(request: HttpRequest, public_id: str) -> HttpResponse:
    """The rows that cannot be taken in, with what is wrong, for correcting and sending again."""
    batch = _batch(request, public_id)
    if batch.by_id != request.user.pk:
        raise Http404
    rows = [[*batch.rows[number - 2], number, "; ".join(reasons)] for number, reasons in batch.errors]
    return tables.answer(
        name="rows-to-correct", headers=[*batch.columns, _("row"), _("what is wrong")], rows=rows, kind=tables.CSV
    )


def _batch(request: HttpRequest, public_id: str) -> ImportBatch:
    """Return the table; thousands of rows come only when they are asked for."""
    batches = ImportBatch.objects.visible_to(request.user).select_related("by")
    return get_object_or_404(batches.defer("rows", "errors", "doubles"), public_id=public_id)
