"""People who learn the same at the same time: who leads them, who is in it, one task for all, what they show."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Cohort, JournalEntry, Project, Task
from mentorship.selectors import cohorts as questions
from mentorship.services import cohorts, journals, pairings, projects, tasks
from mentorship.services.sharing import NeedsApproval
from portal.accounts.models import User
from portal.accounts.services import people
from portal.core.exceptions import NotAllowed
from portal.core.policy import can
from portal.testing import cast

pytestmark = pytest.mark.django_db


def begin(by: User, *members: User, name: str = "Weavers, autumn", **more: Any) -> Cohort:
    made = cohorts.begin(name=name, by=by, submission=uuid4(), **{"led_by": by, **more})
    cohorts.add(cohort=made, people=members, by=by, now=timezone.now())
    return made


def young(person: User, by: User) -> User:
    people.set_age_band(user=person, age_band="under_16", by=by)
    return User.objects.get(pk=person.pk)


def beside(mentor: User, *names: str) -> list[User]:
    """Make participants whom `mentor` accompanies."""
    made = [cast.person(name, "participant") for name in names]
    for each in made:
        pairings.begin(mentor=mentor, participant=each, by=cast.operator(), now=timezone.now(), over_capacity=True)
    return made


def diary(owner: User, visibility: str = "cohort") -> JournalEntry:
    now = timezone.now()
    return journals.write(
        owner=owner, by=owner, text="Warped the loom.", happened_on=now.date(), now=now, visibility=visibility
    )


# Who leads it and who is in it ----------------------------------------------------------------------------


def test_a_mentor_leads_those_whom_they_accompany_and_a_coordinator_anybody(
    participant, stranger, mentor, moderator
):
    own = begin(mentor, participant)
    with pytest.raises(NotAllowed, match="whom you accompany"):
        cohorts.add(cohort=own, people=[stranger], by=mentor, now=timezone.now())

    assert cohorts.add(cohort=own, people=[participant, stranger], by=moderator, now=timezone.now()) == 1
    assert [each.person for each in own.members.current().by_name()] == [participant, stranger]


@pytest.mark.parametrize("who", ["participant", "buyer"])
def test_who_teaches_nobody_begins_none(who, request):
    with pytest.raises(NotAllowed):
        begin(request.getfixturevalue(who))


def test_only_a_coordinator_lets_somebody_else_lead(mentor, moderator, participant):
    other = cast.person("Xaver Lang", "mentor")
    with pytest.raises(NotAllowed, match="Only a coordinator"):
        begin(mentor, led_by=other)
    with pytest.raises(cohorts.CannotLead):
        begin(moderator, led_by=participant)

    theirs = begin(moderator, led_by=other)

    assert can(other, "change", theirs)
    assert not can(mentor, "see", theirs)
    assert cohorts.change(cohort=theirs, by=other, name="Felt", led_by=other).name == "Felt"


def test_a_former_mentor_leads_it_no_longer(mentor, moderator):
    own = begin(mentor)
    people.take_role(user=mentor, role="mentor", by=cast.operator())

    with pytest.raises(NotAllowed):
        cohorts.end(cohort=own, by=User.objects.get(pk=mentor.pk), now=timezone.now())


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"name": " \n "}, cohorts.NoName),
        ({"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 1)}, cohorts.EndsBeforeItStarts),
        ({"starts_on": date(9999, 12, 31)}, cohorts.TooFarAway),
        ({"ends_on": date(9999, 12, 31)}, cohorts.TooFarAway),
    ],
)
def test_what_makes_no_sense_is_refused(mentor, values, refusal):
    with pytest.raises(refusal):
        begin(mentor, **values)
    assert not Cohort.objects.exists()


def test_a_cohort_is_not_moved_to_the_end_of_the_calendar(mentor):
    own = begin(mentor, starts_on=date(2026, 3, 2))

    with pytest.raises(cohorts.TooFarAway):
        cohorts.change(cohort=own, by=mentor, name=own.name, led_by=mentor, starts_on=date(9999, 12, 31))


def test_a_form_sent_twice_makes_one_and_nobody_elses(mentor, moderator):
    number = uuid4()
    first, second = (cohorts.begin(name="Felt", led_by=mentor, by=mentor, submission=number) for _each in "ab")

    assert first == second
    with pytest.raises(NotAllowed):
        cohorts.begin(name="Felt", led_by=moderator, by=moderator, submission=number)


def test_a_cohort_has_at_most_forty_people(moderator):
    many = [cast.person(f"Learner {number}", "participant") for number in range(41)]
    with pytest.raises(cohorts.TooManyMembers):
        begin(moderator, *many)


def test_one_leaves_by_oneself_and_a_fellow_takes_nobody_out(mentor, participant):
    (fellow,) = beside(mentor, "Pia Fellow")
    own, now = begin(mentor, participant, fellow), timezone.now()
    with pytest.raises(NotAllowed):
        cohorts.remove(cohort=own, person=fellow, by=participant, now=now)

    cohorts.remove(cohort=own, person=participant, by=participant, now=now)

    assert not can(participant, "see", own)
    assert cohorts.add(cohort=own, people=[participant], by=mentor, now=now + timedelta(days=1)) == 1


def test_an_ended_one_changes_no_more(mentor, participant):
    own = begin(mentor, participant)
    cohorts.end(cohort=own, by=mentor, now=timezone.now())

    for step in (
        lambda: cohorts.end(cohort=own, by=mentor, now=timezone.now()),
        lambda: cohorts.add(cohort=own, people=[], by=mentor, now=timezone.now()),
        lambda: cohorts.change(cohort=own, by=mentor, name="Felt", led_by=mentor),
        lambda: cohorts.give_task(cohort=own, people=[participant], by=mentor, title="Warp", now=timezone.now()),
    ):
        with pytest.raises(cohorts.Ended):
            step()


# A task for all -------------------------------------------------------------------------------------------


def test_a_task_of_a_cohort_is_one_batch_and_counted_together(mentor, participant):
    fellow, left = beside(mentor, "Pia Fellow", "Leo Left")
    own, now = begin(mentor, participant, fellow, left), timezone.now()
    cohorts.remove(cohort=own, person=left, by=mentor, now=now)
    with pytest.raises(cohorts.NotInIt):
        cohorts.give_task(cohort=own, people=[participant, left], by=mentor, title="Warp", now=now)

    given = cohorts.give_task(cohort=own, people=[participant, fellow], by=mentor, title="Warp a loom", now=now)
    tasks.withdraw(task=given[1], by=mentor, now=now)

    assert len({each.batch for each in given}) == 1
    assert Task.objects.filter(cohort=own).count() == 2
    assert [(each["title"], each["given"], each["handed_in"]) for each in questions.tasks_given(own)] == [
        ("Warp a loom", 1, 0)
    ]


def test_a_lead_gives_nothing_to_whom_they_accompany_no_longer(mentor, participant, stranger, moderator):
    own = begin(mentor, participant)
    cohorts.add(cohort=own, people=[stranger], by=moderator, now=timezone.now())

    assert list(questions.to_give(own, mentor)) == [participant]
    assert set(questions.to_give(own, moderator)) == {participant, stranger}
    with pytest.raises(NotAllowed):
        cohorts.give_task(cohort=own, people=[participant, stranger], by=mentor, title="Warp", now=timezone.now())
    assert not Task.objects.exists()


# What they show each other --------------------------------------------------------------------------------


def test_fellows_read_what_is_for_their_cohorts_and_nobody_else_does(
    participant, stranger, mentor, moderator, operator
):
    (fellow,) = beside(mentor, "Pia Fellow")
    own = begin(mentor, participant, fellow)
    entry = diary(participant)
    work = projects.create(
        owner=participant, by=participant, title="Rug", media_type="object", visibility="cohort"
    )

    for who, sees in ((participant, True), (fellow, True), (mentor, True), (stranger, False), (moderator, False)):
        assert (can(who, "see", entry), can(who, "see", work)) == (sees, sees), who
    assert not can(operator, "see", entry)
    assert work not in Project.objects.public()
    assert list(questions.shown_to(own, fellow)) == [entry]


@pytest.mark.parametrize("what", ["fellow leaves", "owner leaves", "cohort ends"])
def test_it_ends_with_the_cohort(what, participant, mentor):
    (fellow,) = beside(mentor, "Pia Fellow")
    own, now = begin(mentor, participant, fellow), timezone.now()
    entry = diary(participant)
    if what == "cohort ends":
        cohorts.end(cohort=own, by=mentor, now=now)
    else:
        leaves = fellow if what == "fellow leaves" else participant
        cohorts.remove(cohort=own, person=leaves, by=leaves, now=now)

    assert not can(fellow, "see", entry)
    assert can(mentor, "see", entry)


def test_grown_ups_and_minors_of_one_cohort_do_not_meet_through_it(participant, moderator, mentor):
    child, peer = (young(each, moderator) for each in beside(mentor, "Nadia Young", "Cleo Young"))
    own = begin(moderator, participant, child, peer)
    entry = diary(participant)
    with pytest.raises(journals.NeedsApproval):
        diary(child)
    of_child = diary(child, "mentor")
    JournalEntry.objects.filter(pk=of_child.pk).update(visibility="cohort")  # as if shown with a mentor

    assert [can(who, "see", of_child) for who in (peer, participant, moderator, mentor)] == [
        True,
        False,
        False,
        True,
    ]
    assert not can(child, "see", entry)
    assert [each.person for each in questions.members_shown(own, participant)] == [participant]
    assert {each.person for each in questions.members_shown(own, child)} == {child, peer}
    assert questions.members_shown(own, moderator).count() == 3


def test_an_approval_of_the_mentor_stands_before_a_minor_shows_a_cohort_anything(participant, mentor, moderator):
    child = young(participant, moderator)
    begin(mentor, child)
    work = projects.create(owner=child, by=child, title="Rug", media_type="object")

    with pytest.raises(NeedsApproval):
        projects.change_visibility(project=work, visibility="cohort", by=child)


# The pages ------------------------------------------------------------------------------------------------


def open_by(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_from_nothing_to_a_task_for_two_by_the_pages(mentor, participant):
    (fellow,) = beside(mentor, "Pia Fellow")
    client = open_by(mentor)
    form = {"name": "Weavers", "about": "", "starts_on": "", "ends_on": "", "submission": str(uuid4())}
    wrong = client.post(
        reverse("mentorship:cohort_new"), {**form, "starts_on": "2026-05-02", "ends_on": "2026-05-01"}
    )
    assert "The last day comes before the first one." in wrong.content.decode()
    assert 'value="Weavers"' in wrong.content.decode()

    made = client.post(reverse("mentorship:cohort_new"), form, follow=True)
    own = Cohort.objects.get()
    assert "Nobody is in it yet." in made.content.decode()
    client.post(
        reverse("mentorship:cohort_add", args=[own.public_id]), {"people": [participant.handle, fellow.handle]}
    )
    page = client.get(reverse("mentorship:cohort_task", args=[own.public_id])).content.decode()
    assert page.count("checked") == 2
    empty = client.post(
        reverse("mentorship:cohort_task", args=[own.public_id]), {"title": "Warp", "submission": str(uuid4())}
    )
    assert "This field is required." in empty.content.decode()
    sent = {"title": "Warp", "also": [participant.handle, fellow.handle], "submission": str(uuid4())}
    done = client.post(reverse("mentorship:cohort_task", args=[own.public_id]), sent, follow=True)

    assert "2 people have the task now." in done.content.decode()
    assert Task.objects.filter(cohort=own).count() == 2


def test_somebody_elses_people_are_no_choice(mentor, participant, stranger):
    own = begin(mentor, participant)
    answer = open_by(mentor).post(
        reverse("mentorship:cohort_add", args=[own.public_id]), {"people": [stranger.handle]}
    )

    assert "Select a valid choice" in answer.content.decode()
    assert own.members.count() == 1


def test_a_member_leaves_by_the_page_and_sees_no_buttons_of_the_lead(mentor, participant):
    own = begin(mentor, participant)
    client = open_by(participant)
    page = client.get(own.get_absolute_url()).content.decode()
    assert "Take out" not in page
    assert reverse("mentorship:cohort_task", args=[own.public_id]) not in page

    client.post(reverse("mentorship:cohort_remove", args=[own.public_id, participant.handle]))

    assert client.get(own.get_absolute_url()).status_code == 404
    assert "No cohort yet" in client.get(reverse("mentorship:cohorts")).content.decode()


def test_pages_ask_no_more_for_many_than_for_few(mentor, moderator, django_assert_max_num_queries):
    """Both pages, for who leads and for a fellow, with 3 and with 23 of everything."""

    def counts(client: Client, own: Cohort) -> list[int]:
        asked = []
        for address in (reverse("mentorship:cohorts"), own.get_absolute_url()):
            with django_assert_max_num_queries(40) as seen:
                assert client.get(address).status_code == 200
            asked.append(len(seen))
        return asked

    members = beside(mentor, *(f"Learner {number}" for number in range(3)))
    own = begin(mentor, *members)
    for each in members:
        diary(each)
    leads, fellow = open_by(mentor), open_by(members[0])
    for client in (leads, fellow):
        client.get(own.get_absolute_url())
    few = [counts(leads, own), counts(fellow, own)]

    more = beside(mentor, *(f"Fellow {number}" for number in range(20)))
    cohorts.add(cohort=own, people=more, by=mentor, now=timezone.now())
    for number, each in enumerate(more):
        diary(each)
        begin(mentor, members[0], name=f"Cohort {number}")
        cohorts.give_task(cohort=own, people=members, by=mentor, title=f"Warp {number}", now=timezone.now())

    assert [counts(leads, own), counts(fellow, own)] == few
