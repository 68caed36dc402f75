"""What our sign-up does otherwise than allauth's."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from portal.accounts.models import User
from portal.core.limits import address_of

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


def _at_home(address: str) -> str:
    path = urlsplit(address)._replace(scheme="", netloc="").geturl()
    return settings.SITE_URL.rstrip("/") + path
