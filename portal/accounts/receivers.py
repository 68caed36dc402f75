"""allauth's signals, translated into ours."""

from typing import Any

from allauth.account.signals import user_signed_up
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.selectors import closure_of
from portal.accounts.services import closures, people


@receiver(user_signed_up, dispatch_uid="accounts.welcome")
def welcome_on_sign_up(user: User, **_: Any) -> None:
    people.welcome(user=user)


@receiver(user_logged_in, dispatch_uid="accounts.reopen")
def reopen_on_log_in(user: User, **_: Any) -> None:
    """Whoever comes back within the time to think it over wants to stay."""
    if closure_of(user):
        closures.undo(user=user, by=user, now=timezone.now())
