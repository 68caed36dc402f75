"""What happens to works when something happens to their makers."""

from typing import Any

from django.dispatch import receiver

from mentorship.services import hiding
from portal.accounts import signals
from portal.accounts.models import Consent, User


@receiver(signals.consent_withdrawn, dispatch_uid="mentorship.hide_without_consent")
def hide_without_consent(user: User, kind: str, **_: Any) -> None:
    if kind in (Consent.Kind.PUBLISHING, Consent.Kind.TAKING_PART):
        hiding.withdraw(owner=user)


@receiver(signals.account_closing, dispatch_uid="mentorship.hide_closing")
def hide_closing(user: User, **_: Any) -> None:
    hiding.hide_for_closing(owner=user)


@receiver(signals.account_reopened, dispatch_uid="mentorship.show_reopened")
def show_reopened(user: User, hidden: dict[str, dict[str, str]], **_: Any) -> None:
    hiding.show_again(owner=user, hidden=hidden.get(hiding.WORKS, {}))
