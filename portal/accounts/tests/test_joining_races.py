"""Links, and the end of accounts, at one moment. PostgreSQL only: SQLite has one writer."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.accounts import roles
from portal.accounts.models import Closure, Invitation, InvitationLink, User
from portal.accounts.services import closures, joining
from portal.testing import cast
from portal.testing.races import all_at_once, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def link(places: int) -> str:
    terms = {"label": "Open day", "roles": [roles.PARTICIPANT], "max_uses": places, "lasts": timedelta(days=1)}
    _link, key = joining.make_link(**terms, by=cast.operator(), now=timezone.now())
    return key


def test_of_ten_who_join_by_a_link_for_three_three_get_in():
    key, people = link(3), [cast.person(f"Guest {number}") for number in range(10)]

    answers = together(*(lambda p=p: joining.join_by_link(key=key, by=p, now=timezone.now()) for p in people))

    assert Counter(type(each).__name__ for each in answers) == {"Invitation": 3, "LinkGone": 7}
    assert InvitationLink.objects.get().use_count == 3
    assert User.objects.filter(groups__name=roles.PARTICIPANT).count() == 3


def test_one_person_in_ten_windows_takes_one_place():
    key, person = link(3), cast.person("Guest")

    answers = all_at_once(lambda: joining.join_by_link(key=key, by=person, now=timezone.now()), 10)

    assert len({each.pk for each in answers}) == 1
    assert (InvitationLink.objects.get().use_count, Invitation.objects.count()) == (1, 1)


def test_an_account_closed_by_ten_presses_is_closed_once(participant):
    answers = all_at_once(lambda: closures.begin(user=participant, by=participant, now=timezone.now()), 10)

    assert len({each.pk for each in answers}) == 1
    assert Closure.objects.count() == 1


def test_two_operators_who_leave_at_once_are_not_both_gone():
    first = cast.operator()
    second = User.objects.create_superuser("second@example.org", cast.PASSWORD, display_name="Second")

    def leave(person: User) -> Closure:
        return closures.begin(user=person, by=person, now=timezone.now())

    answers = together(lambda: leave(first), lambda: leave(second))

    staying = User.objects.filter(is_superuser=True, is_active=True).exclude(
        pk__in=Closure.objects.values("person")
    )
    assert staying.count() == 1, answers
