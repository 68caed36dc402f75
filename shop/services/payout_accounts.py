"""Accounts at a provider that makers open to be paid to: ours is a row, the papers are the provider's."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Guardian, User
from portal.core.policy import require
from shop import payout_ways
from shop.models import PayoutAccount
from shop.services import ledger, payouts


def open_page(*, person: User, provider: str, by: User, return_url: str, guardian: Guardian | None = None) -> str:
    """Return the provider's page where `person`, for a minor the guardian, opens an account or goes on with it.

    Raises NotAllowed, NotOffered, GuardianNeeded, Refused, ProviderDown; then it can be asked for again.
    """
    require(by.is_active and by == person, _("Only whose money it is opens an account for it."))
    if provider not in payout_ways.offered():
        raise payouts.NotOffered
    account = _named(_row(person, guardian, provider))
    return payout_ways.opener(provider).account_page(account, return_url=return_url)


@transaction.atomic
def _row(person: User, guardian: Guardian | None, provider: str) -> PayoutAccount:
    ledger.lock_people([person])
    payouts.require_receiver(User.objects.get(pk=person.pk), guardian)
    row: PayoutAccount
    row, _new = PayoutAccount.objects.get_or_create(person=person, guardian=guardian, provider=provider)
    return row


def _named(account: PayoutAccount) -> PayoutAccount:
    """Let the provider open the account, once: our row is its key."""
    if account.ref is None:
        ref = payout_ways.opener(account.provider).open_account(account)
        PayoutAccount.objects.filter(pk=account.pk, ref=None).update(ref=ref)
        account.refresh_from_db()
    return account


def look(*, account: PayoutAccount) -> PayoutAccount:
    """Ask the provider whether money can go to `account`, and keep the answer. Raises ProviderDown."""
    if account.ref:
        account.is_ready = payout_ways.opener(account.provider).is_ready(account)
        account.save(update_fields=["is_ready", "updated_at"])
    return account
