"""Which part of a sale its maker's rules put aside, decided when it is paid and again when its fee is known."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q, Sum
from django.utils import timezone

from portal.accounts.models import User
from shop.allocation import Pots, allocate
from shop.models import LedgerAccount, RuleSet, SaleLine, SaleSaving


def rules_of(owner: User, currency: str) -> RuleSet | None:
    """Return the rules that hold now for sales of `owner`."""
    newest: RuleSet | None = RuleSet.objects.filter(owner=owner, currency=currency).order_by("-version").first()
    return newest


def divide(*, sale: SaleLine, now: datetime) -> None:
    """Divide what `sale` brings its maker into savings and net amount, by the rules that it carries.

    The caller has locked the sale and its maker; nothing of it was released or taken back.
    """
    whole = sale.savings_minor + sale.net_minor
    SaleSaving.objects.filter(sale=sale).delete()
    rules = [rule.as_step() for rule in sale.rule_set.rules.order_by("position")] if sale.rule_set else []
    put = allocate(whole, rules, in_pots(sale.seller.user, sale.currency, now), timezone.localdate(now))
    SaleSaving.objects.bulk_create(
        SaleSaving(sale=sale, pot_id=pot, amount_minor=amount) for pot, amount in sorted(put.items())
    )
    sale.savings_minor = sum(put.values())
    sale.net_minor = whole - sale.savings_minor
    sale.save(update_fields=["savings_minor", "net_minor", "updated_at"])


def divide_all(*, sales: Sequence[SaleLine], now: datetime) -> None:
    """Give each new sale its maker's rules of today and divide it. The caller has locked the makers."""
    for sale in sales:
        sale.rule_set = rules_of(sale.seller.user, sale.currency)
        if sale.rule_set:
            sale.save(update_fields=["rule_set", "updated_at"])
            divide(sale=sale, now=now)


def in_pots(owner: User, currency: str, now: datetime) -> Pots:
    """Return what the pots of `owner` hold with what rests for them, and what sales put in this month."""
    accounts = LedgerAccount.objects.filter(pot__owner=owner, currency=currency)
    held: dict[int, int] = {pk: balance or 0 for pk, balance in accounts.values_list("pot", "balance_minor")}
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    sums = (
        SaleSaving.objects.filter(pot__owner=owner, pot__currency=currency)
        .values("pot")
        .annotate(
            resting=Sum(F("amount_minor") - F("taken_minor"), filter=Q(sale__released_at__isnull=True), default=0),
            lately=Sum(F("amount_minor") - F("taken_minor"), filter=Q(sale__paid_at__gte=month), default=0),
        )
        .order_by("pot")
    )
    this_month = {}
    for row in sums:
        held[row["pot"]] = held.get(row["pot"], 0) + row["resting"]
        this_month[row["pot"]] = row["lately"]
    return Pots(held=held, this_month=this_month)
