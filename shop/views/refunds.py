"""Giving money back for a sold line."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from portal.accounts.services import audit
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from shop.forms.refunds import RefundForm
from shop.models import Payment, Refund, SaleLine
from shop.payments.base import ProviderDown
from shop.selectors import payments as payment_selectors
from shop.services import refunds


@method_decorator(limited("checkout"), name="dispatch")
class RefundView(LoginRequiredMixin, View):
    """The maker's, and whoever runs the chapter's; for all others there is no such page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sale = self._sale(request, pk)
        return self._page(request, sale, self._form(sale))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        sale = self._sale(request, pk)
        form = self._form(sale, request.POST)
        if not form.is_valid():
            return self._page(request, sale, form, status=422)
        given, by = form.cleaned_data, request.user
        part = refunds.Part(sale, given["amount"], given.get("restock") or 0)
        payment = get_object_or_404(Payment, order=sale.line.order_id, settles=True)
        now = timezone.now()
        try:
            refund = refunds.ask(payment=payment, parts=[part], reason=given["reason"], by=by, now=now)  # type: ignore[arg-type]  # logged in
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, sale, form, status=409)
        self._give_back(request, refund, now)
        if sale.seller.user_id == by.pk:
            return redirect("shop:sales")
        return redirect("shop:payment_desk", payment.uuid)

    def _give_back(self, request: HttpRequest, refund: Refund, now: datetime) -> None:
        try:
            refund = refunds.give_back(refund=refund, now=now)
        except ProviderDown:
            words = _("The payment service does not answer. The money goes back as soon as it does.")
            messages.warning(request, words)
            return
        if refund.is_booked:
            messages.success(request, _("The money is on its way back to the buyer."))
        else:
            words = _("The payment service refused to give it back: %(why)s")
            messages.error(request, words % {"why": refund.problem})

    def _sale(self, request: HttpRequest, pk: int) -> SaleLine:
        return get_object_or_404(payment_selectors.refundable_by(request.user), pk=pk)  # type: ignore[arg-type]  # logged in

    def _form(self, sale: SaleLine, data: Any = None) -> RefundForm:
        return RefundForm(data, sale=sale, left_minor=refunds.left_of(sale=sale))

    def _page(self, request: HttpRequest, sale: SaleLine, form: RefundForm, *, status: int = 200) -> HttpResponse:
        audit.looked_at(what="sale", by=request.user, subject=sale.seller.user, obj=sale)
        context = {"sale": sale, "form": form, "left_minor": refunds.left_of(sale=sale)}
        return render(request, "shop/refund.html", context, status=status)
