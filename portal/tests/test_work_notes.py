"""Words and signs about works that everybody sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from leaderboard.models import PointEntry
from mentorship import demo_notes
from mentorship.models import Project, WorkNote, WorkSign
from mentorship.selectors import notes as questions
from mentorship.services import notes
from mentorship.services.peers import NoWords
from mentorship.tests import tasks as make
from messaging import demo as messaging_demo
from messaging.models import Case, Notification, Thanks
from messaging.services import contacts, desk, reports
from portal.accounts.services import people
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
WORDS = {"noticed": "The rim is even.", "wondered": "How hot was it?", "tried": "A taller foot."}


@pytest.fixture
def work(participant: Any) -> Project:
    return Project.objects.create(
        owner=participant, title="Bowl", media_type="object", visibility="public", published_at=timezone.now()
    )


def say(work: Project, by: Any, **more: Any) -> WorkNote:
    return notes.write(project=work, by=by, now=timezone.now(), form=uuid4(), **{**WORDS, **more})


def become(person: Any, age: str) -> Any:
    people.set_age_band(user=person, age_band=age, by=cast.operator())
    return type(person).objects.get(pk=person.pk)


def page_of(client: Any, work: Project) -> str:
    answer = client.get(work.get_absolute_url())
    assert answer.status_code == 200
    return str(answer.content.decode())


# Words ------------------------------------------------------------------------------------------------------


def test_words_are_held_until_the_maker_has_looked(
    work: Project, stranger: Any, participant: Any, login: Any, client: Any
) -> None:
    note = say(work, stranger)

    assert not note.is_shown
    assert WORDS["noticed"] not in page_of(client, work)
    assert WORDS["noticed"] in page_of(login(stranger), work)
    notes.decide(note=note, show=True, by=participant)
    assert WORDS["noticed"] in page_of(client, work)


def test_who_accompanies_the_maker_is_read_at_once(work: Project, mentor: Any) -> None:
    assert say(work, mentor).is_shown


def test_what_is_declined_is_read_by_nobody(
    work: Project, stranger: Any, participant: Any, login: Any, client: Any
) -> None:
    notes.decide(note=say(work, stranger), show=False, by=participant)

    assert WORDS["noticed"] not in page_of(client, work)
    assert WORDS["noticed"] not in page_of(login(stranger), work)


def test_words_without_a_next_step_are_refused_and_kept_in_the_form(
    work: Project, stranger: Any, login: Any
) -> None:
    with pytest.raises(NoWords):
        say(work, stranger, tried=" ")

    url = reverse("mentorship:note_write", args=[work.public_id])
    page = login(stranger).post(url, {"noticed": "Even rim", "tried": "", "form": uuid4()}).content.decode()

    assert "one thing to try next" in page
    assert "Even rim" in page


def test_a_form_sent_twice_says_it_once_and_another_is_refused(work: Project, stranger: Any) -> None:
    form = uuid4()
    first = notes.write(project=work, by=stranger, now=timezone.now(), form=form, **WORDS)

    assert notes.write(project=work, by=stranger, now=timezone.now(), form=form, **WORDS) == first
    with pytest.raises(notes.SaidAlready):
        say(work, stranger)


@pytest.mark.parametrize("visibility", ["private", "mentor", "members", "link"])
def test_what_not_everybody_sees_takes_no_words(visibility: str, work: Project, mentor: Any, login: Any) -> None:
    Project.objects.update(visibility=visibility, published_at=None)

    with pytest.raises(NotAllowed):
        say(Project.objects.get(), mentor)
    for name in ("note_write", "work_sign"):
        url = reverse(f"mentorship:{name}", args=[work.public_id])
        assert login(mentor).post(url, {"kind": "beautiful"}).status_code == 404


def test_nobody_says_something_about_their_own_work(work: Project, participant: Any) -> None:
    with pytest.raises(NotAllowed):
        say(work, participant)
    with pytest.raises(NotAllowed):
        notes.sign(project=work, kind="beautiful", by=participant, now=timezone.now())


# Minors and blocks ------------------------------------------------------------------------------------------


def test_a_minor_reads_words_of_their_circle_only(
    work: Project, participant: Any, mentor: Any, stranger: Any, buyer: Any
) -> None:
    become(participant, "under_16")
    child_of_same_age = become(stranger, "under_16")
    work = Project.objects.get()

    for outsider in (child_of_same_age, buyer):
        with pytest.raises(NotAllowed):
            say(work, outsider)
    assert say(work, mentor).is_shown


def test_a_minor_decides_about_nothing(work: Project, participant: Any, mentor: Any, stranger: Any) -> None:
    note = say(work, stranger)
    minor = become(participant, "under_16")

    with pytest.raises(NotAllowed):
        notes.decide(note=note, show=True, by=minor)
    assert list(questions.to_decide(minor)) == []
    assert list(questions.to_decide(mentor)) == [note]


def test_a_block_keeps_words_away_both_ways(
    work: Project, participant: Any, stranger: Any, buyer: Any, login: Any
) -> None:
    notes.decide(note=say(work, stranger), show=True, by=participant)
    contacts.block(person=stranger, by=buyer)
    contacts.block(person=participant, by=buyer)

    assert WORDS["noticed"] not in page_of(login(buyer), work)
    with pytest.raises(NotAllowed):
        say(work, buyer)
    with pytest.raises(NotAllowed):
        notes.sign(project=work, kind="beautiful", by=buyer, now=timezone.now())


# Thanks, help, moderation -----------------------------------------------------------------------------------


def points_of(person: Any) -> int:
    return sum(PointEntry.objects.filter(user=person, rule="work_note").values_list("points", flat=True))


def test_help_is_thanked_for_in_public_and_earns_points_once(
    work: Project,
    participant: Any,
    stranger: Any,
    client: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    note = notes.decide(note=say(work, stranger), show=True, by=participant)

    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            notes.answer(note=note, usefulness="yes", thanks="The taller foot works!", by=participant)

    assert "The taller foot works!" in page_of(client, work)
    assert points_of(stranger) == 4
    with django_capture_on_commit_callbacks(execute=True):
        notes.take_back(note=note, by=stranger)
    assert points_of(stranger) == 0


def test_nobody_else_thanks_nor_for_what_waits(work: Project, participant: Any, stranger: Any) -> None:
    note = say(work, stranger)

    for person in (stranger, participant):
        with pytest.raises(NotAllowed):
            notes.answer(note=note, usefulness="yes", thanks="I am great", by=person)


def test_the_reports_desk_hides_words_and_shows_them_again(
    work: Project, participant: Any, stranger: Any, buyer: Any, moderator: Any, client: Any
) -> None:
    note, now = notes.decide(note=say(work, stranger), show=True, by=participant), timezone.now()
    case = reports.of_note(said=note, by=buyer, reason="conduct", now=now)
    case = desk.claim(case=case, by=moderator, now=now)

    case = desk.hide(case=case, by=moderator, reason="conduct", text="Not kind.", now=now)

    assert case.kind == Case.Kind.NOTE
    assert WORDS["noticed"] not in page_of(client, work)
    with pytest.raises(NotAllowed):
        notes.decide(note=note, show=True, by=participant)
    case = desk.claim(case=case, by=moderator, now=now + timedelta(minutes=1))
    desk.restore(case=case, by=moderator, reason="other", now=now + timedelta(minutes=2))
    assert WORDS["noticed"] in page_of(client, work)


def test_ones_own_words_are_not_reported(work: Project, participant: Any, stranger: Any, login: Any) -> None:
    note = say(work, stranger)
    url = reverse("messaging:report", args=["note", note.public_id])

    assert login(stranger).get(url).status_code == 404
    assert login(participant).get(url).status_code == 200


def test_people_are_told(
    work: Project, participant: Any, stranger: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        note = say(work, stranger)
    with django_capture_on_commit_callbacks(execute=True):
        notes.decide(note=note, show=True, by=participant)

    told = set(Notification.objects.filter(kind__startswith="work_note").values_list("person", "kind"))
    assert told == {(participant.pk, "work_note_waits"), (stranger.pk, "work_note_shown")}


# Signs and pages --------------------------------------------------------------------------------------------


def test_a_sign_is_given_once_and_taken_back(work: Project, stranger: Any, login: Any) -> None:
    browser, url = login(stranger), reverse("mentorship:work_sign", args=[work.public_id])

    browser.post(url, {"kind": "beautiful"})
    first, *others = questions.signs(work, stranger)
    assert (first.kind, first.count, first.is_own) == ("beautiful", 1, True)
    assert {sign.count for sign in others} == {0}
    browser.post(url, {"kind": "beautiful"})
    assert not WorkSign.objects.exists()
    assert browser.post(url, {"kind": "ugly"}).status_code == 404


def test_the_page_of_a_work_asks_the_same_for_one_word_and_for_ten(
    work: Project, participant: Any, assert_queries_do_not_grow: Any, login: Any
) -> None:
    def one_more() -> None:
        notes.decide(note=say(work, cast.person("Somebody Else", "buyer")), show=True, by=participant)

    assert_queries_do_not_grow(work.get_absolute_url(), one_more, client=login(participant))
    assert_queries_do_not_grow(reverse("mentorship:notes"), one_more, client=login(participant), rows=3)


def test_the_list_shows_what_waits_what_came_and_what_was_given(
    work: Project, participant: Any, stranger: Any, login: Any
) -> None:
    note = say(work, stranger)
    browser, url = login(participant), reverse("mentorship:notes")

    assert "Waits for your eyes" in browser.get(url).content.decode()
    browser.post(reverse("mentorship:note_decide", args=[note.public_id]), {"show": "1"})
    answer = reverse("mentorship:note_answer", args=[note.public_id])
    assert browser.post(answer, {"usefulness": "partly", "thanks": "x" * 301}).status_code == 200
    assert browser.post(answer, {"usefulness": "partly", "thanks": "Good eye!"}).status_code == 302

    assert "Waits for your eyes" not in browser.get(url).content.decode()
    assert "Good eye!" in login(stranger).get(url).content.decode()


def test_the_demo_holds_words_signs_and_thanks_once(participant: Any, stranger: Any, mentor: Any) -> None:
    third = cast.person("Nadia Petrova", "participant")
    for number, owner in enumerate((participant, stranger, third)):
        at = timezone.now() - timedelta(days=number)
        Project.objects.create(
            owner=owner, title="Bowl", media_type="object", visibility="public", published_at=at
        )
        make.decide(make.hand_in(make.give(owner, cast.operator())), cast.operator())

    for _turn in range(2):
        demo_notes.load(now=timezone.now())
        messaging_demo.load_thanks(now=timezone.now())

    assert set(WorkNote.objects.values_list("status", flat=True)) == {"shown", "held"}
    assert WorkNote.objects.exclude(thanks="").exists()
    assert WorkSign.objects.exists()
    assert WorkNote.objects.count() == 6
    assert Thanks.objects.filter(is_shown=True).count() == 3
