"""One diary in several windows at once. PostgreSQL only: SQLite has one writer, so nothing can go wrong there."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.models import JournalEntry, JournalFile, JournalReply
from mentorship.services import journals
from portal.accounts.models import User
from portal.accounts.services import consents, people
from portal.core import stores
from portal.core.exceptions import NotAllowed
from portal.testing import cast
from portal.testing.canaries import every_file
from portal.testing.races import all_at_once
from portal.testing.uploads import picture

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner() -> User:
    return cast.person("Amina Okoye", "participant")


def wrote(owner: User, **values: Any) -> JournalEntry:
    now = timezone.now()
    return journals.write(owner=owner, by=owner, text="Wove", happened_on=now.date(), now=now, **values)


def test_a_form_from_six_windows_makes_one_entry_and_leaves_no_files(owner):
    submission = uuid4()
    before = set(every_file(stores.private()))

    answers = all_at_once(lambda: wrote(owner, submission=submission, files=[picture()]), 6)

    entry = JournalEntry.objects.get()
    assert [answer for answer in answers if isinstance(answer, JournalEntry)] == [entry]
    assert sum(isinstance(answer, journals.AlreadyKept) for answer in answers) == 5
    assert set(every_file(stores.private())) - before == set(JournalFile.objects.get().paths)


def test_shown_and_hidden_at_once_the_photos_follow_what_stands_in_the_end(owner):
    entry = wrote(owner, files=[picture()])
    wishes = ["public", "private"] * 4

    def flip() -> Any:
        return journals.show(entry=entry, visibility=wishes.pop(), by=owner, now=timezone.now())

    answers = all_at_once(flip, 8)

    assert all(isinstance(answer, JournalEntry) for answer in answers)
    entry.refresh_from_db()
    names = [name for name in every_file(stores.public()) if JournalFile.objects.get().public_id.hex in name]
    assert bool(entry.public_token) == bool(names) == entry.is_public


def test_what_a_child_hides_no_mentor_shows_at_the_same_moment(owner):
    mentor, operator = cast.mentor_of(owner), cast.operator()
    people.set_age_band(user=owner, age_band="under_16", by=operator)
    owner.refresh_from_db()
    guardian = consents.record_guardian(user=owner, name="Mother", contact="1", relation="parent", by=operator)
    consents.give_consent(user=owner, kind="publishing", by=operator, now=timezone.now(), guardian=guardian)
    for _turn in range(5):
        entry = wrote(owner, visibility="mentor")
        jobs = [(owner, "private"), (mentor, "public")]

        def decide(entry: JournalEntry = entry, jobs: list[Any] = jobs) -> Any:
            by, wanted = jobs.pop()
            seen = None if by == owner else 1
            return journals.show(entry=entry, visibility=wanted, by=by, now=timezone.now(), seen_version=seen)

        answers = all_at_once(decide, 2)

        entry.refresh_from_db()
        assert entry.visibility == "private"  # the child has the last word, whoever came first
        assert all(isinstance(answer, JournalEntry | NotAllowed) for answer in answers)


def test_a_reply_from_six_windows_is_said_once(owner):
    mentor = cast.mentor_of(owner)
    entry, once = wrote(owner, visibility="mentor"), uuid4()

    answers = all_at_once(
        lambda: journals.reply(entry=entry, by=mentor, text="Hm", submission=once, now=timezone.now()), 6
    )

    assert answers == [JournalReply.objects.get()] * 6
