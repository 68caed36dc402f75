"""Sales for cash: the maker's page, and that of who countersigns."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import ListView

from portal.core.exceptions import DomainError
from shop.forms.cash import CashSaleForm
from shop.models import CashSale
from shop.selectors import cash as cash_selectors
from shop.services import cash
from shop.views.pages import NearestPage


class CashSalesView(LoginRequiredMixin, NearestPage, ListView):  # type: ignore[type-arg]  # typed by get_queryset
    template_name = "shop/cash_sales.html"
    context_object_name = "sales"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[CashSale]:
        return cash_selectors.own(self.request.user)  # type: ignore[arg-type]  # logged in


class CashSaleNewView(LoginRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        return self._page(request, CashSaleForm(maker=user, initial={"sold_on": timezone.localdate()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        form = CashSaleForm(request.POST, maker=user)
        if not form.is_valid():
            return self._page(request, form, status=422)
        given = form.cleaned_data
        listing, option = form.pieces[given.pop("piece")]
        try:
            cash.enter(listing=listing, option=option, by=user, now=timezone.now(), **given)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, form, status=409)
        messages.success(request, _("Entered. It counts once who accompanies you has the money and signs."))
        return redirect("shop:cash_sales")

    def _page(self, request: HttpRequest, form: CashSaleForm, *, status: int = 200) -> HttpResponse:
        return render(request, "shop/cash_sale_new.html", {"form": form}, status=status)


class CashToSignView(LoginRequiredMixin, NearestPage, ListView):  # type: ignore[type-arg]  # typed by get_queryset
    template_name = "shop/cash_to_sign.html"
    context_object_name = "sales"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[CashSale]:
        return cash_selectors.to_sign(self.request.user)  # type: ignore[arg-type]  # logged in

    def post(self, request: HttpRequest) -> HttpResponse:
        """Countersign one, or say why not."""
        user: Any = request.user
        key = request.POST.get("sale", "")
        sale = get_object_or_404(
            cash_selectors.to_sign(user), pk=int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
        )
        now = timezone.now()
        try:
            if "refuse" in request.POST:
                cash.refuse(sale=sale, note=request.POST.get("note", ""), by=user, now=now)
                messages.success(request, _("Refused. The pieces are for sale again."))
            else:
                cash.countersign(sale=sale, by=user, now=now)
                messages.success(request, _("Countersigned. The maker has earned it."))
        except DomainError as refusal:
            messages.error(request, refusal.message)
        return redirect("shop:cash_to_sign")
