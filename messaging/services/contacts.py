"""Who may write to me: the setting, and blocking."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy

from messaging.models import Block, ContactSetting, Conversation
from messaging.services.rights import reading_changed, rights_changed_between
from portal.accounts.models import User
from portal.accounts.permissions import accompanies, watches_over_people
from portal.core.exceptions import DomainError
from portal.core.policy import require


class CannotBlock(DomainError):
    message = gettext_lazy("This person looks after the safety of everybody here and cannot be blocked.")


@transaction.atomic
def choose(
    *,
    by: User,
    who: str,
    listed: Iterable[User] = (),
    shows_reading: bool | None = None,
    shows_typing: bool | None = None,
) -> ContactSetting:
    """Let `by` say who may begin to write to them, and what is told of their reading and writing.

    Who does not tell others is not told of others.
    """
    said = {"who": ContactSetting.Who(who), "shows_reading": shows_reading, "shows_typing": shows_typing}
    setting, _new = ContactSetting.objects.update_or_create(user=by, defaults=said)
    setting.listed.set([each for each in listed if each != by])
    for conversation in Conversation.objects.of(by):
        reading_changed(conversation)
    return setting


@transaction.atomic
def block(*, by: User, person: User) -> None:
    """Keep the two apart; again changes nothing. Raises CannotBlock of who watches over `by`."""
    require(by.is_active and by != person)
    if watches_over_people(person) and not accompanies(person, by):
        raise CannotBlock
    _block, is_new = Block.objects.get_or_create(by=by, person=person)
    if is_new:
        rights_changed_between(by, person)


@transaction.atomic
def unblock(*, by: User, person: User) -> None:
    gone, _of = Block.objects.filter(by=by, person=person).delete()
    if gone:
        rights_changed_between(by, person)
