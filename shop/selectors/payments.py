"""Payments as those see them who look after them: amounts and states, nobody's address."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from portal.accounts.models import User
from portal.core import waiting
from shop.models import Dispute, Payment, ProviderEvent, Refund, RefundLine, SaleLine, TakenBack
from shop.permissions import runs_payments

#: What a person may have to do something about, by the word in the address.
KINDS = ("problems", "refunds", "disputes")


def listed(*, kind: str = "") -> QuerySet[Payment]:
    """Payments, newest first, with their orders; of one kind, if said."""
    rows = Payment.objects.select_related("order").prefetch_related("refunds", "disputes")
    failed = Refund.objects.filter(payment=OuterRef("pk"), state=Refund.State.FAILED)
    if kind == "problems":
        rows = rows.filter(~Q(problem="") | Exists(failed))
    elif kind == "refunds":
        rows = rows.filter(Exists(Refund.objects.filter(payment=OuterRef("pk"))))
    elif kind == "disputes":
        rows = rows.filter(Exists(Dispute.objects.filter(payment=OuterRef("pk"))))
    return rows.order_by("-created_at", "-pk")


def events(*, only_dead: bool = False) -> QuerySet[ProviderEvent]:
    """What providers told us, newest first."""
    rows = ProviderEvent.objects.select_related("payment__order").defer("payload")
    return (rows.dead() if only_dead else rows).order_by("-created_at", "-pk")


@waiting.counted_as("payments", at="shop:payments_desk")
def in_trouble(user: User) -> QuerySet[Payment]:
    """Payments with which something is wrong, for who looks after them."""
    return listed(kind="problems")


def waiting_events() -> dict[str, int]:
    """Count what is not done: two queries."""
    return {"waiting": ProviderEvent.objects.waiting().count(), "dead": ProviderEvent.objects.dead().count()}


def refundable_by(user: User) -> QuerySet[SaleLine]:
    """Sold lines that `user` may give money back for: their own, or all for who runs payments."""
    rows = SaleLine.objects.select_related("line__order", "line__stockrecord", "line__product", "seller__user")
    return rows if runs_payments(user) else rows.filter(seller__user=user)


@dataclass(frozen=True)
class Left:
    """A sold line and what of it can still go back, in smallest units."""

    sale: SaleLine
    left_minor: int


def left_of_lines(*, payment: Payment) -> list[Left]:
    """Return what can go back of each line that `payment` paid. Three queries."""
    if not payment.settles:
        return []
    sales = list(
        SaleLine.objects.filter(line__order=payment.order_id).select_related("line", "seller__user").order_by("pk")
    )
    taken = dict(
        TakenBack.objects.standing().filter(sale__in=sales).values_list("sale").annotate(Sum("amount_minor"))
    )
    waiting = RefundLine.objects.filter(sale__in=sales, refund__state=Refund.State.CREATED)
    promised = dict(waiting.values_list("sale").annotate(Sum("amount_minor")))
    return [Left(sale, sale.gross_minor - taken.get(sale.pk, 0) - promised.get(sale.pk, 0)) for sale in sales]
