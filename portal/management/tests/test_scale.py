"""Many people at once, for benches."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from leaderboard.models import PointEntry
from messaging.models import Message
from portal.accounts.models import User
from portal.management import scale

pytestmark = pytest.mark.django_db


def test_copies_need_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")

    with pytest.raises(CommandError, match="PostgreSQL"):
        call_command("seed_demo", "--force", "--scale", "10")


@pytest.mark.postgres
def test_copies_have_pages_works_and_a_life(login: Any) -> None:
    assert scale.grow_to(12) == 12
    assert scale.grow_to(25) == 13
    assert scale.grow_to(25) == 0

    person = User.objects.get(handle="person-17")
    for url in ("/people/person-17/", "/people/person-17/works/", "/works/", "/shop/", "/people/"):
        assert Client().get(url).status_code == 200, url
    for url in ("/my/", "/my/works/", reverse("messaging:inbox"), reverse("leaderboard:board")):
        assert login(person).get(url).status_code == 200, url
    assert person.projects.count() == scale.WORKS
    assert PointEntry.objects.filter(user=person).count() == scale.EVENTS
    assert Message.objects.filter(author=person).count() == scale.MESSAGES
