"""People: how they log in, and what others may know of them."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.accounts import roles
from portal.core import copies, names, stores
from portal.core.ids import public_id
from portal.core.models import TimeStamped

RESERVED_HANDLES = frozenset(
    [
        "about",
        "account",
        "admin",
        "anonymous",
        "api",
        "cms",
        "help",
        "kindling",
        "mentor",
        "moderator",
        "my",
        "null",
        "people",
        "root",
        "shop",
        "staff",
        "support",
    ]
)
HANDLE_LENGTH = 30
NAME_LENGTH = 60


def validate_handle(value: str) -> None:
    if value in RESERVED_HANDLES:
        raise ValidationError(_("This name is kept for the site itself. Choose another."))


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create somebody who logs in with `email` (kept in lower case); a handle is made up if none is given."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        email = email.strip().lower()
        fields.setdefault("display_name", email.split("@")[0])
        fields.setdefault("handle", self.free_handle(fields["display_name"]))
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        Profile.objects.create(user=user)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def free_handle(self, wish: str) -> str:
        """Return a handle like `wish` that nobody has; mostly one query."""
        base = slugify(wish)[: HANDLE_LENGTH - 5].strip("-")
        if len(base) < 3 or base in RESERVED_HANDLES:
            base = f"maker-{base}".rstrip("-")
        handle = base
        while self.filter(handle=handle).exists():
            handle = f"{base}-{public_id(4)}"
        return handle

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractUser):
    """Somebody with a log-in. Others meet them by `display_name` and `handle`, never by legal name."""

    class AgeBand(models.TextChoices):
        """How old somebody is, as exactly as we need it: the date of birth is never stored."""

        UNKNOWN = "unknown", _("Not known")
        UNDER_16 = "under_16", _("Under 16")
        FROM_16_TO_17 = "16_17", _("16 or 17")
        ADULT = "adult", _("18 or older")

    username = None  # type: ignore[assignment]  # AbstractUser's field is removed on purpose
    MINOR = (AgeBand.UNDER_16, AgeBand.FROM_16_TO_17)

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("An account with this address exists already.")},
    )
    handle = models.CharField(
        _("handle"),
        max_length=HANDLE_LENGTH,
        unique=True,
        validators=[
            RegexValidator(
                re.compile(r"^[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]$"),
                _("Use 3 to 30 small letters, digits and hyphens."),
            ),
            validate_handle,
        ],
        help_text=_("Part of your public address. Small letters, digits and hyphens."),
    )
    display_name = models.CharField(
        _("public name"),
        max_length=NAME_LENGTH,
        help_text=_("What everybody sees. It need not be your legal name."),
    )

    age_band = models.CharField(_("age"), max_length=8, choices=AgeBand, default=AgeBand.UNKNOWN, editable=False)
    #: Counted up to end every session of this person at once.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()  # type: ignore[assignment,misc]  # django-stubs expects AbstractUser's manager

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_one_account_per_email")]
        indexes = [models.Index(fields=["display_name"], name="accounts_by_name")]

    def __str__(self) -> str:
        return self.display_name

    def save(self, **options: Any) -> None:
        """Keep a name that can be seen; who gives none is called by their handle."""
        if "display_name" in self.__dict__:  # it is fetched at all
            self.display_name = names.plain(self.display_name)[:NAME_LENGTH].rstrip() or self.handle
        super().save(**options)

    def get_full_name(self) -> str:
        """Return the public name: Wagtail and Oscar show this to everybody."""
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @property
    def is_minor(self) -> bool:
        return self.age_band in self.MINOR

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Let a session end with the password it began with, and with the epoch."""
        key_salt = "portal.accounts.models.User.session"
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest()

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    def has_role(self, slug: str) -> bool:
        """One query the first time it is asked of this object, none afterwards."""
        return slug in self.role_slugs

    @property
    def role_slugs(self) -> frozenset[str]:
        if not hasattr(self, "_role_slugs"):
            self._role_slugs = frozenset(self.groups.values_list("name", flat=True))
        return self._role_slugs

    @property
    def enters_cms(self) -> bool:
        """Whether a role opens the CMS, by the table of roles: no query beyond that of the roles."""
        return self.is_superuser or any(
            roles.ENTER_CMS in role.permissions for role in roles.ROLES if role.slug in self.role_slugs
        )

    def forget_roles(self) -> None:
        """Drop what this object remembers of its roles and permissions."""
        for name in ("_role_slugs", "_perm_cache", "_user_perm_cache", "_group_perm_cache"):
            self.__dict__.pop(name, None)


class Profile(copies.Copied, TimeStamped):
    """What somebody tells about themselves; the place is a city, never an address."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    bio = models.TextField(_("about you"), blank=True, max_length=1200)
    city = models.CharField(
        _("city or region"), blank=True, max_length=80, help_text=_("No street: a city or region is enough.")
    )
    country = models.CharField(_("country"), blank=True, max_length=60)
    experience = models.TextField(
        _("experience"), blank=True, max_length=1200, help_text=_("What you have done or learnt so far.")
    )
    avatar = models.ImageField(_("picture"), storage=stores.private, upload_to="avatars/", blank=True)
    #: When this visit to one's space began, and the one before it, so that what is new since then can be told.
    here_since = models.DateTimeField(null=True, blank=True, editable=False)
    here_before = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return f"Profile of {self.user_id}"

    @property
    def place(self) -> str:
        """City and country as others see them, or an empty string: of a minor nobody learns where they live."""
        if self.user.is_minor:
            return ""
        return ", ".join(part for part in (self.city, self.country) if part)

    @property
    def avatar_url(self) -> str:
        """The address of the picture for who may see it, or an empty string; needs `user` loaded along."""
        if not self.avatar:
            return ""
        return self.public_avatar_url or reverse("accounts:picture", args=[self.user.handle])

    @property
    def public_avatar_url(self) -> str:
        """The address at which anybody may fetch the picture now, or an empty string."""
        if not (self.avatar and self.public_token):
            return ""
        return copies.address(self.public_token, self.copied_file[0])

    @property
    def copied_file(self) -> tuple[str, str]:
        """The picture's name among its public copies, and where it lies in the private storage."""
        return f"avatar{PurePath(self.avatar.name).suffix}", self.avatar.name
