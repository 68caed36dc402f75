"""Tokens of programs: begun by a log-in, renewed in turn, ended at once. They are allauth's, as the log-in is.

Each log-in makes a session of its own, which is the family of its tokens. A new password, a closed account or a
deactivated one ends sessions, and the tokens with them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication
from allauth.headless.internal.sessionkit import new_session
from allauth.headless.tokens.strategies.jwt import internal
from allauth.headless.tokens.strategies.jwt.strategy import JWTTokenStrategy
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled

from portal.accounts.models import User
from portal.core.limits import USUAL_WAIT


class WrongCredentials(AuthenticationFailed):  # type: ignore[misc]  # the framework has no types
    """The same for an address that nobody has, a wrong password and an account that may not log in."""

    default_code = "wrong_credentials"
    default_detail = _("The e-mail address or the password is wrong.")


class CodeNeeded(AuthenticationFailed):  # type: ignore[misc]  # the framework has no types
    default_code = "totp_required"
    default_detail = _("This account asks for a second step: send the code of the app as “totp”.")


class WrongCode(AuthenticationFailed):  # type: ignore[misc]  # the framework has no types
    default_code = "totp_wrong"
    default_detail = _("This code is wrong, or was used already.")


class AddressUnproven(PermissionDenied):  # type: ignore[misc]  # the framework has no types
    default_code = "address_unproven"
    default_detail = _("Prove your e-mail address first: log in on the site, and follow the link in the mail.")


class TokenNotValid(AuthenticationFailed):  # type: ignore[misc]  # the framework has no types
    default_code = "token_not_valid"
    default_detail = _("This token is worth nothing any more. Log in again.")


class Pair(NamedTuple):
    access: str
    refresh: str


def begin(*, request: HttpRequest, email: str, password: str, totp: str = "") -> Pair:
    """Log in and return the first two tokens of a new family.

    Raises WrongCredentials, CodeNeeded, WrongCode, AddressUnproven, Throttled: by the same limits as the page.
    """
    user = _who(request, email, password)
    if not EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        raise AddressUnproven
    if is_mfa_enabled(user):
        _check_code(user, totp)
    session = _new_session(user)
    strategy = JWTTokenStrategy()
    refresh = internal.create_refresh_token(user, session)
    session.save()
    user_logged_in.send(sender=User, request=request, user=user)
    return Pair(internal.create_access_token(user, session, strategy.get_claims(user)), refresh)


def renew(*, refresh: str) -> Pair:
    """Take `refresh` for two new tokens. Raises TokenNotValid; one that was taken before ends its family."""
    with transaction.atomic():
        session = _lock_family(refresh)
        pair = JWTTokenStrategy().refresh_token(refresh) if session else None
        if session and pair is None:
            session.delete()
    if pair is None:
        raise TokenNotValid
    return Pair(*pair)


@transaction.atomic
def end(*, refresh: str) -> None:
    """End the family of `refresh`; of one that is worth nothing, nothing is left to end."""
    if session := _lock_family(refresh):
        session.delete()


def person_of(access: str) -> User | None:
    """Return whose access token this is, or None: forged, run out, ended, or of another kind. Two queries."""
    try:
        user, _payload = JWTTokenAuthentication().authenticate_credentials(access)
    except AuthenticationFailed:
        return None
    found: User = user
    return found


def _who(request: HttpRequest, email: str, password: str) -> User:
    if not ratelimit.consume(request, action="login"):
        raise Throttled(wait=USUAL_WAIT)
    try:
        user = get_adapter(request).authenticate(request, email=email.lower(), password=password)
    except ValidationError as error:  # too many of them were wrong
        raise Throttled(wait=USUAL_WAIT) from error
    if user is None or not user.is_active:
        raise WrongCredentials
    found: User = user
    return found


def _check_code(user: User, totp: str) -> None:
    """Check `totp`, a code of the app or one of those kept for need."""
    if not totp:
        raise CodeNeeded
    form = AuthenticateForm(data={"code": totp}, user=user)
    if form.is_valid():
        form.authenticator.record_usage()
        return
    codes = {error.code for error in form.errors.as_data().get("code", [])}
    if "too_many_login_attempts" in codes:
        raise Throttled(wait=USUAL_WAIT)
    raise WrongCode


def _new_session(user: User) -> Any:
    session = new_session()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(settings.HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN)
    session.save()
    return session


def _lock_family(refresh: str) -> Session | None:
    payload = internal.decode_token(refresh, "refresh")
    key = internal.session_key_from_sid(payload["sid"]) if payload else None
    return Session.objects.select_for_update().filter(pk=key).first() if key else None
