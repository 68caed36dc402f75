"""A participant's first page: what waits, what is new, how one stands. Fifty things ask no more than two."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cms_pages.demo import write_imprint
from leaderboard import progress
from leaderboard.models import PointEntry
from leaderboard.selectors.rhythm import rhythm_of
from mentorship.models import Discipline, Goal, LevelConfirmation, Skill, SkillLevel
from mentorship.services import pairings
from mentorship.tests import stores
from mentorship.tests import tasks as make
from messaging.models import Case, Conversation, Message, Notification, OutgoingMail
from portal.accounts.models import Profile
from portal.accounts.services import visits
from portal.core.jobs import BACKEND
from portal.testing import cast
from shop.tests import factories, tills

pytestmark = pytest.mark.django_db
HOME = "/my/"
#: What a phone on a slow line fetches of the page itself, uncompressed.
MOST_BYTES = 60_000
MOST_QUERIES = 20


def page_of(client: Client) -> str:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return str(answer.content.decode())


def questions(client: Client, *, days_away: int = 0) -> int:
    """How many queries the page takes, nothing of it in a cache; of a visit that begins if one was away."""
    page_of(client)
    if days_away:
        Profile.objects.update(here_since=timezone.now() - timedelta(days=days_away))
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        page_of(client)
    return len(queries)


class World:
    """Fills a participant's life: every section of the page gets `number` rows."""

    def __init__(self, person: Any, mentor: Any) -> None:
        self.person, self.mentor = person, mentor
        craft = Discipline.objects.create(slug="clay", name="Clay")
        self.skill = Skill.objects.create(slug="throwing", name="Throwing", discipline=craft)
        for number in range(1, 100):
            SkillLevel.objects.create(skill=self.skill, number=number, name=f"Step {number}")
        self.size = 0

    def grow_to(self, size: int) -> None:
        now, today = timezone.now(), timezone.localdate()
        days = [now - timedelta(days=100 - number) for number in range(100)]
        for number in range(self.size + 1, size + 1):
            task = make.give(self.person, self.mentor, title=f"Bowl {number}")
            wheel = stores.tool(f"Wheel {number}", f"W{number}")
            line = stores.hand_out(self.person, self.mentor, (wheel, 1), accepted=True).lines.get()
            type(line).objects.filter(pk=line.pk).update(due_date=today + timedelta(days=1))
            Goal.objects.create(
                owner=self.person, set_by=self.person, title=f"Save {number}", target_amount=10, currency="EUR"
            )
            LevelConfirmation.objects.create(
                user=self.person,
                skill=self.skill,
                level=number,
                confirmed_by=self.mentor,
                confirmed_at=days[number],
            )
            Notification.objects.create(
                person=self.person,
                kind="feedback_given",
                source_type=ContentType.objects.get_for_model(task),
                source_id=number,
                created_at=now,
            )
            PointEntry.objects.create(
                user=self.person,
                number=1000 + number,
                rule="work_submitted",
                source=number,
                points=3,
                day=today - timedelta(days=number),
                created_at=now,
            )
        self.size = size


def test_the_page_asks_the_same_for_two_things_and_for_fifty(participant: Any, mentor: Any, login: Any) -> None:
    world, browser = World(participant, mentor), login(participant)
    world.grow_to(2)
    Profile.objects.filter(user=participant).update(here_before=timezone.now() - timedelta(days=3))
    few = questions(browser)

    world.grow_to(50)

    assert questions(browser) == few
    assert len(page_of(browser)) < MOST_BYTES


def test_everything_that_waits_is_named(participant: Any, mentor: Any, login: Any) -> None:
    World(participant, mentor).grow_to(2)
    tills.paid(factories.piece(participant))

    page = page_of(login(participant))

    assert "2 pieces of feedback to read" in page
    assert "1 sold piece waits to be sent" in page
    assert "Wheel 1" in page
    assert "due back" in page
    assert "Bowl 2" in page


def test_a_hand_out_that_waits_for_a_yes_is_named(participant: Any, mentor: Any, login: Any) -> None:
    stores.hand_out(participant, mentor, (stores.material(quantity=5), 1))

    assert "1 hand-out waits for your yes" in page_of(login(participant))


