"""The desk of payments: what stands, what is disputed, what nobody could act on, and buttons to look again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import ListView

from portal.accounts.services import audit
from portal.core.exceptions import DomainError
from portal.core.telling import told
from shop.models import Payment, ProviderEvent
from shop.selectors import payments as payment_selectors
from shop.services import desk, inbox
from shop.views.pages import NearestPage, PostOnly


class PaymentsDeskView(LoginRequiredMixin, NearestPage, ListView):  # type: ignore[type-arg]  # typed by get_queryset
    template_name = "shop/payments_desk.html"
    context_object_name = "payments"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Payment]:
        return payment_selectors.listed(kind=self.request.GET.get("kind", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [
            ("", _("All")),
            ("problems", _("To be looked at")),
            ("refunds", _("Given back")),
            ("disputes", _("Disputed")),
        ]
        events = payment_selectors.waiting_events() if self.request.user.is_superuser else None
        chosen = self.request.GET.get("kind", "")
        return super().get_context_data(kinds=kinds, chosen=chosen, events=events, **kwargs)


class PaymentDeskView(LoginRequiredMixin, View):
    """One payment. Each look is noted about its buyer, or about nobody where that is a guest."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        payment = get_object_or_404(payment_selectors.listed().select_related("order__user"), uuid=uuid)
        audit.looked_at(what="payment", by=request.user, subject=payment.order.user, obj=payment)
        context = {
            "payment": payment,
            "lines": payment_selectors.left_of_lines(payment=payment),
            "events": payment_selectors.events().filter(payment=payment)[:50],
        }
        return render(request, "shop/payment_desk.html", context)


class LookAgainView(LoginRequiredMixin, View):
    """Ask the provider; also for a refund that waits."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        return redirect("shop:payment_desk", uuid)

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        payment = get_object_or_404(Payment.objects.select_related("order"), uuid=uuid)
        by: Any = request.user
        now = timezone.now()
        with told(request, _("This is what the payment service says now.")):
            payment = desk.look_again(payment=payment, by=by, now=now)
            for refund in payment.refunds.filter(state="created"):
                desk.try_refund_again(refund=refund, by=by, now=now)
        return redirect("shop:payment_desk", uuid)


class InboxView(LoginRequiredMixin, NearestPage, ListView):  # type: ignore[type-arg]  # typed by get_queryset
    template_name = "shop/provider_inbox.html"
    context_object_name = "events"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[ProviderEvent]:
        return payment_selectors.events(only_dead=self.request.GET.get("kind") == "dead")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(counts=payment_selectors.waiting_events(), **kwargs)


class ReplayView(LoginRequiredMixin, PostOnly, View):
    page = "shop:provider_inbox"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = get_object_or_404(ProviderEvent.objects.select_related("payment"), pk=pk)
        try:
            ending = inbox.replay(event=event, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # logged in
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            if ending == "done":
                messages.success(request, _("It is done."))
            else:
                messages.error(request, _("It failed again: %(why)s") % {"why": event.error})
        return redirect("shop:provider_inbox")
