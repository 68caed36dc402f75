"""Saying what one thinks of a bought piece, looking at it, answering it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import ListView

from portal.core.exceptions import DomainError
from portal.core.limits import limited
from portal.core.telling import told
from shop.forms.reviews import ReviewAnswerForm, ReviewForm
from shop.models import Review, SaleLine
from shop.selectors import orders
from shop.selectors import reviews as found
from shop.services import reviews
from shop.views.pages import NearestPage


@method_decorator([never_cache, limited("comment")], name="dispatch")
class ReviewView(View):
    """The buyer's form, by the signed link of the order, with or without an account."""

    def get(self, request: HttpRequest, token: str, line: int) -> HttpResponse:
        order, sale = self._sale(token, line)
        given = getattr(sale, "review", None)
        initial = {} if given else {"name": order.purchase.name.split(" ")[0]}
        return self._page(order, sale, ReviewForm(instance=given, initial=initial))

    def post(self, request: HttpRequest, token: str, line: int) -> HttpResponse:
        order, sale = self._sale(token, line)
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return self._page(order, sale, form, status=422)
        try:
            reviews.write(sale=sale, by=order.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(order, sale, form, status=422)
        messages.success(request, _("Thank you. Others read it once somebody has looked at it."))
        return redirect("shop:order_link", token=token)

    def _sale(self, token: str, line: int) -> tuple[Any, SaleLine]:
        try:
            order = orders.by_link(token)
        except signing.SignatureExpired:
            raise Http404 from None
        if order is None:
            raise Http404
        bought = SaleLine.objects.filter(line__order=order, line__product__listing__isnull=False)
        return order, get_object_or_404(bought.select_related("line", "review"), line=line)

    def _page(self, order: Any, sale: SaleLine, form: Any, status: int = 200) -> HttpResponse:
        context = {"order": order, "sale": sale, "form": form, "token": self.kwargs["token"]}
        response = render(self.request, "shop/review.html", context, status=status)
        response["X-Robots-Tag"] = "noindex"
        return response


class ReviewListView(LoginRequiredMixin, NearestPage, ListView[Review]):
    """What buyers said about my pieces, and my answers."""

    template_name = "shop/review_list.html"
    context_object_name = "reviews"
    paginate_by = 20

    def get_queryset(self) -> Any:
        return found.of_makers(self.request.user)

    def post(self, request: HttpRequest) -> HttpResponse:
        review = get_object_or_404(self.get_queryset(), pk=_number(request))
        form = ReviewAnswerForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("That is too long."))
        else:
            text = form.cleaned_data["answer"]
            reviews.answer(review=review, text=text, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # logged in
            messages.success(request, _("Your answer stands below the review."))
        return redirect("shop:reviews")


class WaitingReviewsView(LoginRequiredMixin, NearestPage, ListView[Review]):
    """Reviews that nobody has looked at, and the decision about one of them."""

    template_name = "shop/reviews_waiting.html"
    context_object_name = "reviews"
    paginate_by = 20

    def get_queryset(self) -> Any:
        return found.waiting()

    def post(self, request: HttpRequest) -> HttpResponse:
        review = get_object_or_404(Review, pk=_number(request))
        shown, reason = request.POST.get("decision") == "show", request.POST.get("reason", "")[:200]
        with told(request, _("Done.")):
            reviews.decide(review=review, shown=shown, reason=reason, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # logged in
        return redirect("shop:reviews_waiting")


def _number(request: HttpRequest) -> int:
    number = request.POST.get("review", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
