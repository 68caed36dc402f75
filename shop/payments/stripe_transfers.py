"""Stripe transfers: what a maker earned goes to an account at Stripe that they opened there by themselves.

We never see their bank account or papers: Stripe asks for them on its own pages and says whether money can go.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from shop import money, payments
from shop.models import LedgerAccount, Payout, PayoutAccount
from shop.payments.base import ProviderDown, Refused, Sent
from shop.payments.stripe_checkout import NAME, StripeProvider


class StripeTransfers:
    label = gettext_lazy("Stripe")
    needs_evidence = False
    leaves = LedgerAccount.Kind.CLEARING
    #: A 500 under one of our keys is said again as long as the key is used.
    stores_errors = True

    @property
    def _stripe(self) -> StripeProvider:
        provider = payments.by_name(NAME)
        assert isinstance(provider, StripeProvider)  # noqa: S101
        return provider

    # Paying out --------------------------------------------------------------------------------------------

    def send(self, payout: Payout, *, told_ref: str = "") -> Sent:
        params = {
            "amount": money.to_provider(payout.amount_minor, payout.currency, NAME),
            "currency": payout.currency.lower(),
            "description": f"{settings.SITE_NAME} {payout.public_id}",
            "destination": payout.destination,
            "metadata": {"payout": payout.public_id},
            "transfer_group": _group(payout),
        }
        key = f"po-{payout.public_id}-{payout.key_number}"
        return _sent(self._stripe.ask(self._stripe.client.v1.transfers.create, params, key=key))

    def find(self, payout: Payout) -> Sent | None:
        own = {"limit": 1, "transfer_group": _group(payout)}
        rows = self._read(self._stripe.client.v1.transfers.list, own).data
        return _sent(rows[0]) if rows else None

    def read(self, payout: Payout) -> Sent:
        return _sent(self._read(self._stripe.client.v1.transfers.retrieve, payout.ref))

    def _read(self, call: Any, *args: Any) -> Any:
        """Ask without changing anything: that Stripe does not let us look says nothing of what was done."""
        try:
            return self._stripe.ask(call, *args)
        except Refused as refusal:
            raise ProviderDown from refusal

    # Where to ----------------------------------------------------------------------------------------------

    def open_account(self, account: PayoutAccount) -> str:
        params = {
            "capabilities": {"transfers": {"requested": True}},
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "requirement_collection": "stripe",
                "stripe_dashboard": {"type": "express"},
            },
            "metadata": {"payout_account": str(account.uuid)},
        }
        made = self._stripe.ask(self._stripe.client.v1.accounts.create, params, key=f"acct-{account.uuid}")
        return str(made.id)

    def account_page(self, account: PayoutAccount, *, return_url: str) -> str:
        params = {
            "account": account.ref,
            "refresh_url": return_url,
            "return_url": return_url,
            "type": "account_onboarding",
        }
        return str(self._stripe.ask(self._stripe.client.v1.account_links.create, params).url)

    def is_ready(self, account: PayoutAccount) -> bool:
        told = self._read(self._stripe.client.v1.accounts.retrieve, account.ref)
        return getattr(told.capabilities, "transfers", "") == "active"

    # Events ------------------------------------------------------------------------------------------------

    def payout_of(self, payload: Any) -> str:
        about = payload["data"]["object"]
        return str((about.get("metadata") or {}).get("payout", "")) if about["object"] == "transfer" else ""

    def account_of(self, payload: Any) -> str:
        about = payload["data"]["object"]
        return str(about["id"]) if about["object"] == "account" else ""


def _group(payout: Payout) -> str:
    return f"payout-{payout.public_id}"


def _sent(row: Any) -> Sent:
    """A transfer is there at once; it comes back when somebody reverses it in Stripe's pages."""
    if row.reversed:
        return Sent(row.id, Payout.State.FAILED, problem="Stripe took the transfer back.")
    partly = f"Stripe took {row.amount_reversed} of the transfer back." if row.amount_reversed else ""
    return Sent(row.id, Payout.State.PAID, problem=partly)
