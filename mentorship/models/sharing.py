"""Who sees a thing that somebody made, and the secret links that show one thing to whoever holds one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.models.cohorts import fellows_of
from mentorship.models.pairings import Pairing
from portal.core.models import TimeStamped

SALT = "mentorship.sharing"
Link = TypeVar("Link", bound="ShareLink")
Opener = Callable[[str, datetime], models.QuerySet[Any, Any]]


class Visibility(models.TextChoices):
    PRIVATE = "private", _("Only me")
    MENTOR = "mentor", _("My mentors and me")
    COHORT = "cohort", _("My cohorts, my mentors and me")
    MEMBERS = "members", _("Everybody with an account")
    LINK = "link", _("Everybody with the link")
    PUBLIC = "public", _("Everybody")


def seen_by(user: Any, *, of_people: Callable[[Any], Q], opened: Q | None = None) -> Q:
    """Return what chooses the things that `user` (perhaps anonymous) sees; every list, page and file asks it.

    `of_people` chooses the things of certain people, `opened` those of whose secret link the visitor holds one.
    """
    shown = Q(visibility=Visibility.PUBLIC)
    if opened is not None:
        shown |= Q(visibility=Visibility.LINK) & opened
    if not (user.is_authenticated and user.is_active):
        return shown
    if user.is_superuser:
        return Q()
    accompanied = of_people(Pairing.objects.participants_of(user))
    shared = Q(visibility__in=[Visibility.MENTOR, Visibility.COHORT, Visibility.LINK])
    among_fellows = Q(visibility=Visibility.COHORT) & of_people(fellows_of(user))
    return shown | Q(visibility=Visibility.MEMBERS) | of_people([user.pk]) | (shared & accompanied) | among_fellows


def new_key() -> str:
    return secrets.token_urlsafe(16)  # 128 bits


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt=SALT)


def sign(key: str) -> str:
    """Return the token of `key`."""
    return _signer().sign(key)


def key_in(token: str) -> str:
    """Return the key that `token` was made of, or "" for a token that we never made. Asks no database."""
    try:
        return _signer().unsign(token) if "\0" not in token else ""
    except signing.BadSignature:
        return ""


class ShareLinkQuerySet(models.QuerySet[Link]):
    def open(self, now: datetime) -> ShareLinkQuerySet[Link]:
        lasting = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(lasting, revoked_at__isnull=True)

    def opened_by(self, token: str, now: datetime) -> ShareLinkQuerySet[Link]:
        """The link with this `token` while it is open, as a queryset of one or none."""
        key = key_in(token)
        return self.open(now).filter(key=key) if key else self.none()


class ShareLink(TimeStamped):
    """Abstract: one secret link to one thing. The key alone opens nothing: the token is the key, signed.

    So whoever reads the database cannot open a thing, and its owner can be shown the address again.
    """

    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    label = models.CharField(
        _("for whom"), max_length=60, blank=True, help_text=_("Only you see this, to tell your links apart.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)ss"
    )
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    use_count = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[Any] = ShareLinkQuerySet.as_manager()
    #: The field that names what the link shows.
    shows: ClassVar[str]

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Link {self.pk} to {self.thing_id}"

    @property
    def thing(self) -> Any:
        return getattr(self, self.shows)

    @property
    def thing_id(self) -> int:
        return int(getattr(self, f"{self.shows}_id"))

    @property
    def token(self) -> str:
        return sign(self.key)

    @property
    def path(self) -> str:
        """The secret address. For the owner only."""
        return f"{self.thing.get_absolute_url()}?key={self.token}"

    def is_open(self, now: datetime | None = None) -> bool:
        is_over = self.expires_at is not None and self.expires_at <= (now or timezone.now())
        return self.revoked_at is None and not is_over


class WorkLink(ShareLink):
    """A secret link to one work."""

    project = models.ForeignKey("mentorship.Project", on_delete=models.CASCADE, related_name="share_links")
    shows = "project"

    class Meta(ShareLink.Meta):
        verbose_name = _("link to a work")
        verbose_name_plural = _("links to works")


_openers: list[Opener] = []


def opens_works(opener: Opener) -> Opener:
    """Register an app's `opener`: asked with a token and the moment, it says which works a link of its shows."""
    _openers.append(opener)
    return opener


def works_opened_by(token: str, now: datetime | None = None) -> Q | None:
    """Return what chooses the works that `token` opens, or None for a token that we never made."""
    if not key_in(token):
        return None
    now = now or timezone.now()
    opened = Q(pk__in=WorkLink.objects.opened_by(token, now).values("project"))
    for opener in _openers:
        opened |= Q(pk__in=opener(token, now))
    return opened
