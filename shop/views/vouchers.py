"""A maker's vouchers, and everybody's wish list."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import ListView

from portal.core.exceptions import DomainError
from portal.core.policy import visible_to
from portal.core.telling import told
from shop.forms.vouchers import VoucherForm
from shop.models import Listing, Voucher
from shop.selectors import vouchers as found
from shop.services import vouchers, wishes
from shop.views.pages import NearestPage, PostOnly


class VouchersView(LoginRequiredMixin, NearestPage, ListView[Voucher]):
    template_name = "shop/voucher_list.html"
    context_object_name = "vouchers"
    paginate_by = 40

    def get_queryset(self) -> Any:
        return found.of_seller(self.request.user)

    def post(self, request: HttpRequest) -> HttpResponse:
        """End one."""
        number = request.POST.get("end", "")
        key = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        vouchers.end(voucher=get_object_or_404(self.get_queryset(), pk=key), by=request.user)  # type: ignore[arg-type]  # logged in
        messages.success(request, _("Nobody can use it from now on."))
        return redirect("shop:vouchers")


class NewVoucherView(LoginRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "shop/voucher_new.html", {"form": VoucherForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = VoucherForm(request.POST)
        if form.is_valid() and self._make(request, form):
            messages.success(request, _("The voucher counts now."))
            return redirect("shop:vouchers")
        return render(request, "shop/voucher_new.html", {"form": form}, status=422)

    def _make(self, request: HttpRequest, form: VoucherForm) -> bool:
        try:
            vouchers.make(by=request.user, currency=settings.OSCAR_DEFAULT_CURRENCY, terms=form.terms())  # type: ignore[arg-type]  # logged in
        except (vouchers.BadCode, vouchers.TakenCode) as refusal:
            form.add_error("code", refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        return form.is_valid()


class WishListView(LoginRequiredMixin, NearestPage, ListView[Listing]):
    template_name = "shop/wish_list.html"
    context_object_name = "pieces"
    paginate_by = 24

    def get_queryset(self) -> Any:
        return found.wished_by(self.request.user)


class WishView(LoginRequiredMixin, PostOnly, View):
    """Put a piece on one's wish list, or take it off."""

    page = "shop:wishes"

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        by: Any = request.user
        listing = get_object_or_404(visible_to(by, Listing.objects.select_related("project")), public_id=public_id)
        if "forget" in request.POST:
            wishes.forget(listing=listing, by=by)
            return redirect("shop:wishes")
        with told(request, _("It is on your wish list.")):
            wishes.wish(listing=listing, by=by)
        return redirect(listing)
