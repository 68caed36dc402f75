"""Asking for one's money, and the coordinators' side of paying it out."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.accounts.services import audit
from portal.core import delivery
from portal.core.exceptions import DomainError
from portal.core.images import BadUpload
from portal.core.limits import limited, sends_files
from portal.core.policy import can, visible_to
from shop import payout_ways
from shop.forms.payouts import AccountForm, AskForm, CancelForm, PayForm
from shop.models import Payout
from shop.payments.base import ProviderDown
from shop.selectors import payouts as questions
from shop.selectors import purses
from shop.services import ledger, payout_accounts, payouts, sending

PER_PAGE = 20
#: Which field a refusal is about.
FIELDS: dict[type[DomainError], str] = {
    payouts.TooLittle: "amount",
    ledger.NotEnough: "amount",
    payouts.NoDestination: "destination",
    payouts.BadAddress: "destination",
    payouts.NoAccount: "method",
    payouts.NotOffered: "method",
    payouts.NoProof: "evidence",
    BadUpload: "evidence",
    payouts.KnownReceipt: "ref",
    payouts.NoReason: "reason",
}


@login_required
@require_safe
def my_payouts(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    page = Paginator(questions.own(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "holdings": purses.holdings(user),
        "least_minor": settings.PAYOUT_LEAST_MINOR,
        "currency": settings.OSCAR_DEFAULT_CURRENCY,
        "account_ways": [name for name in payout_ways.OPENERS if name in settings.PAYOUT_PROVIDERS],
    }
    return render(request, "shop/my_payouts.html", context)


@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for one's own money, the password having just been typed."""
    user: Any = request.user
    return _ask(request, user, done="shop:my_payouts")


@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, provider: str) -> HttpResponse:
    """Where one is paid to at `provider`: whether it is ready, and the way to the provider's page."""
    user: Any = request.user
    if provider not in payout_ways.OPENERS or provider not in settings.PAYOUT_PROVIDERS:
        raise Http404
    form = AccountForm(request.POST if request.method == "POST" else None, person=user)
    if form.is_valid():
        try:
            page = payout_accounts.open_page(
                person=user,
                provider=provider,
                by=user,
                guardian=form.cleaned_data.get("guardian"),
                return_url=f"{settings.SITE_URL}{request.path}",
            )
        except DomainError as refusal:
            form.add_error("guardian" if "guardian" in form.fields else None, refusal.message)
        else:
            return redirect(page)
    is_silent = False
    rows = list(questions.accounts_of(user).filter(provider=provider))
    for row in rows:
        try:
            payout_accounts.look(account=row)
        except ProviderDown:
            is_silent = True
    label = payout_ways.by_name(provider).label
    context = {"form": form, "accounts": rows, "label": label, "is_silent": is_silent}
    return render(request, "shop/payout_account.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: HttpRequest, handle: str) -> HttpResponse:
    """Prepare a payout for somebody to whom something is owed."""
    person = get_object_or_404(User.objects.filter(is_active=True).exclude(pk=request.user.pk), handle=handle)
    return _ask(request, person, done="shop:payouts")


def _ask(request: HttpRequest, person: User, *, done: str) -> HttpResponse:
    held = purses.holdings(person)
    wanted = request.GET.get("currency", held[0].currency)
    holding = next((each for each in held if each.currency == wanted), None)
    if holding is None:
        raise Http404
    about: Any = {"person": person, "currency": holding.currency}
    form = (
        AskForm(request.POST, **about)
        if request.method == "POST"
        else AskForm(initial={"amount": holding.payable_minor or None}, **about)
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            payouts.request(
                **about,
                amount_minor=said["amount"],
                method=said["method"],
                destination=said["destination"],
                guardian=said.get("guardian"),
                submission=said["submission"],
                by=request.user,  # type: ignore[arg-type]  # logged in
                now=timezone.now(),
            )
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("The payout is asked for. The money is set aside for it."))
            return redirect(done)
    audit.looked_at(what="money", by=request.user, subject=person)
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person, "holding": holding, "is_own": person == request.user, "back": done}
    return render(request, "shop/payout_ask.html", context, status=status)


def _tell(form: Any, refusal: DomainError) -> None:
    """Say a refusal beside the field that it is about."""
    field = next((name for kind, name in FIELDS.items() if isinstance(refusal, kind)), None)
    form.add_error(field if field in form.fields else None, refusal.message)


# Coordinators ----------------------------------------------------------------------------------------------


@login_required
@require_safe
def payout_list(request: HttpRequest) -> HttpResponse:
    is_open = request.GET.get("state") != "ended"
    rows = questions.seen_by(request.user, is_open=is_open)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    chips = [(_("Open"), "?", is_open, None), (_("Ended"), "?state=ended", not is_open, None)]
    return render(request, "shop/payouts.html", {"page_obj": page, "chips": chips})


