"""The same people in every test: built like in real life, through services."""

from itertools import count

from django.utils import timezone

from mentorship.services import pairings
from portal.accounts.models import User
from portal.accounts.services import people

PASSWORD = "correct-horse-battery"  # noqa: S105  of people who exist in tests only
_number = count(1)


def operator() -> User:
    """The one person in the tests who runs the installation."""
    user = User.objects.filter(is_superuser=True).first()
    return user or User.objects.create_superuser("operator@example.org", PASSWORD, display_name="Operator")


def person(name: str, *roles: str, email: str = "") -> User:
    """Make somebody with a public `name` who holds `roles`."""
    user = User.objects.create_user(
        email or f"{name.split()[0].lower()}-{next(_number)}@example.org", PASSWORD, display_name=name
    )
    for role in roles:
        people.give_role(user=user, role=role, by=operator())
    return user


def mentor_of(participant: User, name: str = "Maria Lindqvist") -> User:
    """Make a mentor who accompanies `participant`."""
    mentor = person(name, "mentor")
    pairings.begin(mentor=mentor, participant=participant, by=operator(), now=timezone.now())
    return mentor
