"""allauth's signals, translated into ours; and pictures, which follow what allows to show them."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, email_removed, user_signed_up
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from portal.accounts import showing, signals
from portal.accounts.models import Profile, User
from portal.accounts.selectors import closure_of
from portal.accounts.services import closures, people
from portal.core import copies
from portal.core.events import announce

#: What of a person decides who sees their picture.
DECIDING = {"is_active", "age_band"}


@receiver(user_signed_up, dispatch_uid="accounts.welcome")
def welcome_on_sign_up(user: User, **_: Any) -> None:
    people.welcome(user=user)


@receiver(email_confirmed, dispatch_uid="accounts.address_proven")
def tell_address_proven(email_address: Any, **_: Any) -> None:
    announce(signals.address_proven, User, user=email_address.user, email=email_address.email)


@receiver(email_confirmed, dispatch_uid="accounts.address_added")
def tell_of_one_more_address(request: Any, email_address: EmailAddress, **_: Any) -> None:
    """A proven address can ask for a new password: the one that was there before hears of it."""
    known = EmailAddress.objects.filter(user=email_address.user, primary=True, verified=True).first()
    if known and known.email != email_address.email:
        get_adapter(request).send_notification_mail("account/email/email_added", known.user, email=known.email)


@receiver(email_removed, dispatch_uid="accounts.address_removed")
def tell_the_removed_address(request: Any, user: User, email_address: EmailAddress, **_: Any) -> None:
    """allauth tells the address that stays; who has lost theirs to somebody else reads only the other one."""
    if email_address.verified:
        context = {"deleted_email": email_address.email}
        get_adapter(request).send_notification_mail(
            "account/email/email_deleted", user, context, email=email_address.email
        )


@receiver(user_logged_in, dispatch_uid="accounts.reopen")
def reopen_on_log_in(user: User, **_: Any) -> None:
    """Whoever comes back within the time to think it over wants to stay."""
    if closure_of(user):
        closures.undo(user=user, by=user, now=timezone.now())


@receiver(post_save, sender=Profile, dispatch_uid="accounts.follow_picture")
def follow_picture(instance: Profile, raw: bool = False, **_: Any) -> None:
    if not raw:
        showing.follow([instance.user_id])


@receiver(pre_delete, sender=Profile, dispatch_uid="accounts.end_picture")
def end_picture(instance: Profile, **_: Any) -> None:
    copies.end(instance)


@receiver(post_save, sender=User, dispatch_uid="accounts.follow_person")
def follow_person(instance: User, created: bool, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    if not (raw or created) and (update_fields is None or DECIDING & set(update_fields)):
        showing.follow([instance.pk])


@receiver(signals.consent_given, dispatch_uid="accounts.picture_consent_given")
@receiver(signals.consent_withdrawn, dispatch_uid="accounts.picture_consent_withdrawn")
@receiver(signals.account_closing, dispatch_uid="accounts.picture_closing")
@receiver(signals.account_reopened, dispatch_uid="accounts.picture_reopened")
def follow_decision(user: User, **_: Any) -> None:
    showing.sync([user.pk])
