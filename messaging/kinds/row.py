"""What a kind of notice is made of, and who hears of things."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model, Q
from django.dispatch import Signal
from django.urls import reverse
from django.utils.translation import gettext_lazy as __

from messaging.models.notifications import Mail
from portal.accounts import roles
from portal.accounts.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Facts = dict[str, Any]
LEARNING, SUPPLIES, PAGES, MARKET = __("Learning"), __("Supplies"), __("My pages"), __("Buying and selling")
RECOGNITION, SAFETY, TALKING = __("Recognition"), __("Safety"), __("Conversations")


@dataclass(frozen=True)
class To:
    """That `person` is told of `row`; `occasion` tells apart what happens to it several times."""

    row: Any
    person: User | None
    occasion: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    slug: str
    group: _StrPromise
    label: _StrPromise
    signals: tuple[Signal, ...]
    hears: Callable[[Facts], Iterable[To]]
    #: "app.Model" of the rows, and what is loaded along with them.
    model: str
    along: tuple[str, ...] = ()
    #: Which rows their reader may still see, where the policy of the model says something else.
    seen_by: Callable[[User], Q] | None = None
    words: Callable[[Any, User], str]
    link: Callable[[Any, User], str]
    #: What a mail says besides, a line each; nothing that somebody wrote. Asked for mails only, so it may query.
    details: Callable[[Any, User], Iterable[str]] = lambda row, me: ()
    #: What somebody wrote: in mails only for those who want it there. Asked for mails only, so it may query.
    text: Callable[[Any], str] = lambda row: ""
    #: Where an answer to the mail goes, if anywhere.
    answers_to: Callable[[Any, User], str] = lambda row, me: ""
    in_inbox: bool = True
    mail: str = Mail.NOW
    #: False: it stands in the inbox, whatever people say.
    may_be_off: bool = True
    #: Goes by mail at once, whatever people say, and also when it was read: about their money or their safety.
    must_be_mailed: bool = False

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)


def say(message: str, **names: Any) -> str:
    return message % names


def url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def mentors_of(person: User) -> list[User]:
    """Who accompanies `person` now. One query."""
    from mentorship.models import Pairing

    pairings = Pairing.objects.current().filter(participant=person)
    return list(User.objects.filter(pk__in=pairings.values("mentor"), is_active=True).order_by("pk"))


def to_mentors(row: Any, person: User, occasion: str = "") -> list[To]:
    return [To(row, mentor, occasion) for mentor in mentors_of(person)]


def coordinators() -> list[User]:
    """Who coordinates the chapter. One query."""
    return list(User.objects.filter(is_active=True, groups__name=roles.COORDINATOR).order_by("pk"))
