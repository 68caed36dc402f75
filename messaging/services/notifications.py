"""Telling people of facts, and how they want to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from messaging import kinds, rules
from messaging.kinds import Kind, To
from messaging.models import Notification, OutgoingMail, Preference, Reception
from messaging.models.notifications import Mail
from messaging.services import mails
from portal.accounts.models import User
from portal.core.exceptions import DomainError, NotAllowed

SALT = "messaging.unsubscribe"
#: In an unsubscribe link: everything that comes in digests.
DIGESTS = "digests"


class BadLink(DomainError):
    message = _("This link is not one of ours, or it was cut off.")


class MustBeHeard(DomainError):
    message = _("This cannot be switched off: it is about your safety, your money or your account.")


@transaction.atomic
def tell(*, kind: Kind, heard: Iterable[To], now: datetime, by: User | None = None) -> list[Notification]:
    """Tell each of `heard` who is here, but never `by`; return what is new. Told twice, nothing is doubled."""
    wanted = [to for to in heard if to.person is not None and to.person.is_active and to.person != by]
    people = [to.person for to in wanted]
    choices = {each.person_id: each for each in Preference.objects.filter(person__in=people, kind=kind.slug)}
    made = (_tell_one(kind, to, choices.get(to.person.pk), now) for to in wanted)  # type: ignore[union-attr]  # no None above
    return [notice for notice in made if notice is not None]


def _tell_one(kind: Kind, to: To, choice: Preference | None, now: datetime) -> Notification | None:
    in_inbox, mail = kind.in_inbox, kind.mail
    if choice is not None:
        in_inbox, mail = choice.in_inbox, choice.mail
    in_inbox = in_inbox or not kind.may_be_off
    mail = Mail.NOW if kind.must_be_mailed else mail
    if not in_inbox and mail == Mail.NONE:
        return None
    notice, is_new = Notification.objects.get_or_create(
        person=to.person,
        kind=kind.slug,
        source_type=ContentType.objects.get_for_model(type(to.row)),
        source_id=to.row.pk,
        occasion=to.occasion,
        defaults={"created_at": now, "is_in_inbox": in_inbox, "mail_choice": mail},
    )
    if not is_new:
        return None
    if mail == Mail.NOW and to.person is not None:
        at = now if kind.must_be_mailed else rules.end_of_quiet(reception_of(to.person), now)
        notice.mail = mails.queue(
            key=f"notice:{notice.pk}", person=to.person, form=OutgoingMail.Form.NOTICE, at=at
        )
        notice.save(update_fields=["mail"])
    return notice


def reception_of(person: User) -> Reception:
    """Return how `person` is to be reached, as they said or as everybody is. One query."""
    return Reception.objects.filter(person=person).first() or Reception(person=person)


def read(*, notices: Iterable[int] | None, by: User, now: datetime) -> int:
    """Mark those of `by` with these keys as read, or all of them (None); return how many."""
    own = Notification.objects.in_inbox_of(by).unread()
    if notices is not None:
        own = own.filter(pk__in=list(notices))
    return own.update(read_at=now)


def unread(*, notice: Notification, by: User) -> None:
    """Mark as unread again. Raises NotAllowed."""
    if notice.person_id != by.pk:
        raise NotAllowed
    Notification.objects.filter(pk=notice.pk).update(read_at=None)


@transaction.atomic
def prefer(*, choices: Mapping[str, tuple[bool, str]], reception: Mapping[str, Any], by: User) -> None:
    """Note how `by` wants to hear of each kind {slug: (in the inbox, mail)} and when. Raises MustBeHeard."""
    for slug, (in_inbox, mail) in choices.items():
        kind = kinds.BY_SLUG[slug]
        if not (in_inbox or kind.may_be_off) or (kind.must_be_mailed and mail != Mail.NOW):
            raise MustBeHeard
        Preference.objects.update_or_create(person=by, kind=slug, defaults={"in_inbox": in_inbox, "mail": mail})
    Reception.objects.update_or_create(person=by, defaults=dict(reception))


def unsubscribe_token(person: User, scope: str) -> str:
    """Return what lets whoever holds a mail to `person` switch off mails of `scope`: a kind, or DIGESTS."""
    return signing.dumps([person.pk, scope], salt=SALT)


def read_token(token: str) -> tuple[User, str]:
    """Return whose mails of which scope `token` switches off. Raises BadLink."""
    try:
        number, scope = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise BadLink from error
    person = User.objects.filter(pk=number, is_active=True).first()
    if person is None or not (scope == DIGESTS or scope in kinds.BY_SLUG) or scope in kinds.MUST_BE_MAILED:
        raise BadLink
    return person, scope


@transaction.atomic
def unsubscribe(*, token: str) -> str:
    """Send no more mails of what `token` is about, and return that scope; the inbox stays. Raises BadLink."""
    person, scope = read_token(token)
    chosen = {each.kind: each for each in Preference.objects.filter(person=person)}
    for kind in kinds.KINDS:
        mail = chosen[kind.slug].mail if kind.slug in chosen else kind.mail
        in_scope = mail in (Mail.DAILY, Mail.WEEKLY) if scope == DIGESTS else kind.slug == scope
        if in_scope and mail != Mail.NONE:
            in_inbox = chosen[kind.slug].in_inbox if kind.slug in chosen else kind.in_inbox
            Preference.objects.update_or_create(
                person=person, kind=kind.slug, defaults={"mail": Mail.NONE, "in_inbox": in_inbox}
            )
    return scope
