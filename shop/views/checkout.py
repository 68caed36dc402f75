"""The one page between basket and payment."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.core.exceptions import DomainError
from portal.core.limits import limited
from shop.forms.checkout import DetailsForm
from shop.payments.base import ProviderDown
from shop.services import baskets, checkout, payments
from shop.services.checkout import Expected, Quote

SALT = "shop.checkout"
#: A details page may stay open this long.
MAX_AGE_SECONDS = 24 * 3600


def seal(expected: Expected) -> str:
    """Write what the buyer sees so that nobody can change it on the way back."""
    return signing.dumps(
        [expected.basket_id, expected.contents, str(expected.total), expected.currency], salt=SALT
    )


def unseal(token: str) -> Expected | None:
    """Read what the buyer saw; None if it was tampered with, is missing or too old."""
    try:
        basket_id, contents, total, currency = signing.loads(token, salt=SALT, max_age=MAX_AGE_SECONDS)
        return Expected(int(basket_id), str(contents), Decimal(total), str(currency))
    except (signing.BadSignature, ValueError, TypeError, InvalidOperation):
        return None


@method_decorator([never_cache, sensitive_post_parameters(), limited("checkout")], name="dispatch")
class DetailsView(View):
    """Who, where to, what it costs; then on to the payment page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        sweep_now_and_then()
        try:
            quote = self._quote(request)
        except checkout.EmptyBasket:
            return self._to_basket(request)
        initial = {"email": request.user.email} if request.user.is_authenticated else {}
        return self._page(request, quote, DetailsForm(needs_shipping=quote.needs_shipping, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "drop" in request.POST:
            return self._drop(request)
        expected = unseal(request.POST.get("seen", ""))
        placed = self._placed_before(request, expected)
        if placed:
            return placed
        try:
            quote = self._quote(request)
        except checkout.EmptyBasket:
            # Or another tab was faster by a blink.
            return self._placed_before(request, expected) or self._to_basket(request)
        form = DetailsForm(request.POST, needs_shipping=quote.needs_shipping)
        if not form.is_valid():
            return self._page(request, quote, form, status=422)
        if not settings.PAYMENT_PROVIDERS:
            return self._page(request, quote, form, status=409)
        if expected is None or expected.basket_id != quote.basket_id:
            return self._page(request, quote, form, refusal=checkout.BasketChanged(), status=409)
        return self._place(request, expected, form)

    def _place(self, request: HttpRequest, expected: Expected, form: DetailsForm) -> HttpResponse:
        now = timezone.now()
        try:
            payment = checkout.place(details=form.details(), by=_buyer(request), expected=expected, now=now)
        except checkout.EmptyBasket:
            return self._to_basket(request)
        except DomainError as refusal:
            return self._page(request, self._quote(request), form, refusal=refusal, status=409)
        return self._to_payment(request, payment)

    def _placed_before(self, request: HttpRequest, expected: Expected | None) -> HttpResponse | None:
        """A second click, a second tab or the back button lead to the order that exists."""
        if expected is None:
            return None
        payment = checkout.placed_before(expected=expected, by=_buyer(request))
        return self._to_payment(request, payment) if payment else None

    def _to_payment(self, request: HttpRequest, payment: Any) -> HttpResponse:
        remember(request, payment.order)
        try:
            return redirect(payments.start(payment=payment, now=timezone.now()))
        except ProviderDown as refusal:
            messages.error(request, refusal.message)
            return redirect(payments.return_path(payment))

    def _drop(self, request: HttpRequest) -> HttpResponse:
        """Take a line out and show the page again with everything that was typed."""
        line_id = request.POST["drop"]
        if line_id.isascii() and line_id.isdigit() and len(line_id) < 19:
            baskets.remove_all(basket=request.basket, line_ids=[int(line_id)])  # type: ignore[attr-defined]  # Oscar's
        try:
            quote = self._quote(request)
        except checkout.EmptyBasket:
            return self._to_basket(request)
        typed = {name: value for name, value in request.POST.items() if name in DetailsForm.base_fields}
        return self._page(request, quote, DetailsForm(needs_shipping=quote.needs_shipping, initial=typed))

    def _quote(self, request: HttpRequest) -> Quote:
        return checkout.quote(basket=request.basket, by=_buyer(request))  # type: ignore[attr-defined]  # Oscar's

    def _to_basket(self, request: HttpRequest) -> HttpResponse:
        messages.info(request, checkout.EmptyBasket().message)
        return redirect("basket:summary")

    def _page(
        self,
        request: HttpRequest,
        quote: Quote,
        form: DetailsForm,
        *,
        refusal: DomainError | None = None,
        status: int = 200,
    ) -> HttpResponse:
        if refusal is None and quote.refused:
            refusal = checkout.SoldOut([line.title for line in quote.refused])
        context = {"form": form, "quote": quote, "seen": seal(quote.expected), "refusal": refusal}
        context["can_pay"] = bool(settings.PAYMENT_PROVIDERS)
        return render(request, "shop/checkout.html", context, status=status)


def _buyer(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def remember(request: HttpRequest, order: Any) -> None:
    """Let this browser see the order that it placed."""
    numbers = [number for number in request.session.get("orders", []) if number != order.number]
    request.session["orders"] = [*numbers, order.number][-20:]


def sweep_now_and_then() -> None:
    """Give overdue reservations back even where no clock runs `release_reservations`; at most once a minute."""
    if cache.add("shop:swept", True, 60):
        payments.sweep(now=timezone.now(), limit=10)
