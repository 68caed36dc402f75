"""What tests begin with is the same whether it is made or put back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms_pages.models import PortfolioPage
from portal.accounts.models import User
from portal.testing import cast, settled
from portal.testing.settled import Settled

pytestmark = pytest.mark.django_db


class GoBack(Exception):
    """Undoes what a test has written so far."""


@pytest.fixture
def stage() -> Settled:
    return Settled()


class Maker:
    """Makes a participant through services, and counts how often."""

    def __init__(self, commits: Any) -> None:
        self.commits, self.times = commits, 0

    def __call__(self) -> User:
        self.times += 1
        with self.commits(execute=True):
            return cast.person("Nour Haddad", "participant", email="nour@example.org")


@pytest.fixture
def make(django_capture_on_commit_callbacks: Any) -> Maker:
    return Maker(django_capture_on_commit_callbacks)


def rows() -> dict[str, Any]:
    return {table.name: table.rows() for table in settled.tables()}


def begun(stage: Settled, make: Any) -> tuple[dict[str, Any], str]:
    """What all tables hold after a test has begun with a participant; it is undone again."""
    try:
        with transaction.atomic(), stage.watching():
            person = stage.get("nour", make)
            found = rows(), person.email
            raise GoBack
    except GoBack:
        return found


def test_every_row_is_put_back_as_it_was_made(stage: Settled, make: Any) -> None:
    before = rows()
    made, email = begun(stage, make)

    again, same = begun(stage, make)

    assert make.times == 1
    assert again == made != before
    assert email == same == "nour@example.org"
    assert rows() == before


def test_what_is_put_back_can_be_worked_with(stage: Settled, make: Any) -> None:
    begun(stage, make)

    with stage.watching(), CaptureQueriesContext(connection) as queries:
        person = stage.get("nour", make)

    assert len(queries) < 60
    assert person.portfolio.get_parent().get_children().filter(pk=person.portfolio.pk).exists()
    assert person.has_role("participant")
    assert PortfolioPage.objects.search("Nour").count() == 1
    other = cast.person("Sam Osei", "participant")
    assert other.pk > person.pk


def test_who_has_written_before_begins_anew(stage: Settled, make: Any) -> None:
    begun(stage, make)

    with stage.watching():
        cast.operator()
        stage.get("nour", make)

    assert make.times == 2


def test_another_database_begins_anew(stage: Settled, make: Any) -> None:
    begun(stage, make)
    cast.person("Sam Osei")

    with stage.watching():
        stage.get("nour", make)

    assert make.times == 2


def test_what_is_old_is_made_anew(stage: Settled, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(stage, make)
    later = timezone.now() + timedelta(minutes=2)
    monkeypatch.setattr(timezone, "now", lambda: later)

    begun(stage, make)

    assert make.times == 2


def test_letters_are_put_back(stage: Settled) -> None:
    def write() -> User:
        mail.send_mail("Hello", "There", "a@example.org", ["b@example.org"])
        return cast.person("Sam Osei", email="sam@example.org")

    begun(stage, write)
    mail.outbox.clear()
    begun(stage, write)

    assert [letter.subject for letter in mail.outbox] == ["Hello"]
