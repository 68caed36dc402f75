"""The people of the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import transaction

from portal.accounts import roles
from portal.accounts.models import Consent, Invitation, User
from portal.accounts.services import consents, invitations, people
from portal.demo.content.people import OPERATOR_EMAIL, OPERATOR_NAME
from portal.demo.content.shapes import Invited, Person

#: When the chapter began, before the demo's present.
AGE = timedelta(days=210)


def operator() -> User:
    """Return whoever runs the installation: made without a way to log in."""
    return User.objects.filter(email=OPERATOR_EMAIL).first() or User.objects.create_superuser(
        OPERATOR_EMAIL, None, display_name=OPERATOR_NAME
    )


def load(
    *,
    everybody: Iterable[Person],
    portrait: Callable[[Person], bytes],
    passwords: dict[str, str],
    by: User,
    now: datetime,
) -> dict[str, User]:
    """Make everybody who is not there and return all by their keys; `passwords` (by e-mail) lets some log in."""
    users = {}
    for number, person in enumerate(everybody):
        user = User.objects.filter(email=person.email).select_related("profile").first()
        if user is None:
            joined = now - AGE + timedelta(days=7 * number)
            user = _make(person, passwords.get(person.email), joined)
            if person.role == roles.PARTICIPANT:
                consents.give_consent(user=user, kind=Consent.Kind.TAKING_PART, by=user, now=joined)
        _introduce(person, user, portrait)
        _note_age(person, user, by, now)
        people.give_role(user=user, role=person.role, by=by)
        users[person.key] = user
    return users


@transaction.atomic
def _make(person: Person, password: str | None, joined: datetime) -> User:
    user = User.objects.create_user(person.email, password, display_name=person.name, date_joined=joined)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _note_age(person: Person, user: User, by: User, now: datetime) -> None:
    """Store an age that matters, and that the person wants to be shown."""
    if user.age_band == person.age_band:
        return
    user.age_band = people.set_age_band(user=user, age_band=person.age_band, by=by).age_band
    for kind in (Consent.Kind.PUBLISHING, Consent.Kind.PHOTOS):
        consents.give_consent(user=user, kind=kind, by=user, now=now)


def _introduce(person: Person, user: User, portrait: Callable[[Person], bytes]) -> None:
    """Fill a profile that is still empty."""
    if user.profile.bio or user.profile.avatar:
        return
    people.update_profile(
        profile=user.profile,
        by=user,
        bio=person.bio,
        city=person.city,
        country=person.country,
        experience=person.experience,
        avatar=ContentFile(portrait(person), name=f"{user.handle}.jpg"),
    )


def load_invitations(*, content: Iterable[Invited], users: Mapping[str, User], now: datetime) -> int:
    """Let mentors invite people who have not come yet, and return how many invitations there are."""
    for each in content:
        inviter = users[each.inviter]
        if not Invitation.objects.filter(invited_by=inviter, email=each.email).exists():
            sent_at = now - timedelta(days=each.days_ago)
            invitations.invite(
                email=each.email, name=each.name, roles=[roles.PARTICIPANT], by=inviter, now=sent_at
            )
    return Invitation.objects.count()