@login_required
@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    page = Paginator(questions.owed(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "shop/payouts_owed.html", {"page_obj": page})


@method_decorator(limited("upload", counts=sends_files), name="dispatch")
class PayoutView(LoginRequiredMixin, View):
    """One payout: what it is, and what may be done with it now."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return self._page(_seen(request, public_id), PayForm(), CancelForm())

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        payout = _seen(request, public_id)
        does = {
            "prepare": self._prepare,
            "approve": self._approve,
            "pay": self._pay,
            "send": self._send,
            "sync": self._sync,
            "cancel": self._cancel,
        }
        do = does.get(request.POST.get("do", ""))
        if do is None:
            raise Http404
        return do(payout)

    def _prepare(self, payout: Payout) -> HttpResponse:
        return self._done(payout, lambda: payouts.prepare(payout=payout, by=self._by, now=timezone.now()))

    def _approve(self, payout: Payout) -> HttpResponse:
        return self._done(payout, lambda: payouts.approve(payout=payout, by=self._by, now=timezone.now()))

    def _pay(self, payout: Payout) -> HttpResponse:
        form = PayForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self._page(payout, form, CancelForm(), status=422)
        said = form.cleaned_data
        return self._done(
            payout,
            lambda: payouts.pay(
                payout=payout, by=self._by, now=timezone.now(), evidence=said["evidence"], ref=said["ref"]
            ),
            pay=form,
        )

    def _send(self, payout: Payout) -> HttpResponse:
        return self._done(payout, lambda: sending.send(payout=payout, by=self._by, now=timezone.now()))

    def _sync(self, payout: Payout) -> HttpResponse:
        if not can(self._by, "pay", payout):
            raise Http404
        return self._done(payout, lambda: sending.sync(payout=payout, now=timezone.now()))

    def _cancel(self, payout: Payout) -> HttpResponse:
        form = CancelForm(self.request.POST)
        if not form.is_valid():
            return self._page(payout, PayForm(), form, status=422)
        reason = form.cleaned_data["reason"]
        return self._done(
            payout,
            lambda: payouts.cancel(payout=payout, by=self._by, now=timezone.now(), reason=reason),
            cancel=form,
        )

    @property
    def _by(self) -> Any:
        return self.request.user

    def _done(self, payout: Payout, act: Any, *, pay: Any = None, cancel: Any = None) -> HttpResponse:
        form = pay or cancel
        try:
            act()
        except DomainError as refusal:
            if form is None:
                messages.error(self.request, refusal.message)
                return redirect("shop:payout", payout.public_id)
            _tell(form, refusal)
            return self._page(payout, pay or PayForm(), cancel or CancelForm(), status=422)
        return redirect("shop:payout", payout.public_id)

    def _page(self, payout: Payout, pay: Any, cancel: Any, status: int = 200) -> HttpResponse:
        by, now = self.request.user, timezone.now()
        audit.looked_at(what="payout", by=by, subject=payout.person, obj=payout)
        may_pay = can(by, "pay", payout)
        context = {
            "payout": payout,
            "is_own": payout.person_id == by.pk,
            "may_prepare": may_pay and payout.state == Payout.State.REQUESTED,
            "may_approve": payout.state == Payout.State.PREPARED
            and payout.waits_for_another
            and can(by, "approve", payout),
            "way": payout_ways.by_name(payout.provider),
            "may_sync": may_pay and payout.state == Payout.State.SENT,
            "may_pay": may_pay
            and payout.state == Payout.State.PREPARED
            and not payout.waits_for_another
            and now >= payout.not_before,
            "waits_for_day": payout.is_waiting and now < payout.not_before,
            "may_cancel": payout.is_waiting and can(by, "cancel", payout),
            "pay_form": pay,
            "cancel_form": cancel,
        }
        return render(self.request, "shop/payout.html", context, status=status)


@login_required
@require_safe
def proof(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Hand out what proves a payout, to its person and to who pays out."""
    payout = _seen(request, public_id)
    if not payout.evidence:
        raise Http404
    audit.looked_at(what="payout-proof", by=request.user, subject=payout.person, obj=payout)
    kind = payout.evidence_type
    name = f"payout-{payout.public_id}.{'pdf' if kind == 'application/pdf' else kind.rpartition('/')[2]}"
    return delivery.send(request, payout.evidence.name, content_type=kind, filename=name, attachment=True)


def _seen(request: HttpRequest, public_id: str) -> Payout:
    rows = visible_to(request.user, Payout.objects.with_people().select_related("guardian"))
    return get_object_or_404(rows, public_id=public_id)
