"""What somebody has: in hand, resting, saved, on its way; in smallest units, each currency by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.conf import settings
from django.db.models import DecimalField, ExpressionWrapper, F, Min, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext

from mentorship.models import Goal, Issue, IssueLine, JournalEntry
from portal.accounts.models import Consent, User
from portal.accounts.permissions import accompanies
from portal.accounts.selectors import consenting
from shop import money
from shop.models import LedgerAccount, Posting, Pot, RuleSet, SaleLine, SavingRule, TakenBack

Kind = LedgerAccount.Kind
#: How forms name the pot for everything else.
GENERAL = "general"
#: Parts of a sale, from what the buyer paid down to what is left.
PARTS = ("fee_minor", "share_minor", "coop_minor", "savings_minor", "net_minor")


@dataclass(frozen=True)
class Holding:
    """What somebody has in one currency."""

    currency: str
    resting_minor: int = 0
    #: When the first resting part is released, if it is sent by then.
    next_release: date | None = None
    #: Below nothing: what they owe, netted from the next sales.
    ready_minor: int = 0
    saved_minor: int = 0
    on_its_way_minor: int = 0

    @property
    def owed_by_minor(self) -> int:
        return max(-self.ready_minor, 0)

    @property
    def payable_minor(self) -> int:
        """What could be paid out now."""
        return max(self.ready_minor, 0)


@dataclass(frozen=True)
class PotLine:
    """One pot, what is in it, what rests for it and how much it is meant to hold."""

    pot: Pot
    held_minor: int
    resting_minor: int
    target_minor: int | None

    @property
    def name(self) -> str:
        return self.pot.name

    @property
    def currency(self) -> str:
        return self.pot.currency

    @property
    def percent(self) -> int:
        """How far it is, from 0 to 100; only the whole of it is 100."""
        return min(self.held_minor * 100 // self.target_minor, 100) if self.target_minor else 0


@dataclass(frozen=True)
class Place:
    """Somewhere to save: a pot, or a goal whose pot is opened when first used. `key` names it in forms."""

    key: str
    name: str
    goal: Goal | None = None
    pot: Pot | None = None
    held_minor: int = 0


@dataclass(frozen=True)
class Waterfall:
    """One sale from what was paid down to what is the maker's; `back_minor` went back to the buyer."""

    sale: SaleLine
    back_minor: int
    #: (name of the pot, amount) of what it saves.
    saved: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Costs:
    """What went into the work: supplies that were kept, per currency, and hours noted in the diary."""

    supplies: Sequence[tuple[str, Decimal]]
    minutes: int

    @property
    def hours(self) -> Decimal:
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.1"))


def holdings(user: User) -> list[Holding]:
    """Return what `user` has, the shop's currency first. Two queries, however many bookings."""
    shops = settings.OSCAR_DEFAULT_CURRENCY
    held: dict[str, dict[str, int]] = defaultdict(dict)
    held[shops] = {}
    sums = LedgerAccount.objects.filter(owner=user).values_list("currency", "kind")
    for currency, kind, total in sums.annotate(total=Sum("balance_minor")).order_by("currency", "kind"):
        held[currency][kind] = total or 0
    waiting = SaleLine.objects.filter(seller__user=user, released_at__isnull=True)
    dates = dict(waiting.order_by("currency").values_list("currency").annotate(first=Min("release_date")))
    return [
        Holding(
            currency=currency,
            resting_minor=kinds.get(Kind.EARNINGS_PENDING, 0),
            next_release=dates.get(currency),
            ready_minor=kinds.get(Kind.EARNINGS, 0),
            saved_minor=kinds.get(Kind.SAVINGS, 0),
            on_its_way_minor=kinds.get(Kind.RESERVED, 0),
        )
        for currency, kinds in sorted(held.items(), key=lambda item: (item[0] != shops, item[0]))
    ]


def is_shared_with(viewer: Any, person: User) -> bool:
    """Whether `viewer` accompanies `person`, who lets their mentor see what they earn and save. Two queries."""
    return accompanies(viewer, person) and consenting(Consent.Kind.MONEY).filter(pk=person.pk).exists()


def holding(user: User, currency: str) -> Holding:
    """Return what `user` has in `currency`. Two queries."""
    return next((each for each in holdings(user) if each.currency == currency), Holding(currency))


def pots(user: User, currency: str = "") -> list[PotLine]:
    """Return the pots of `user`, those for goals first, with what is in them. One query."""
    left = F("savings__amount_minor") - F("savings__taken_minor")
    rows: Any = (
        Pot.objects.filter(owner=user, **({"currency": currency} if currency else {}))
        .select_related("goal")
        .annotate(
            held=F("account__balance_minor"),
            resting=Sum(left, filter=Q(savings__sale__released_at__isnull=True), default=0),
        )
        .order_by("currency", "is_general", "pk")
    )
    return [PotLine(each, each.held or 0, each.resting, target_of(each)) for each in rows]


