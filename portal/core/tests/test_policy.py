"""The policy by itself: what it asks, and what it refuses to guess."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q

from portal.core import policy
from portal.core.policy import NoPolicy, Policy, can, policy_of, visible_to

#: A model that no app of ours has a policy for stands for any.
Looms = Group


@pytest.fixture(autouse=True)
def looms(monkeypatch):
    monkeypatch.setattr(policy, "_policies", {})

    @policy.register(Looms)
    class LoomPolicy(Policy[Looms]):
        def seen_by(self, person, key=""):
            return Q(name=person.handle) | Q(name=key)

        def may_change(self, person, loom):
            return loom.name == person.handle

        def may_create(self, person):
            return person.handle == "amina"


def somebody(handle: str, *, is_active: bool = True):
    return SimpleNamespace(handle=handle, is_authenticated=True, is_active=is_active)


@pytest.mark.django_db
def test_a_list_and_a_single_row_ask_the_same():
    mine, theirs = Looms.objects.create(name="amina"), Looms.objects.create(name="bruno")

    assert list(visible_to(somebody("amina"), Looms.objects.all())) == [mine]
    assert can(somebody("amina"), "see", mine)
    assert not can(somebody("amina"), "see", theirs)


@pytest.mark.django_db
def test_the_secret_of_an_address_opens_its_row_to_both():
    loom = Looms.objects.create(name="hidden")

    assert list(visible_to(somebody("amina"), Looms.objects.all(), "hidden")) == [loom]
    assert can(somebody("amina"), "see", loom, "hidden")


def test_an_action_is_asked_of_its_rule():
    assert can(somebody("amina"), "change", Looms(name="amina"))
    assert not can(somebody("amina"), "change", Looms(name="bruno"))
    assert can(somebody("amina"), "create", Looms)
    assert not can(somebody("bruno"), "create", Looms)


def test_who_is_not_here_may_do_nothing():
    assert not can(somebody("amina", is_active=False), "create", Looms)
    assert not can(AnonymousUser(), "create", Looms)


def test_what_nobody_has_said_is_an_error_and_not_a_guess(monkeypatch):
    with pytest.raises(NoPolicy, match="burn"):
        can(somebody("amina"), "burn", Looms(name="amina"))
    monkeypatch.setattr(policy, "_policies", {})
    with pytest.raises(NoPolicy, match=r"auth\.Group"):
        policy_of(Looms)
