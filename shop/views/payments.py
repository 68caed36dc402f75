"""How a payment stands, and the demo provider's page."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from oscar.core.loading import get_model

from portal.core.limits import limited
from shop import money
from shop.models import DemoSession, Payment
from shop.payments import demo, patience
from shop.payments.base import ProviderDown
from shop.selectors import orders as order_selectors
from shop.services import payments
from shop.views import silence

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")

#: For so long after paying the page itself shows the order; later the link in the mail does.
FRESH = timedelta(hours=24)


@method_decorator([never_cache, limited("checkout"), patience.at_most()], name="dispatch")
class ReturnView(View):
    """Where the provider sends buyers back to: asks the provider, then says what is true."""

    def get(self, request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
        payment = _payment(number, uuid)
        try:
            if not silence.is_fresh(request):
                payment = payments.sync(payment=payment, now=timezone.now())
        except ProviderDown:
            messages.warning(request, _("The payment service does not answer at the moment. We keep asking."))
        return self._show(request, payment)

    def post(self, request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
        """Pay now, or give up."""
        payment = _payment(number, uuid)
        try:
            if "cancel" in request.POST:
                payments.cancel(payment=payment, now=timezone.now(), by_buyer=True)
            else:
                page = payments.start(payment=payment, now=timezone.now())
                silence.end(request)
                return redirect(page)
        except ProviderDown as refusal:
            silence.note(request)
            messages.error(request, refusal.message)
        return redirect(payments.return_path(payment))

    def _show(self, request: HttpRequest, payment: Payment) -> HttpResponse:
        order = order_selectors.with_lines(Order.objects.filter(pk=payment.order_id)).get()
        context = {"order": order, "payment": payment, "token": order_selectors.link_token(order)}
        if payment.settles:
            context["may_see"] = _may_see(request, payment)
            return _private(render(request, "shop/thank_you.html", context))
        if payment.is_live:
            return _private(render(request, "shop/pay_pending.html", context))
        if payment.is_captured:
            return _private(render(request, "shop/pay_returned.html", context))
        _bring_basket_back(request, order)
        return _private(render(request, "shop/pay_failed.html", context))


def _payment(number: str, uuid: UUID) -> Payment:
    return get_object_or_404(Payment.objects.select_related("order"), uuid=uuid, order__number=number)


def _may_see(request: HttpRequest, payment: Payment) -> bool:
    if payment.order.number in request.session.get("orders", []):
        return True
    if request.user.is_authenticated and payment.order.user_id == request.user.pk:
        return True
    return bool(payment.captured_at and payment.captured_at > timezone.now() - FRESH)


def _bring_basket_back(request: HttpRequest, order: Any) -> None:
    """Hand a guest's reopened basket to the browser that filled it; an account finds its own by itself."""
    if request.user.is_authenticated or order.number not in request.session.get("orders", []):
        return
    basket = Basket.objects.filter(pk=order.basket_id, owner=None, status=Basket.OPEN).first()
    present: Any = request.basket  # type: ignore[attr-defined]  # Oscar's middleware
    if basket is None or present.pk == basket.pk:
        return
    if present.pk:
        present.merge(basket, add_quantities=False)
        return
    basket.strategy = request.strategy  # type: ignore[attr-defined]  # Oscar's middleware
    # The middleware sets the cookie for whatever basket the request ends with.
    request._basket_cache = basket  # type: ignore[attr-defined]  # Oscar's middleware
    request.basket = basket  # type: ignore[attr-defined]  # Oscar's middleware


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: no search engine. The site's Referrer-Policy keeps it from other hosts.

    Not `no-referrer`: browsers then post forms with `Origin: null`, which the CSRF check refuses.
    """
    response["X-Robots-Tag"] = "noindex"
    return response


@method_decorator(never_cache, name="dispatch")
class DemoPageView(View):
    """The page that a real provider would show on its own site."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "demo" not in settings.PAYMENT_PROVIDERS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        return self._page(request, get_object_or_404(DemoSession, key=uuid))

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        session = get_object_or_404(DemoSession, key=uuid)
        answer = request.POST.get("answer")
        try:
            if answer == "pay":
                session = demo.pay(key=uuid)
            elif answer == "cancel":
                session = demo.cancel(key=uuid)
            else:
                return self._page(request, session, declined=answer == "decline")
        except demo.PageClosed:
            session.refresh_from_db()
            return self._page(request, session, status=409)
        return redirect(session.return_url or "/")

    def _page(
        self, request: HttpRequest, session: DemoSession, *, declined: bool = False, status: int = 200
    ) -> HttpResponse:
        context = {
            "session": session,
            "amount": money.from_minor(session.amount_minor, session.currency),
            "is_open": session.status == DemoSession.Status.OPEN,
            "declined": declined,
        }
        return _private(render(request, "shop/pay_demo.html", context, status=402 if declined else status))