def places(user: User, currency: str) -> list[Place]:
    """Return where `user` can save in `currency`: open goals, what is in general, former goals. Two queries."""
    found = [
        Place(key_of(line.pot), line.name, line.pot.goal, line.pot, line.held_minor)
        for line in pots(user, currency)
    ]
    known = {place.goal.pk for place in found if place.goal}
    wanted = Goal.objects.open().filter(owner=user, skill=None, currency__in=["", currency]).order_by("pk")
    found += [Place(f"goal-{goal.public_id}", goal.title, goal) for goal in wanted if goal.pk not in known]
    if not any(place.key == GENERAL for place in found):
        found.append(Place(GENERAL, gettext("Savings")))
    return found


def key_of(pot: Pot) -> str:
    """Return how forms name `pot`. Needs its goal."""
    if pot.is_general:
        return GENERAL
    return f"goal-{pot.goal.public_id}" if pot.goal else f"pot-{pot.public_id}"


def target_of(pot: Pot) -> int | None:
    """How much the goal of `pot` is about, rounded up where the currency has fewer digits."""
    goal = pot.goal
    if goal is None or goal.target_amount is None or goal.currency != pot.currency:
        return None
    return int(goal.target_amount.scaleb(money.exponent(pot.currency)).to_integral_value(ROUND_CEILING))


def rules_of(user: User, currency: str) -> RuleSet | None:
    """Return the rules by which sales of `user` are saved now, with their pots. Two queries."""
    sets = RuleSet.objects.filter(owner=user, currency=currency).order_by("-version")
    rules = SavingRule.objects.select_related("pot__goal", "then_pot__goal").order_by("position")
    newest: RuleSet | None = sets.prefetch_related(Prefetch("rules", rules)).first()
    return newest


def movements(user: User, count: int = 12) -> QuerySet[Posting]:
    """Return the newest bookings on the purses of `user`, with what they need to be named. Three queries.

    The accounts are asked for first, then the numbers alone: their index serves, however much others have.
    """
    own = Posting.objects.filter(account__in=accounts_of(user)).order_by("-pk")
    newest = list(own.values_list("pk", flat=True)[:count])
    return _with_names(Posting.objects.filter(pk__in=newest)).order_by("-pk")


def accounts_of(user: User) -> list[int]:
    return list(LedgerAccount.objects.filter(owner=user).order_by("pk").values_list("pk", flat=True))


def of_accounts(accounts: Sequence[int]) -> QuerySet[Posting]:
    return _with_names(Posting.objects.filter(account__in=accounts))


def _with_names(postings: QuerySet[Posting]) -> QuerySet[Posting]:
    return postings.select_related("entry", "account__pot__goal")


def waterfalls(sales: QuerySet[SaleLine]) -> list[Waterfall]:
    """Return each of `sales` with its parts. Three queries."""
    rows = list(sales.select_related("line__order", "line__extra").prefetch_related("savings__pot__goal"))
    taken = TakenBack.objects.standing().filter(sale__in=[sale.pk for sale in rows])
    back = dict(taken.order_by("sale").values_list("sale").annotate(total=Sum("amount_minor")))
    return [
        Waterfall(
            sale,
            back.get(sale.pk, 0),
            [(each.pot.name, each.amount_minor) for each in sale.savings.all()],
        )
        for sale in rows
    ]


def sales_of(user: User) -> QuerySet[SaleLine]:
    """Sales of `user`, the newest first; nothing of buyers comes with them."""
    return SaleLine.objects.filter(seller__user=user).order_by("-paid_at", "-pk")


def by_month(user: User, currency: str, since: datetime) -> list[tuple[date, int, int]]:
    """Return what sales brought and saved in each month from `since` on: (first day, net, savings). One query."""
    rows: Any = (
        SaleLine.objects.filter(seller__user=user, currency=currency, paid_at__gte=since)
        .values(month=TruncMonth("paid_at"))
        .annotate(net=Sum("net_minor"), saved=Sum("savings_minor"))
        .order_by("month")
    )
    return [(row["month"].date(), row["net"], row["saved"]) for row in rows]


def costs(user: User) -> Costs:
    """Return what the supplies cost that `user` keeps, and the hours of their diary. Two queries."""
    price = ExpressionWrapper((F("quantity") - F("returned")) * F("unit_cost"), output_field=DecimalField())
    unsure = (Issue.State.OFFERED, Issue.State.DECLINED)
    kept = IssueLine.objects.filter(issue__to=user, item=None).exclude(issue__state__in=unsure)
    sums = kept.order_by("currency").values_list("currency").annotate(total=Sum(price))
    noted = JournalEntry.objects.filter(owner=user).aggregate(total=Sum("minutes", default=0))
    supplies = [(currency, total.quantize(Decimal("0.01"))) for currency, total in sums if total]
    return Costs(supplies=supplies, minutes=int(noted["total"]))
