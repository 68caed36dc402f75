"""Sending a form of the chapter, and looking at or taking back what one has sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms_pages.forms.enquiries import ReferenceForm
from cms_pages.models import FormAnswer, FormPage
from cms_pages.services import enquiries
from portal.core.exceptions import DomainError
from portal.core.limits import limited

#: Where the session keeps {number of the page: reference of what was sent}.
SENT = "answers_sent"


def _open_page(number: int) -> FormPage:
    page: FormPage = get_object_or_404(FormPage.objects.listed(), pk=number)
    return page


@never_cache
@require_http_methods(["GET", "POST"])
@limited("answer")
def send(request: HttpRequest, page: int) -> HttpResponse:
    """A form of the chapter; what was typed comes back with what is wrong with it."""
    found = _open_page(page)
    if request.method == "GET":
        return redirect(found.get_url(request))
    form = found.get_form(request.POST, page=found, user=request.user)
    if form.is_valid() and (answer := _send(request, found, form)):
        request.session[SENT] = {**request.session.get(SENT, {}), str(found.pk): answer.reference}
        return redirect("cms_pages:answer_sent", found.pk)
    return render(request, found.template, found.get_context(request, form=form))


def _send(request: HttpRequest, page: FormPage, form: Any) -> FormAnswer | None:
    """Hand over what was typed; None, with the reason in the form, when it is refused."""
    try:
        return enquiries.send(
            page=page,
            answers=form.answers,
            submission=form.cleaned_data["submission"],
            now=timezone.now(),
            by=request.user if request.user.is_authenticated else None,
        )
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return None


@never_cache
@require_safe
def sent(request: HttpRequest, page: int) -> HttpResponse:
    """Thanks, with the reference under which one finds what one has sent."""
    found = _open_page(page)
    reference = request.session.get(SENT, {}).get(str(found.pk))
    if reference is None:
        return redirect(found.get_url(request))
    context = {**found.get_context(request), "reference": reference}
    return render(request, found.landing_page_template, context)


@never_cache
@require_http_methods(["GET", "POST"])
@limited("answer")
def mine(request: HttpRequest) -> HttpResponse:
    """What is kept under a reference, shown to who knows it and deleted when they say so."""
    form = ReferenceForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        reference = form.cleaned_data["reference"]
        try:
            if "delete" in request.POST:
                enquiries.take_back(reference=reference)
                messages.success(request, _("What you sent is deleted."))
                return redirect("cms_pages:answer_mine")
            answer = enquiries.find(reference=reference)
            context |= {"answer": answer, "facts": _facts(answer)}
        except DomainError as refusal:
            form.add_error("reference", refusal.message)
    return render(request, "cms_pages/answer_mine.html", context)


def _facts(answer: FormAnswer) -> list[tuple[str, str]]:
    """Questions with what was answered, in words; a question that is gone shows its former name."""
    labels = {field.clean_name: field.label for field in answer.page.get_form_fields()}
    return [(labels.get(name, name), _in_words(value)) for name, value in answer.form_data.items()]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
