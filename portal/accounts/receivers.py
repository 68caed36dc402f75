"""allauth's signals, translated into ours."""

from typing import Any

from allauth.account.signals import user_signed_up
from django.dispatch import receiver

from portal.accounts.models import User
from portal.accounts.services import people


@receiver(user_signed_up, dispatch_uid="accounts.welcome")
def welcome_on_sign_up(user: User, **_: Any) -> None:
    people.welcome(user=user)
