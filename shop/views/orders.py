"""Orders as their buyers see them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core import signing
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView, ListView

from portal.core.limits import always, limited
from shop.selectors import orders
from shop.services import claiming
from shop.views.pages import NearestPage, PostOnly


class OrderListView(LoginRequiredMixin, NearestPage, ListView):  # type: ignore[type-arg]  # Oscar's models have no types
    template_name = "shop/order_list.html"
    context_object_name = "orders"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Any]:
        return orders.of_buyer(self.request.user)  # type: ignore[arg-type]  # logged in

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(to_claim=orders.to_claim(user).count(), **kwargs)


class ClaimView(LoginRequiredMixin, PostOnly, View):
    """Take orders that were made with one's address before one had an account."""

    page = "shop:orders"

    def post(self, request: HttpRequest) -> HttpResponse:
        claiming.claim(by=request.user)  # type: ignore[arg-type]  # logged in
        return redirect("shop:orders")


class OrderDetailView(LoginRequiredMixin, DetailView):  # type: ignore[type-arg]  # Oscar's models have no types
    template_name = "shop/order_detail.html"
    context_object_name = "order"
    slug_field = "number"
    slug_url_kwarg = "number"

    def get_queryset(self) -> QuerySet[Any]:
        return orders.of_buyer(self.request.user)  # type: ignore[arg-type]  # logged in

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            is_paid=orders.is_paid(self.object), ask_token=orders.link_token(self.object), **kwargs
        )


@method_decorator([never_cache, limited("order_link", counts=always), limited("order_lookup")], name="dispatch")
class OrderLinkView(View):
    """The order behind a link in a mail; an old link can be renewed, but only to the order's own address."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            order = orders.by_link(token)
        except signing.SignatureExpired:
            return self._private(render(request, "shop/order_link_old.html", {"token": token}, status=410))
        if order is None:
            raise Http404
        context = {
            "order": order,
            "by_link": True,
            "token": token,
            "ask_token": token,
            "is_paid": orders.is_paid(order),
        }
        return self._private(render(request, "shop/order_detail.html", context))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        order = orders.by_link(token, max_age_days=None)
        if order is None:
            raise Http404
        if cache.add(f"shop:link:{order.pk}", True, 600):
            claiming.ask_for_link(order=order)
        messages.info(request, _("We have sent a new link to the e-mail address of this order."))
        return redirect("shop:order_link", token=token)

    def _private(self, response: HttpResponse) -> HttpResponse:
        response["X-Robots-Tag"] = "noindex"
        return response
