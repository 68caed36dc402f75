"""Looking the books over every night: among themselves, and against what payment providers say."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from shop import jobs, payments
from shop.models import BookCheck, DemoSession, Dispute, LedgerAccount, LedgerEntry, Payment, Posting, Refund
from shop.payments.base import Facts
from shop.selectors import integrity
from shop.services import catching_up

logger = logging.getLogger(__name__)

#: From this hour on here the night's look may begin.
HOUR = 2
#: How far back a payment may have changed so that its provider is asked again.
LOOK_BACK = timedelta(days=3)
MOST_TOLD = 50


@transaction.atomic
def begin_nightly(*, now: datetime) -> bool:
    """Enqueue the look at the books once a night, after HOUR; say whether it was this time."""
    local = timezone.localtime(now)
    if local.hour < HOUR:
        return False
    _row, is_new = BookCheck.objects.get_or_create(day=local.date(), defaults={"begun_at": now})
    if is_new:
        jobs.look_over_books.enqueue(local.date().isoformat())
    return is_new


def look_over(*, day: date, now: datetime) -> BookCheck:
    """Look over everything, keep what was found, and tell operators if anything was. May be called again.

    What providers told in vain is fetched first, so that it is not a problem any more.
    """
    found = [*catching_up.catch_up(now=now), *integrity.problems(), *provider_problems(since=now - LOOK_BACK)]
    said = {"ended_at": timezone.now(), "problem_count": len(found), "report": "\n".join(found[:MOST_TOLD])}
    check, _new = BookCheck.objects.update_or_create(
        day=day, defaults=said, create_defaults={"begun_at": now, **said}
    )
    if found:
        logger.error("The books of %s have %d problems", day, len(found))
        _tell_operators(check)
    return check


def _tell_operators(check: BookCheck) -> None:
    operators = User.objects.filter(is_superuser=True, is_active=True).exclude(email="").order_by("pk")
    subject = _("%(site)s: money that does not add up") % {"site": settings.SITE_NAME}
    for email in operators.values_list("email", flat=True):
        EmailMessage(subject=subject, body=check.report, to=[email]).send()


# Against providers (I7) ------------------------------------------------------------------------------------


def provider_problems(*, since: datetime) -> Iterator[str]:
    """Yield a sentence for each captured payment, changed since then, that its provider tells otherwise.

    Asks providers over the network: never inside a transaction. One that does not answer is a problem too.
    """
    changed = Q(captured_at__gte=since) | Q(refunds__updated_at__gte=since) | Q(disputes__updated_at__gte=since)
    rows: Any = Payment.objects.filter(changed, state=Payment.State.CAPTURED).distinct().order_by("pk")
    for payment in rows:
        try:
            facts = payments.by_name(payment.provider).fetch(payment)
        except DomainError as refusal:
            yield f"Payment {payment.uuid}: {payment.provider} tells nothing: {refusal.message}"
            continue
        said, booked = held_by_provider(payment, facts), held_by_books(payment)
        if facts.currency != payment.currency or said != booked:
            yield (
                f"Payment {payment.uuid}: {payment.provider} holds {said} {facts.currency}, "
                f"the books say {booked} {payment.currency}."
            )


def held_by_provider(payment: Payment, facts: Facts) -> int:
    """Return what a provider has of a payment now: taken, less fee and what it gave or holds back."""
    refunds = sum(each.amount_minor for each in facts.refunds if each.state in Refund.BOOKED)
    if payment.provider == "demo":  # it remembers what it gave back, but does not tell
        refunds = sum(DemoSession.objects.get(key=payment.uuid).refunds.values())
    disputes = sum(each.amount_minor for each in facts.disputes if each.state != Dispute.State.WON)
    return facts.amount_minor - (facts.fee_minor or 0) - refunds - disputes


def held_by_books(payment: Payment) -> int:
    """Return what the clearing account says about one payment, without the fees of disputes. Four queries."""
    keys = [f"capture:{payment.uuid}", f"pfee:{payment.uuid}"]
    keys += [f"refund:{uuid}" for uuid in payment.refunds.values_list("uuid", flat=True)]
    keys += [f"dispute:{ref}" for ref in payment.disputes.values_list("ref", flat=True)]
    own = LedgerEntry.objects.filter(Q(key__in=keys) | Q(reverses__key__in=keys))
    clearing = Posting.objects.filter(entry__in=own, account__kind=LedgerAccount.Kind.CLEARING)
    return -int(clearing.aggregate(total=Sum("amount_minor", default=0))["total"])
