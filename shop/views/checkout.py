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
from shop import payments as payment_ways
from shop.forms.checkout import REACH, DetailsForm, choices_in
from shop.payments import patience
from shop.payments.base import ProviderDown
from shop.services import baskets, checkout, payments, quotes
from shop.services.quotes import Expected, Quote
from shop.views import silence

SALT = "shop.checkout"
#: A details page may stay open this long.
MAX_AGE_SECONDS = 24 * 3600


def seal(expected: Expected) -> str:
    """Write what the buyer sees so that nobody can change it on the way back."""
    return signing.dumps(
        [expected.basket_id, expected.contents, str(expected.total), expected.currency, str(expected.goods)],
        salt=SALT,
    )


def unseal(token: str) -> Expected | None:
    """Read what the buyer saw; None if it was tampered with, is missing or too old."""
    try:
        basket_id, contents, total, currency, goods = signing.loads(token, salt=SALT, max_age=MAX_AGE_SECONDS)
        return Expected(int(basket_id), str(contents), Decimal(total), str(currency), Decimal(goods))
    except (signing.BadSignature, ValueError, TypeError, InvalidOperation):
        return None


@method_decorator(
    [never_cache, sensitive_post_parameters(), limited("checkout"), patience.at_most()], name="dispatch"
)
class DetailsView(View):
    """Who, where to, what it costs; then on to the payment page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        sweep_now_and_then()
        try:
            quote = self._quote(request)
        except quotes.EmptyBasket:
            return self._to_basket(request)
        initial = {"email": request.user.email} if request.user.is_authenticated else {}
        initial["country"] = request.session.get("deliver_to", "")
        return self._page(request, quote, DetailsForm.for_quote(quote, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "drop" in request.POST:
            return self._drop(request)
        if "count" in request.POST:
            return self._again(request)
        expected = unseal(request.POST.get("seen", ""))
        placed = self._placed_before(request, expected)
        if placed:
            return placed
        try:
            quote = self._quote(request)
        except quotes.EmptyBasket:
            # Or another tab was faster by a blink.
            return self._placed_before(request, expected) or self._to_basket(request)
        form = DetailsForm.for_quote(quote, request.POST)
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
        except quotes.EmptyBasket:
            return self._to_basket(request)
        except checkout.VoucherRefused as refusal:
            form.add_error("voucher", refusal.message)
            return self._page(request, self._quote(request), form, status=409)
        except checkout.NotSentThere as refusal:
            form.add_error("country", refusal.message)
            return self._page(request, self._quote(request), form, status=409)
        except DomainError as refusal:
            return self._page(request, self._quote(request), form, refusal=refusal, status=409)
        return to_payment(request, payment)

    def _placed_before(self, request: HttpRequest, expected: Expected | None) -> HttpResponse | None:
        """A second click, a second tab or the back button lead to the order that exists."""
        if expected is None:
            return None
        payment = checkout.placed_before(expected=expected, by=_buyer(request))
        return to_payment(request, payment) if payment else None

    def _drop(self, request: HttpRequest) -> HttpResponse:
        """Take a line out."""
        line_id = request.POST["drop"]
        if line_id.isascii() and line_id.isdigit() and len(line_id) < 19:
            baskets.remove_all(basket=request.basket, line_ids=[int(line_id)])  # type: ignore[attr-defined]  # Oscar's
        return self._again(request)

    def _again(self, request: HttpRequest) -> HttpResponse:
        """Count anew and show the page with everything that was typed."""
        try:
            quote = self._quote(request)
        except quotes.EmptyBasket:
            return self._to_basket(request)
        names = {"provider", *DetailsForm.base_fields, *(name for name in request.POST if name.startswith(REACH))}
        typed = {name: value for name, value in request.POST.items() if name in names}
        return self._page(request, quote, DetailsForm.for_quote(quote, initial=typed))

    def _quote(self, request: HttpRequest) -> Quote:
        """Price the basket for the country that was chosen last, here or in a basket before."""
        if country := request.POST.get("country", "")[:2]:
            request.session["deliver_to"] = country
        data = request.POST.dict() or {"country": request.session.get("deliver_to", "")}
        return quotes.quote(basket=request.basket, by=_buyer(request), choices=choices_in(data))  # type: ignore[attr-defined]  # Oscar's

    def _to_basket(self, request: HttpRequest) -> HttpResponse:
        messages.info(request, quotes.EmptyBasket().message)
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
        context["ways"] = payment_ways.switched_on()
        return render(request, "shop/checkout.html", context, status=status)


def _buyer(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def to_payment(request: HttpRequest, payment: Any) -> HttpResponse:
    """Lead the buyer to the page where they pay; or say that it does not answer, and nothing is lost."""
    remember(request, payment.order)
    try:
        page = payments.start(payment=payment, now=timezone.now())
    except ProviderDown as refusal:
        silence.note(request)
        messages.error(request, refusal.message)
        return redirect(payments.return_path(payment))
    silence.end(request)
    return redirect(page)


def remember(request: HttpRequest, order: Any) -> None:
    """Let this browser see the order that it placed."""
    numbers = [number for number in request.session.get("orders", []) if number != order.number]
    request.session["orders"] = [*numbers, order.number][-20:]


def sweep_now_and_then() -> None:
    """Give overdue reservations back even where no clock runs `release_reservations`; at most once a minute."""
    if cache.add("shop:swept", True, 60):
        payments.sweep(now=timezone.now(), limit=10)
