"""What our sign-up does otherwise than allauth's."""

import logging
import smtplib
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from portal.accounts.models import User
from portal.core.limits import address_of

logger = logging.getLogger(__name__)

#: Where a session remembers the link to join by, through signing up, proving the address and logging in.
JOINING = "joining"


class AccountAdapter(DefaultAccountAdapter):
    def populate_username(self, request: HttpRequest, user: User) -> None:
        """Choose a handle; there is no user name."""
        if not user.handle:
            user.handle = User.objects.free_handle(user.display_name or user.email.split("@")[0])

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.display_name = form.cleaned_data.get("display_name") or form.cleaned_data["email"].split("@")[0]
        return super().save_user(request, user, form, commit)

    def get_client_ip(self, request: HttpRequest) -> str:
        if not (address := address_of(request)):
            raise PermissionDenied("Nobody tells where this request comes from.")
        return address

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the link by which somebody came to join, if there was one."""
        key = request.session.get(JOINING)
        return reverse("accounts:invited_by_link", args=[key]) if key else super().get_login_redirect_url(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> Any:
        """Let every link lead to the address of our settings, never to the Host that the request named."""
        ours = {name: _at_home(value) for name, value in context.items() if value and name.endswith("_url")}
        return super().send_mail(template_prefix, email, {**context, **ours})

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell `user` that something about their log-in changed; not from where, nor by which browser.

        The change stands already, so a mail server that is away does not make it look as if it had failed.
        """
        to = email or EmailAddress.objects.get_primary_email(user)
        if not to or not app_settings.EMAIL_NOTIFICATIONS:
            return
        words = {
            "site": settings.SITE_NAME,
            "site_url": "/",
            "password_reset_url": reverse("account_reset_password"),
        }
        try:
            self.send_mail(template_prefix, to, {**words, **(context or {})})
        except (OSError, smtplib.SMTPException) as error:
            logger.error("A letter about a changed log-in did not go: %s", type(error).__name__)


def _at_home(address: str) -> str:
    path = urlsplit(address)._replace(scheme="", netloc="").geturl()
    return settings.SITE_URL.rstrip("/") + path
