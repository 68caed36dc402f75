"""Who sees somebody's picture, and so when it has a public copy.

Everybody sees it while a public page shows the person, no consent to it has been taken back and, of a minor, the
consents to be shown and to photos hold. Members see each other's; a minor's only those around them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from portal.accounts.models import Closure, Consent, Profile, User
from portal.core import copies

PROFILE = "accounts.Profile"
#: A picture is gone when one of these was taken back.
ALLOWING = (Consent.Kind.TAKING_PART, Consent.Kind.PUBLISHING, Consent.Kind.PHOTOS)
#: And of a minor these must have been given.
MINORS_NEED = (Consent.Kind.PUBLISHING, Consent.Kind.PHOTOS)

Pages = Callable[[], Q]
_pages: list[Pages] = []


def public_pages(condition: Pages) -> Pages:
    """Register `condition`: which people have a page that anybody may read. Apps above us know that."""
    _pages.append(condition)
    return condition


def shown_to_all() -> QuerySet[User]:
    """Return the people whose picture anybody may see now."""
    if not _pages:
        return User.objects.none()
    have_page = Q()
    for condition in _pages:
        have_page |= condition()
    minors = Q(age_band__in=User.MINOR)
    given = Q(**{f"{kind}_given__isnull": False for kind in MINORS_NEED})
    return shown_to_members().filter(have_page).alias(**_last_words()).filter(~minors | given)


def shown_to_members() -> QuerySet[User]:
    """Return the people who have not taken back what showing them rests on, and stay."""
    kept = Q(**{f"{kind}_withdrawn__isnull": True for kind in ALLOWING})
    closing = Exists(Closure.objects.filter(person=OuterRef("pk")))
    return User.objects.filter(~closing, is_active=True).alias(**_last_words()).filter(kept)


def seen_by_all(numbers: list[int]) -> set[int]:
    """Return those of the profiles `numbers` whose picture anybody may see. Two queries."""
    shown = Profile.objects.filter(pk__in=numbers, user__in=shown_to_all()).exclude(avatar="")
    return set(shown.values_list("pk", flat=True))


def copied_files(profile: Profile) -> list[tuple[str, str]]:
    return [profile.copied_file] if profile.avatar else []


copies.register(copies.Kind(model=PROFILE, seen_by_all=seen_by_all, files=copied_files))


def follow(people: Iterable[int]) -> None:
    """Show or hide the pictures of `people` (numbers of users), once the change is committed."""
    wanted = sorted(set(people))
    if wanted:
        transaction.on_commit(lambda: sync(wanted))


def sync(people: Iterable[int]) -> None:
    """The same at once, outside transactions. Nothing is to be done for who has no picture: one query."""
    with_picture = Profile.objects.filter(~Q(avatar="") | ~Q(public_token=""), user__in=list(people))
    copies.sync(PROFILE, with_picture.values_list("pk", flat=True))


def _last_words() -> dict[str, Subquery]:
    """When each consent was given, or withdrawn, by the last that was said about it."""
    words = {}
    for kind in ALLOWING:
        last = Consent.objects.filter(person=OuterRef("pk"), kind=kind).order_by("-pk")
        words[f"{kind}_given"] = Subquery(last.values("given_at")[:1])
        words[f"{kind}_withdrawn"] = Subquery(last.values("withdrawn_at")[:1])
    return words
