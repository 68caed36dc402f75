"""A maker's own sales."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import ListView

from portal.core.telling import told
from shop import money
from shop.models import Carrier, SaleLine
from shop.selectors import questions, sales
from shop.services import orders
from shop.views.pages import NearestPage, PostOnly


class SaleListView(LoginRequiredMixin, NearestPage, ListView):  # type: ignore[type-arg]  # typed by get_queryset
    template_name = "shop/sales.html"
    context_object_name = "sales"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[SaleLine]:
        return sales.of_seller(self.request.user)  # type: ignore[arg-type]  # logged in

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        earned = [
            {
                "currency": row.currency,
                "pending": money.from_minor(row.pending_minor, row.currency),
                "available": money.from_minor(row.available_minor, row.currency),
                "next_release": row.next_release,
            }
            for row in sales.earned(user)
        ]
        asked = questions.waiting_for(user)
        return super().get_context_data(
            earned=earned, to_send=sales.to_send(user).count(), asked=asked, carriers=Carrier.choices, **kwargs
        )


class SaleShipView(LoginRequiredMixin, PostOnly, View):
    page = "shop:sales"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        own = sales.of_seller(request.user)  # type: ignore[arg-type]  # logged in
        sale = get_object_or_404(own, pk=pk)
        carrier = request.POST.get("carrier", "")[:20]
        tracking = " ".join(request.POST.get("tracking", "").split())[:120]
        with told(request, _("Marked as sent. The buyer has a mail.")):
            orders.ship(
                sale=sale,
                by=request.user,
                now=timezone.now(),
                tracking=tracking,
                carrier=carrier,
            )  # type: ignore[arg-type]  # logged in
        return redirect("shop:sales")
