"""Commissions as maker, buyer and mentor see them; visitors come by a signed link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.models import Commission
from portal.accounts.permissions import can_approve_publishing
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from shop import payments as payment_ways
from shop.forms.checkout import DetailsForm
from shop.forms.commissions import DeliverForm, NoteForm, OfferForm
from shop.models import CommissionOffer
from shop.payments import patience
from shop.services import commissions, listings
from shop.views.checkout import to_payment

PER_PAGE = 20
Status = CommissionOffer.Status
#: Which field of the offer's form a refusal stands beside.
BESIDE = {
    listings.BadPrice: "price",
    commissions.BadDeposit: "deposit_percent",
    commissions.BadKept: "kept_percent",
    commissions.BadDay: "promised_on",
}


@login_required
@require_safe
def commission_list(request: HttpRequest) -> HttpResponse:
    """What I make for others, what others make for me, and what I look at."""
    rows = CommissionOffer.objects.visible_to(request.user).with_sides().newest_first()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "shop/commission_list.html", {"page_obj": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make an offer for a request, or look at the one that stands."""
    asked = get_object_or_404(
        Commission.objects.filter(maker=request.user.pk).select_related("asker", "maker"), public_id=public_id
    )
    standing = CommissionOffer.objects.filter(request=asked).exclude(status__in=CommissionOffer.OVER).first()
    if standing and request.method != "POST":
        return redirect(standing)
    form = OfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commissions.offer(
                request=asked,
                terms=form.terms(),
                by=request.user,  # type: ignore[arg-type]  # logged in
                submission=form.cleaned_data["submission"],
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(BESIDE.get(type(refusal)), refusal.message)
        else:
            messages.success(request, _("Your offer is made."))
            return redirect(made)
    context = {"form": form, "asked": asked}
    return render(request, "shop/commission_offer.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def commission(request: HttpRequest, public_id: str) -> HttpResponse:
    mine = CommissionOffer.objects.visible_to(request.user).with_sides()
    return _page(request, get_object_or_404(mine, public_id=public_id), request.user, request.path)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def commission_link(request: HttpRequest, token: str) -> HttpResponse:
    """A visitor's commission, by the link in their mails."""
    return _page(request, _by_link(token), AnonymousUser(), request.path)


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@limited("checkout")
@patience.at_most()
def commission_pay(request: HttpRequest, public_id: str) -> HttpResponse:
    mine = CommissionOffer.objects.filter(buyer=request.user.pk).with_sides()
    found = get_object_or_404(mine, public_id=public_id)
    return _pay(request, found, request.user, found.get_absolute_url())


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@limited("checkout")
@patience.at_most()
def commission_link_pay(request: HttpRequest, token: str) -> HttpResponse:
    return _pay(request, _by_link(token), AnonymousUser(), reverse("shop:commission_link", args=[token]))


def _by_link(token: str) -> CommissionOffer:
    found = commissions.by_link(token)
    if found is None:
        raise Http404
    return found


# A page and its buttons -------------------------------------------------------------------------------------


def _page(request: HttpRequest, found: CommissionOffer, by: Any, here: str) -> HttpResponse:
    verb = request.POST.get("do", "")
    note = NoteForm(request.POST if verb else None)
    is_maker = commissions.is_makers(found, by)
    deliver = None
    if is_maker and found.status == Status.REST_PAID:
        deliver = DeliverForm(request.POST if verb == "deliver" else None, maker=by, offer=found)
    if request.method == "POST" and note.is_valid() and (verb != "deliver" or (deliver and deliver.is_valid())):
        try:
            _do(verb, found, by, note.cleaned_data["note"], deliver)
        except (commissions.SayWhy, commissions.NotYourWork) as refusal:
            note.add_error("note", refusal.message)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect(here)
        else:
            return redirect(f"{here}pay/" if verb == "accept" else here)
    context = {"offer": found, "verbs": verbs(found, by), "note": note, "deliver": deliver, "is_maker": is_maker}
    context["is_buyer"] = commissions.is_buyers(found, by)
    context["kept_minor"] = commissions.kept_now(found)
    status = 422 if note.errors or (deliver and deliver.errors) else 200
    response = render(request, "shop/commission.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def verbs(found: CommissionOffer, by: Any) -> list[str]:
    """Return what `by` can do as things stand; the services decide it again."""
    known = []
    if commissions.is_makers(found, by):
        known += MAKERS.get(found.status, [])
    if commissions.is_buyers(found, by):
        known += BUYERS.get(found.status, [])
    if found.status == Status.WAITING and by.is_authenticated and can_approve_publishing(by, found.seller.user):
        known += ["approve", "send_back"]
    return known


MAKERS: dict[str, list[str]] = {
    Status.WAITING: ["withdraw"],
    Status.OFFERED: ["withdraw"],
    Status.ACCEPTED: ["withdraw"],
    Status.DEPOSIT_PAID: ["begin", "cancel"],
    Status.IN_WORK: ["finish", "cancel"],
    Status.READY: ["cancel"],
    Status.REST_PAID: ["deliver", "cancel"],
}
BUYERS: dict[str, list[str]] = {
    Status.OFFERED: ["accept", "decline"],
    Status.ACCEPTED: ["pay", "decline"],
    Status.DEPOSIT_PAID: ["cancel"],
    Status.IN_WORK: ["cancel"],
    Status.READY: ["pay", "cancel"],
}


def _do(verb: str, found: CommissionOffer, by: Any, note: str, deliver: DeliverForm | None) -> None:
    """Call the one service behind a button."""
    now = timezone.now()
    match verb:
        case "approve" | "send_back":
            commissions.decide(offer=found, approved=verb == "approve", by=by, note=note)
        case "withdraw":
            commissions.withdraw(offer=found, by=by, note=note)
        case "accept":
            commissions.accept(offer=found, by=by)
        case "decline":
            commissions.decline(offer=found, by=by, note=note)
        case "begin":
            commissions.begin(offer=found, by=by)
        case "finish":
            commissions.finish(offer=found, by=by)
        case "deliver" if deliver:
            commissions.deliver(
                offer=found,
                by=by,
                now=now,
                project=deliver.cleaned_data["project"],
                tracking=deliver.cleaned_data.get("tracking", ""),
                carrier=deliver.cleaned_data.get("carrier", ""),
            )
        case "cancel":
            commissions.cancel(offer=found, by=by, note=note, now=now)
        case _:
            raise commissions.NotNow


def _pay(request: HttpRequest, found: CommissionOffer, by: Any, back: str) -> HttpResponse:
    if not found.payable:
        messages.info(request, commissions.NotNow().message)
        return redirect(back)
    initial = {"email": found.buyer.email} if found.buyer else {}
    form = DetailsForm.for_one(
        request.POST or None, needs_shipping=commissions.needs_address(found), initial=initial
    )
    if request.method == "POST" and form.is_valid() and settings.PAYMENT_PROVIDERS:
        try:
            payment = commissions.pay(offer=found, details=form.details(), by=by, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            return to_payment(request, payment)
    context = {"offer": found, "form": form, "back": back, "ways": payment_ways.switched_on()}
    context["can_pay"] = bool(settings.PAYMENT_PROVIDERS)
    return render(request, "shop/commission_pay.html", context, status=422 if form.errors else 200)
