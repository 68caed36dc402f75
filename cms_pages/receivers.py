"""What pages do when something happens elsewhere."""

from typing import Any

from django.dispatch import receiver

from cms_pages.services import portfolios
from portal.accounts import roles, signals
from portal.accounts.models import User


@receiver(signals.role_given, dispatch_uid="cms_pages.portfolio_for_participant")
def portfolio_for_participant(user: User, role: str, **_: Any) -> None:
    if role == roles.PARTICIPANT:
        portfolios.provide(user)