def test_a_quiet_day_says_so_and_loads_no_chart(participant: Any, login: Any) -> None:
    page = page_of(login(participant))

    assert "Nothing waits for you" in page
    assert "No mentor has confirmed a level yet." in page
    assert "charts.js" not in page


def test_tables_stand_below_charts_whose_library_is_named_but_not_loaded(
    participant: Any, mentor: Any, login: Any
) -> None:
    World(participant, mentor).grow_to(1)

    page = page_of(login(participant))

    assert "<td" in page.split('data-chart="growth-data"')[1]
    assert '<script src="/static/vendor/' not in page
    assert page.index("</table>") < page.index("charts.js")


@pytest.mark.parametrize("who", ["mentor", "buyer"])
def test_who_learns_nothing_here_has_no_such_sections(who: str, request: Any, login: Any) -> None:
    page = page_of(login(request.getfixturevalue(who)))

    assert 'id="standing"' not in page
    assert 'id="today"' not in page


def test_what_is_new_is_counted_since_the_last_visit(participant: Any, mentor: Any, login: Any) -> None:
    browser, now = login(participant), timezone.now()
    page_of(browser)
    Profile.objects.filter(user=participant).update(here_since=now - timedelta(days=2))
    told = World(participant, mentor)
    told.grow_to(2)
    Notification.objects.filter(source_id=1).update(created_at=now - timedelta(days=5))

    page = page_of(browser)

    assert "Since you were here" in page
    assert "kind=feedback_given" in page.split("Since you were here")[1]
    assert "</a>: 1</li>" in page


def test_looking_twice_is_one_visit(participant: Any) -> None:
    first = timezone.now()

    assert visits.begin(by=participant, now=first) is None
    assert visits.begin(by=participant, now=first + timedelta(minutes=5)) is None
    assert visits.begin(by=participant, now=first + timedelta(days=1)) == first
    assert visits.begin(by=participant, now=first + timedelta(days=1, minutes=5)) == first


def entry(person: Any, number: int, day: datetime, points: int = 3) -> None:
    PointEntry.objects.create(
        user=person,
        number=number,
        rule="work_submitted",
        source=number,
        points=points,
        day=timezone.localtime(day).date(),
        created_at=day,
    )


def test_weeks_in_which_something_was_done_are_counted_and_pauses_cost_nothing(participant: Any) -> None:
    now = timezone.now()
    for number, weeks in enumerate((1, 2, 5), start=1):
        entry(participant, number, now - timedelta(weeks=weeks))
    entry(participant, 8, now - timedelta(weeks=6))
    entry(participant, 9, now - timedelta(weeks=6), points=-3)

    rhythm = rhythm_of(participant, timezone.localdate())

    assert (rhythm.weeks, rhythm.of, rhythm.in_a_row) == (3, 8, 2)


def test_goals_tell_how_far_they_are(participant: Any, mentor: Any) -> None:
    world = World(participant, mentor)
    world.grow_to(2)
    Goal.objects.create(owner=participant, set_by=participant, title="Level four", skill=world.skill, level=4)
    Goal.objects.create(owner=participant, set_by=participant, title="Teach my sister")

    words, level, *saved = progress.goals(participant, timezone.now())

    assert words.part is None
    assert level.part is not None
    assert (level.part.label, level.part.done, level.part.of) == ("Level four", 2, 4)
    assert saved[0].part is not None
    assert saved[0].part.of == Decimal(1000)
    assert saved[0].part.done == 0


@pytest.mark.parametrize("also", ["", "mentor", "mentor coordinator"])
def test_whoever_has_everything_at_once_costs_no_more_than_twenty_questions(
    also: str, participant: Any, mentor: Any, stranger: Any, login: Any
) -> None:
    world, browser = World(participant, mentor), login(participant)
    world.grow_to(3)
    Goal.objects.create(owner=participant, set_by=participant, title="Level four", skill=world.skill, level=4)
    tills.paid(factories.piece(participant))
    for role in also.split():
        participant.groups.add(Group.objects.get(name=role))
    participant.forget_roles()
    if also:
        pairings.begin(mentor=participant, participant=stranger, by=cast.operator(), now=timezone.now())
        make.hand_in(make.give(stranger, participant))

    assert questions(browser, days_away=3) <= MOST_QUERIES
    page = page_of(browser)
    assert ("Level four" in page, "Save 1" in page) == (True, True)
    assert ("1 piece waits for your feedback" in page) == bool(also)


