"""Asking about a piece or an order, and going on about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.exceptions import DomainError
from portal.core.limits import limited
from shop.forms.questions import AskForm, WordForm
from shop.models import Listing, Question
from shop.permissions import can_ask_about, can_go_on
from shop.selectors import orders
from shop.selectors import questions as asked
from shop.services import questions

PER_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("contact")
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask about a piece; `?order=` with the token of an order's link asks as its buyer."""
    order = _order(request)
    listing = get_object_or_404(asked.pieces_to_ask_about(order=order), public_id=public_id)
    if not can_ask_about(request.user, listing, order):
        raise Http404
    is_known = request.user.is_authenticated or order is not None
    form = AskForm(request.POST or None, is_known=is_known)
    if request.method == "POST" and form.is_valid():
        if form.is_by_machine:
            return _sent(request, listing, order)  # whoever fills the field that nobody sees need not learn it
        try:
            found = questions.ask(listing=listing, by=request.user, order=order, now=timezone.now(), **form.words)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            return _sent(request, listing, order, found)
    context = {"form": form, "listing": listing, "order": order}
    return render(request, "shop/question_ask.html", context, status=422 if form.errors else 200)


def _order(request: HttpRequest) -> Any:
    token = request.GET.get("order", "")
    if not token:
        return None
    try:
        return orders.by_link(token)
    except signing.SignatureExpired:
        return None


def _sent(request: HttpRequest, listing: Listing, order: Any, found: Question | None = None) -> HttpResponse:
    messages.success(request, _("Your question is on its way. The answer comes by e-mail."))
    if found and found.asker_id:
        return redirect(found)
    if order is not None:
        return redirect("shop:order_link", token=request.GET["order"])
    return redirect(listing)


@login_required
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """What I asked, and what waits for my answer."""
    page = Paginator(asked.of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "shop/question_list.html", {"page_obj": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def question(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(asked.of(request.user), public_id=public_id)
    return _thread(request, found, can_say=can_go_on(request.user, found), back=found.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def question_link(request: HttpRequest, token: str) -> HttpResponse:
    """A visitor's question, by the link in the mail with its answer."""
    found = questions.by_link(token)
    if found is None:
        raise Http404
    response = _thread(request, asked.loaded().get(pk=found.pk), can_say=True, back=request.path, by_link=True)
    response["X-Robots-Tag"] = "noindex"
    return response


def _thread(
    request: HttpRequest, found: Question, *, can_say: bool, back: str, by_link: bool = False
) -> HttpResponse:
    form = WordForm(request.POST or None) if can_say else None
    if form and request.method == "POST" and form.is_valid():
        try:
            by = _Visitor() if by_link else request.user
            questions.say(question=found, by=by, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Sent."))
            return redirect(back)
    is_asker = by_link or found.asker_id == request.user.pk
    context = {
        "question": found,
        "form": form,
        "by_link": by_link,
        "is_asker": is_asker,
        "reportable": asked.of_others(found, request.user),
    }
    return render(request, "shop/question.html", context, status=422 if form and form.errors else 200)


class _Visitor:
    """Whoever came by the link, whether they are logged in or not."""

    pk = None
    is_authenticated = is_active = False
