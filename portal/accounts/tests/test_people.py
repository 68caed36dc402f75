import pytest
from django.contrib.auth.models import Group

from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.services import people
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db


def test_every_role_of_the_table_is_a_group_with_its_permissions():
    for role in roles.ROLES:
        group = Group.objects.get(name=role.slug)
        held = {
            f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
        }
        assert held == set(role.permissions)


def test_a_coordinator_makes_a_participant_and_the_fact_is_told(moderator, django_capture_on_commit_callbacks):
    newcomer = User.objects.create_user("new@example.org", display_name="New Comer")

    with django_capture_on_commit_callbacks() as told:
        people.give_role(user=newcomer, role=roles.PARTICIPANT, by=moderator)

    assert newcomer.has_role(roles.PARTICIPANT)
    assert told


@pytest.mark.parametrize("role", [role.slug for role in roles.ROLES])
def test_a_participant_gives_no_role_to_anybody(participant, stranger, role):
    with pytest.raises(NotAllowed):
        people.give_role(user=stranger, role=role, by=participant)


def test_a_mentor_cannot_make_coordinators(mentor, stranger):
    with pytest.raises(NotAllowed):
        people.give_role(user=stranger, role=roles.COORDINATOR, by=mentor)


def test_an_unknown_role_is_refused(operator, stranger):
    with pytest.raises(people.UnknownRole):
        people.give_role(user=stranger, role="emperor", by=operator)


def test_nobody_meets_the_legal_name():
    user = User.objects.create_user("x@example.org", display_name="Ama", first_name="Legal", last_name="Name")

    assert "Legal" not in f"{user} {user.get_full_name()} {user.get_short_name()}"


def test_addresses_are_one_account_whatever_their_case():
    User.objects.create_user("Someone@Example.org", display_name="Someone")

    assert User.objects.get_by_natural_key("SOMEONE@example.org").email == "someone@example.org"


def test_handles_are_unique_and_never_reserved():
    handles = [User.objects.create_user(f"{n}@example.org", display_name="Admin").handle for n in range(3)]

    assert len(set(handles)) == 3
    assert "admin" not in handles


def test_only_the_person_changes_their_profile(participant, stranger):
    with pytest.raises(NotAllowed):
        people.update_profile(profile=participant.profile, by=stranger, bio="hacked")

    people.update_profile(profile=participant.profile, by=participant, bio="I weave.")
    participant.profile.refresh_from_db()
    assert participant.profile.bio == "I weave."


def test_roles_are_asked_once(participant, django_assert_num_queries):
    user = User.objects.get(pk=participant.pk)

    with django_assert_num_queries(1):
        assert user.has_role("participant")
        assert not user.has_role("mentor")


def test_the_cast_is_in_place(participant, mentor):
    assert mentor.mentor_pairings.get().participant == participant
    assert cast.operator().is_superuser