@pytest.mark.parametrize("who", ["mentor", "moderator"])
def test_the_first_page_of_a_mentor_and_a_coordinator_costs_no_more_either(
    who: str, request: Any, login: Any
) -> None:
    assert questions(login(request.getfixturevalue(who)), days_away=3) <= MOST_QUERIES


def test_whoever_lacks_a_profile_gets_one(participant: Any, login: Any) -> None:
    for url in (HOME, "/my/profile/"):
        Profile.objects.filter(user=participant).delete()

        assert login(participant).get(url).status_code == 200

        assert Profile.objects.filter(user=participant).exists()


def test_of_two_pages_that_begin_a_visit_at_once_both_hear_of_the_one_before(participant: Any) -> None:
    first, now = timezone.now() - timedelta(days=2), timezone.now()
    visits.begin(by=participant, now=first)
    heard = []

    class Late(datetime):
        """The clock of a page that is overtaken by another one after it has read when somebody was here."""

        def __sub__(self, other: Any) -> Any:
            if not heard:
                heard.append(visits.begin(by=participant, now=now))
            return datetime.__sub__(self, other)

    late = Late(now.year, now.month, now.day, now.hour, now.minute, now.second, tzinfo=now.tzinfo)
    heard.append(visits.begin(by=participant, now=late))

    own = Profile.objects.get(user=participant)
    assert heard == [first, first]
    assert (own.here_before, own.here_since) == (first, now)


@pytest.fixture
def troubles(participant: Any, buyer: Any) -> None:
    """One of each: nobody accompanies, a payment went wrong, a mail did not go."""
    payment = tills.paid(factories.piece(participant), by=buyer)
    type(payment).objects.filter(pk=payment.pk).update(problem="amount")
    OutgoingMail.objects.create(
        key="gone", person=buyer, form="notice", state=OutgoingMail.State.GIVEN_UP, next_try_at=timezone.now()
    )


@pytest.mark.usefixtures("troubles")
def test_who_runs_the_chapter_reads_what_waits_for_them(moderator: Any, login: Any) -> None:
    page = page_of(login(moderator))

    assert "1 participant has no mentor" in page
    assert "1 payment with a problem" in page
    assert "1 mail did not go" not in page, "mails are for who runs the installation"


@pytest.mark.usefixtures("troubles")
def test_who_runs_the_installation_reads_of_mails_too(moderator: Any, login: Any) -> None:
    type(moderator).objects.filter(pk=moderator.pk).update(is_superuser=True)

    assert "1 mail did not go" in page_of(login(moderator))


@pytest.mark.usefixtures("troubles")
@pytest.mark.parametrize("who", ["participant", "mentor", "buyer"])
def test_others_read_nothing_of_it(who: str, request: Any, login: Any) -> None:
    page = page_of(login(request.getfixturevalue(who)))

    assert "has no mentor" not in page
    assert "payment with a problem" not in page


def test_a_new_chapter_is_told_that_its_imprint_is_not_written(moderator: Any, login: Any) -> None:
    assert "1 page of the chapter still has to be written" in page_of(login(moderator))


def test_a_chapter_without_troubles_says_so(moderator: Any, login: Any) -> None:
    write_imprint(words="<p>Kindling, 1 Kiln Lane.</p>", by=moderator)

    assert "Nothing waits for you." in page_of(login(moderator))


def test_what_was_reported_or_held_back_and_what_jobs_came_to_nothing(
    participant: Any, moderator: Any, login: Any
) -> None:
    now = timezone.now()
    Case.objects.create(
        kind="profile", object_id=participant.pk, person=participant, opened_at=now, changed_at=now
    )
    talk = Conversation.objects.create(kind="direct", key="a")
    Message.objects.create(conversation=talk, author=participant, text="…", state="held", sent_at=now)
    DBTaskResult.objects.create(
        task_path="a.b",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name=BACKEND,
        status=TaskResultStatus.FAILED,
        run_after=now,
    )

    page = page_of(login(moderator))
    assert "1 report that nobody looks at yet" in page
    assert "1 message was held back" in page
    assert "1 job was given up" in page
