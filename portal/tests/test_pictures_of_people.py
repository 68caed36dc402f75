"""Somebody's picture has a public address exactly while anybody may see it; an old one never works again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from mentorship.services import projects
from portal.accounts.models import Consent, Profile, User
from portal.accounts.services import closures, consents, erasing, people
from portal.accounts.templatetags.people import picture_for
from portal.core import copies, stores
from portal.testing import cast, objects, uploads
from portal.testing.canaries import every_file

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    """`commit(change)` does it, and what is to happen after its commit."""

    def run(change: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return change()

    return run


@pytest.fixture
def amina(participant: User, commit: Any) -> User:
    """Has a portfolio and a picture."""
    copies.tidy()  # takes away what an earlier test left
    commit(lambda: people.update_profile(profile=participant.profile, by=participant, avatar=uploads.picture()))
    return User.objects.get(pk=participant.pk)


@pytest.fixture
def store(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[objects.ObjectStore]:
    with objects.in_place(monkeypatch) as running:
        settings.PRIVATE_FILES = "signed"
        yield running


def profile_of(person: User) -> Profile:
    return Profile.objects.select_related("user").get(user=person)


def stored_as(person: User) -> str:
    return profile_of(person).copied_file[1]


def addresses(person: User) -> set[str]:
    """Every address that the picture has now, public or checked, and those that one might guess."""
    profile = profile_of(person)
    name, path = profile.copied_file
    found = {
        f"/my/people/{person.handle}/picture/",
        f"/media/{path}",
        f"/_private/{path}",
        f"/media/../private/{path}",
        f"/media/pictures/{name}",
    }
    return found | {profile.public_avatar_url} - {""}


def copies_of(person: User) -> list[str]:
    """Public files that are the person's picture, byte for byte."""
    with profile_of(person).avatar.open() as stored:
        data = stored.read()
    return [name for name in every_file(stores.public()) if stores.public().open(name).read() == data]


def assert_gone(client: Client, urls: set[str]) -> None:
    for url in urls:
        for answer in (client.get(url), client.head(url), client.get(url, headers={"range": "bytes=0-9"})):
            assert answer.status_code == 404, url


def test_a_picture_on_a_public_page_is_served_for_good_under_a_secret_name(amina: User, client: Client) -> None:
    url = profile_of(amina).public_avatar_url

    answer = client.get(url)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert url in client.get(amina.portfolio.url).content.decode()
    checked = client.get(f"/my/people/{amina.handle}/picture/")
    assert (checked.status_code, checked["Cache-Control"]) == (200, "private, no-cache")
    assert not stored_as(amina).startswith("pictures/")
    assert stores.private().exists(stored_as(amina))


def unpublish(person: User) -> None:
    person.portfolio.unpublish()


def publish(person: User) -> None:
    person.portfolio.save_revision().publish()


def restrict(person: User) -> None:
    PageViewRestriction.objects.create(page=person.portfolio.page_ptr, restriction_type="login")


def open_up(person: User) -> None:
    PageViewRestriction.objects.get(page=person.portfolio.page_ptr).delete()


def withdraw(kind: str) -> Any:
    return lambda person: consents.withdraw_consent(user=person, kind=kind, by=person, now=NOW)


def give(kind: str) -> Any:
    def again(person: User) -> None:
        consents.give_consent(user=person, kind=kind, by=person, now=NOW)
        publish(person)  # withdrawing has hidden the pages, and only the person shows them again

    return again


def switch(*, is_active: bool) -> Any:
    def change(person: User) -> None:
        user = User.objects.get(pk=person.pk)
        user.is_active = is_active
        user.save(update_fields=["is_active"])

    return change


@pytest.mark.parametrize(
    ("hide", "show"),
    [
        (unpublish, publish),
        (restrict, open_up),
        (withdraw("publishing"), give("publishing")),
        (withdraw("photos"), give("photos")),
        (withdraw("taking_part"), give("taking_part")),
        (
            lambda person: closures.begin(user=person, by=person, now=NOW),
            lambda person: closures.undo(user=person, by=person, now=NOW),
        ),
        (switch(is_active=False), switch(is_active=True)),
    ],
    ids=["page taken off", "page restricted", "publishing", "photos", "taking part", "closing", "switched off"],
)
def test_it_is_hidden_at_once_and_shown_again_elsewhere(
    hide: Any, show: Any, amina: User, commit: Any, client: Client
) -> None:
    for kind in Consent.Kind.values[:3]:
        consents.give_consent(user=amina, kind=kind, by=amina, now=NOW)
    old = addresses(amina)
    assert client.get(profile_of(amina).public_avatar_url).status_code == 200

    commit(lambda: hide(amina))

    assert_gone(client, old | addresses(amina))
    assert copies_of(amina) == []

    commit(lambda: show(amina))

    new = profile_of(amina).public_avatar_url
    assert new not in {"", *old}
    assert client.get(new).status_code == 200
    assert_gone(client, {url for url in old if copies.token_in(url)})


