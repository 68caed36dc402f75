"""What people find in their space: only what they may open, and at most one entry as the open one."""

import pytest
from django.urls import resolve, reverse
from django.utils.translation import override

from portal.accounts import roles, space
from portal.accounts.services import people
from portal.core.gate import may_enter, role_table
from portal.testing import cast

HOLDERS = [(), *((role.slug,) for role in roles.ROLES), ("participant", "mentor"), ("mentor", "coordinator")]


def currents(person, path):
    return [
        (entry.url, entry.current)
        for group in space.groups_for(person, path)
        for entry in group.entries
        if entry.current
    ]


def found(person):
    return {entry.url for group in space.groups_for(person, "/my/") for entry in group.entries}


@pytest.mark.django_db
@pytest.mark.parametrize("held", HOLDERS, ids="+".join)
def test_nobody_finds_what_refuses_them(held):
    person = cast.person("Amina Okoye", *held)

    views = {resolve(url).view_name for url in found(person)}

    assert views
    assert [view for view in views if not may_enter(person, role_table()[view])] == []


def test_an_operator_finds_mails_that_did_not_go(participant):
    assert reverse("messaging:dead_mails") in found(cast.operator())
    assert reverse("messaging:dead_mails") not in found(participant)


@pytest.mark.django_db
def test_who_watches_over_people_finds_what_was_reported():
    lead = cast.person("Lea Moreau", roles.SAFEGUARDING)

    assert reverse("messaging:desk") in found(lead)
    assert reverse("accounts:people") not in found(lead)


def test_who_gives_approvals_finds_them_once(mentor, participant):
    both = cast.person("Carol Njeri", "mentor", "coordinator", "participant")

    urls = [entry.url for group in space.groups_for(both, "/my/") for entry in group.entries]

    assert urls.count(reverse("cms_pages:approvals")) == 1


@pytest.mark.django_db
def test_the_nearest_entry_above_is_the_current_one():
    carol = cast.person("Carol Njeri", "coordinator")
    supplies = reverse("mentorship:supply_reports")
    assert supplies.startswith(reverse("messaging:desk")), "or this shows nothing"

    assert currents(carol, supplies) == [(supplies, "page")]
    assert currents(carol, f"{supplies}months/") == [(supplies, "true")]
    assert currents(carol, "/") == []


def test_what_stands_twice_is_current_once(participant):
    people.give_role(user=participant, role=roles.MENTOR, by=cast.operator())
    participant.forget_roles()

    assert currents(participant, reverse("mentorship:cohorts")) == [(reverse("mentorship:cohorts"), "page")]


def test_it_asks_for_the_roles_only(mentor, django_assert_num_queries):
    mentor.forget_roles()

    with django_assert_num_queries(1):
        space.groups_for(mentor, "/my/")


def test_it_speaks_the_language_of_the_reader(participant):
    with override("fr"):
        assert str(space.groups_for(participant, "/my/")[1].label) == "Apprendre"
