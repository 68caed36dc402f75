"""What our sign-up does otherwise than allauth's."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from portal.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    def populate_username(self, request: HttpRequest, user: User) -> None:
        """Choose a handle; there is no user name."""
        if not user.handle:
            user.handle = User.objects.free_handle(user.display_name or user.email.split("@")[0])

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.display_name = form.cleaned_data.get("display_name") or form.cleaned_data["email"].split("@")[0]
        return super().save_user(request, user, form, commit)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Build the link from our settings, never from the request's Host header."""
        url = super().get_email_confirmation_url(request, emailconfirmation)
        return settings.SITE_URL + "/" + url.split("/", 3)[3]