def test_of_a_minor_both_consents_are_needed(amina: User, moderator: User, commit: Any, client: Client) -> None:
    guardian = consents.record_guardian(user=amina, name="M", contact="1", relation="parent", by=moderator)
    by_guardian: dict[str, Any] = {"user": amina, "by": moderator, "now": NOW, "guardian": guardian}
    consents.give_consent(kind="publishing", **by_guardian)
    old = addresses(amina)

    commit(lambda: people.set_age_band(user=amina, age_band="under_16", by=moderator))

    assert client.get(amina.portfolio.url).status_code == 200
    assert_gone(client, old | addresses(amina))

    commit(lambda: consents.give_consent(kind="photos", **by_guardian))

    assert client.get(profile_of(amina).public_avatar_url).status_code == 200
    shown = addresses(amina)

    commit(lambda: consents.withdraw_consent(user=amina, kind="photos", by=moderator, now=NOW))

    assert_gone(client, shown | addresses(amina))


def test_a_new_picture_ends_the_address_of_the_old_one(amina: User, commit: Any, client: Client) -> None:
    old = addresses(amina) - {f"/my/people/{amina.handle}/picture/"}
    new = uploads.picture(size=(30, 30))

    commit(lambda: people.update_profile(profile=amina.profile, by=amina, avatar=new))

    assert_gone(client, old)
    assert client.get(profile_of(amina).public_avatar_url).status_code == 200
    shown = profile_of(amina).public_avatar_url

    commit(lambda: people.update_profile(profile=amina.profile, by=amina, remove_avatar=True))

    assert_gone(client, {shown, f"/my/people/{amina.handle}/picture/"})


def test_members_see_the_picture_of_who_has_no_page_and_no_cache_keeps_it(
    buyer: User, stranger: User, client: Client, login: Any, commit: Any
) -> None:
    commit(lambda: people.update_profile(profile=buyer.profile, by=buyer, avatar=uploads.picture()))
    url = profile_of(buyer).avatar_url

    for person in (buyer, stranger):
        answer = login(person).get(url)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
        assert "sandbox" in answer["Content-Security-Policy"]
    assert_gone(client, addresses(buyer))
    assert copies_of(buyer) == []


def test_a_minors_picture_is_for_those_around_them(
    amina: User, mentor: User, stranger: User, moderator: User, login: Any, commit: Any
) -> None:
    commit(lambda: people.set_age_band(user=amina, age_band="16_17", by=moderator))
    profile = profile_of(amina)

    for person in (amina, mentor, moderator):
        assert picture_for(profile, person) == profile.avatar_url
        assert login(person).get(profile.avatar_url).status_code == 200
    assert picture_for(profile, stranger) == ""
    assert_gone(login(stranger), addresses(amina))


def test_pages_lead_nobody_to_a_picture_that_they_may_not_see(
    amina: User, stranger: User, client: Client, login: Any, commit: Any
) -> None:
    work = projects.create(owner=amina, by=amina, title="Pot", media_type="object", visibility="public")
    assert profile_of(amina).public_avatar_url in client.get(work.get_absolute_url()).content.decode()

    commit(lambda: unpublish(amina))

    url = profile_of(amina).avatar_url
    assert url not in client.get(work.get_absolute_url()).content.decode()
    assert url in login(stranger).get(work.get_absolute_url()).content.decode()


def test_erasing_takes_the_copies_along(amina: User, commit: Any, client: Client) -> None:
    old, stored = addresses(amina), stored_as(amina)
    token = profile_of(amina).public_token

    commit(lambda: erasing.erase(user=amina, now=NOW))

    assert_gone(client, old)
    assert not stores.private().exists(stored)
    assert not [name for name in every_file(stores.public()) if token in name]


def test_an_object_store_hands_it_to_members_by_an_address_that_ends(
    store: objects.ObjectStore, buyer: User, stranger: User, login: Any, client: Client
) -> None:
    people.update_profile(profile=buyer.profile, by=buyer, avatar=uploads.picture())
    ours = profile_of(buyer).avatar_url

    answer = login(stranger).get(ours)

    signed = answer.headers["Location"]
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "private, no-store")
    assert int(parse_qs(urlsplit(signed).query)["X-Amz-Expires"][0]) <= 60
    assert objects.fetch(signed)[0] == 200
    assert objects.fetch(signed.partition("?")[0])[0] == 403
    assert client.get(ours).status_code == 404
    store.later = timedelta(seconds=61)
    assert objects.fetch(signed)[0] == 403


def test_the_list_of_people_asks_nothing_for_each_picture(
    moderator: User, login: Any, assert_queries_do_not_grow: Any
) -> None:
    numbers = iter(range(99))

    def add() -> None:
        person = cast.person(f"Person {next(numbers)}", "participant")
        people.update_profile(profile=person.profile, by=person, avatar=uploads.picture())

    assert_queries_do_not_grow("/my/people/", add, client=login(moderator))
