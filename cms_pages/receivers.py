"""What pages do when something happens elsewhere."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.search import index

from cms_pages.models import PortfolioPage
from cms_pages.services import hiding, portfolios
from portal.accounts import roles, signals
from portal.accounts.models import Consent, User


@receiver(signals.role_given, dispatch_uid="cms_pages.portfolio_for_participant")
def portfolio_for_participant(user: User, role: str, **_: Any) -> None:
    if role == roles.PARTICIPANT:
        portfolios.provide(user)


@receiver(signals.consent_withdrawn, dispatch_uid="cms_pages.hide_without_consent")
def hide_without_consent(user: User, kind: str, **_: Any) -> None:
    if kind in (Consent.Kind.PUBLISHING, Consent.Kind.TAKING_PART):
        hiding.withdraw(owner=user)


@receiver(signals.account_closing, dispatch_uid="cms_pages.hide_closing")
def hide_closing(user: User, **_: Any) -> None:
    hiding.hide_for_closing(owner=user)


@receiver(signals.account_reopened, dispatch_uid="cms_pages.show_reopened")
def show_reopened(user: User, hidden: dict[str, dict[str, str]], **_: Any) -> None:
    hiding.show_again(owner=user, numbers=hidden.get(hiding.PAGES, {}))


@receiver(post_save, sender=User, dispatch_uid="cms_pages.found_by_new_name")
def found_by_new_name(instance: User, created: bool, update_fields: Any = None, **_: Any) -> None:
    """Let a portfolio be found by the new name of its maker, and not by the former one."""
    if not created and (update_fields is None or "display_name" in update_fields):
        for portfolio in PortfolioPage.objects.filter(owner_person=instance):
            index.insert_or_update_object(portfolio)
