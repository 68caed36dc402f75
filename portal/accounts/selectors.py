"""Questions about people."""

from django.db.models import Q, QuerySet

from portal.accounts.models import User


def public_name(user: User) -> str:
    """The name that mails and pages show."""
    return user.display_name


def find_people(text: str = "") -> QuerySet[User]:
    """Active people whose name, handle or e-mail holds every word of `text`, by name. Three queries."""
    people = User.objects.filter(is_active=True)
    for word in text.split()[:6]:
        people = people.filter(
            Q(display_name__icontains=word) | Q(handle__icontains=word) | Q(email__icontains=word)
        )
    return people.select_related("profile").prefetch_related("groups").order_by("display_name", "pk")
