"""Receipts for buyers and packing slips for makers, as a page and as a PDF."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from portal.core.limits import always, limited
from shop import printing
from shop.selectors import orders, receipts, sales


class ReceiptView(LoginRequiredMixin, View):
    """The receipt of an order that was made with an account."""

    def get(self, request: HttpRequest, number: str, pdf: bool = False) -> HttpResponse:
        order = get_object_or_404(orders.of_buyer(request.user), number=number)  # type: ignore[arg-type]  # logged in
        return _receipt(request, order, pdf=pdf)


@method_decorator([never_cache, limited("order_link", counts=always)], name="dispatch")
class LinkedReceiptView(View):
    """The receipt behind the link of an order's mail."""

    def get(self, request: HttpRequest, token: str, pdf: bool = False) -> HttpResponse:
        try:
            order = orders.by_link(token)
        except signing.SignatureExpired:
            return _private(render(request, "shop/order_link_old.html", {"token": token}, status=410))
        if order is None:
            raise Http404
        return _receipt(request, order, pdf=pdf, token=token)


class SlipView(LoginRequiredMixin, View):
    """What a maker puts into the parcel."""

    def get(self, request: HttpRequest, pk: int, pdf: bool = False) -> HttpResponse:
        user: Any = request.user
        sale = get_object_or_404(sales.of_seller(user), pk=pk, needs_shipping=True)
        slip = receipts.slip(sale=sale, user=user)
        if pdf:
            return _pdf(printing.slip_pdf(slip), f"slip-{slip.number}")
        return _private(render(request, "shop/slip.html", {"slip": slip, "sale": sale}))


def _receipt(request: HttpRequest, order: Any, *, pdf: bool, token: str = "") -> HttpResponse:
    receipt = receipts.receipt(order)
    if receipt is None:
        raise Http404
    if pdf:
        return _pdf(printing.receipt_pdf(receipt), f"receipt-{receipt.number}")
    return _private(render(request, "shop/receipt.html", {"receipt": receipt, "order": order, "token": token}))


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return _private(HttpResponse(content, content_type="application/pdf", headers=headers))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response
