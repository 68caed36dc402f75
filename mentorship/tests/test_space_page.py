"""What everybody finds in their own space; the page is accounts', its works are ours."""

import pytest
from django.utils import timezone

from mentorship.services import pairings, projects, submissions, tasks
from portal.testing import cast
from portal.testing.uploads import picture

pytestmark = pytest.mark.django_db
HOME = "/my/"


def test_everybody_finds_what_is_theirs(participant, mentor, moderator, buyer, login):
    projects.create(
        owner=participant, by=participant, title="Shared pot", media_type="object", visibility="mentor"
    )
    projects.create(owner=participant, by=participant, title="Secret pot", media_type="object")
    pages = {
        person: login(person).get(HOME).content.decode() for person in (participant, mentor, moderator, buyer)
    }

    assert "Secret pot" in pages[participant]
    assert "Edit my pages" in pages[participant]
    assert "Amina Okoye" in pages[mentor]
    assert "1 work that you may see" in pages[mentor]
    assert "Secret pot" not in pages[mentor]
    assert "Skills and levels" in pages[moderator]
    assert "My orders" in pages[buyer]
    for person in (participant, mentor, buyer):
        assert "Skills and levels" not in pages[person]
    for person in (moderator, buyer):
        assert "New work" not in pages[person]


def test_the_space_asks_the_same_for_one_and_many_works(participant, login, assert_queries_do_not_grow):
    queries = assert_queries_do_not_grow(
        HOME,
        lambda: projects.create(
            owner=participant, by=participant, title="Pot", media_type="object", files=[picture()]
        ),
        client=login(participant),
    )

    assert queries <= 20


def test_a_mentor_of_many_asks_the_same(mentor, login, assert_queries_do_not_grow, operator):
    def add():
        somebody = cast.person("Ola", "participant")
        pairings.begin(mentor=mentor, participant=somebody, by=operator, now=timezone.now())

    assert_queries_do_not_grow(HOME, add, client=login(mentor), rows=3)


def test_what_is_to_be_done_stands_first_and_what_is_over_not(participant, mentor, login):
    now = timezone.now()
    for title in ("Weave", "Dye", "Sew", "Spin"):
        tasks.assign(participant=participant, title=title, by=mentor, now=now)
    over = tasks.assign(participant=participant, title="Felt", by=mentor, now=now)
    tasks.withdraw(task=over, by=mentor, now=now)

    page = login(participant).get(HOME).content.decode()

    assert page.index('id="today"') < page.index('id="works"')
    assert [title in page for title in ("Weave", "Dye", "Sew", "Spin", "Felt")] == [True, True, True, False, False]


def test_a_mentor_is_told_how_much_waits(participant, mentor, stranger, login):
    now = timezone.now()
    assert "for your feedback" not in login(mentor).get(HOME).content.decode()
    task = tasks.assign(participant=participant, title="Weave", by=mentor, now=now)
    submissions.submit(task=task, by=participant, now=now, note="Here it is")

    assert "1 piece waits for your feedback" in login(mentor).get(HOME).content.decode()
    assert "for your feedback" not in login(cast.person("Xaver Lang", "mentor")).get(HOME).content.decode()
