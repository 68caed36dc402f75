"""The page of a task and of what was handed in, as participants and mentors see them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.models import Feedback, Submission, Task
from mentorship.services import feedback, pairings, projects, reviews
from mentorship.tests import tasks as make
from portal.testing import cast
from portal.testing.uploads import picture, sound, text

pytestmark = pytest.mark.django_db


def at(task, verb=""):
    return f"/my/tasks/{task.public_id}/{verb}"


@pytest.fixture
def task(participant, mentor, skill):
    by_which = make.rubric(skill)
    return make.give(
        participant,
        mentor,
        rubric=by_which,
        skill=skill,
        brief="Three alike",
        estimated_hours=Decimal(3),
        due_at=timezone.now() + timedelta(days=5),
        files=[text("how.txt", "Read this")],
    )


def test_a_piece_is_handed_in_with_everything(participant, mentor, task, login):
    client = login(participant)
    page = client.get(at(task)).content.decode()
    assert "Three alike" in page
    assert "Form 2" in page
    work = projects.create(owner=participant, by=participant, title="Bowl", media_type="image", files=[picture()])
    level = make.level(task.rubric, "Form", 2)
    sent = {
        "note": "The rim is thin.",
        "project": work.public_id,
        "files": [text("log.txt", "one"), sound()],
        "hours": "2.5",
        f"level-{level.criterion_id}": level.pk,
        "form": uuid4(),
    }

    answer = client.post(at(task, "submit/"), sent, follow=True)

    page = answer.content.decode()
    assert "Handed in" in page
    assert "Usual wait: not known yet" in page
    piece = Submission.objects.get()
    assert (piece.hours, piece.project, piece.files.count()) == (Decimal("2.5"), work, 3)
    assert piece.self_ratings.get().level == level
    shown = client.get(piece.get_absolute_url()).content.decode()
    assert "The rim is thin." in shown
    assert "2 Form 2" in shown
    assert "Look at the piece" in login(mentor).get(at(task)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"note": ""}, "note"),
        ({"files": ["exe"]}, "files"),
        ({"hours": "soon"}, "hours"),
        ({"hours": "-1"}, "hours"),
        ({"hours": "200.5"}, "hours"),
        ({"project": "foreign"}, "project"),
    ],
)
def test_what_cannot_be_handed_in_is_told_beside_its_field(participant, task, login, wrong, field):
    sent = {"note": "My words stay", "form": uuid4(), **wrong}
    if sent.get("files"):
        sent["files"] = [text("virus.exe", "MZ")]

    answer = login(participant).post(at(task, "submit/"), sent)

    assert list(answer.context["submit_form"].errors) == [field]
    if sent["note"]:
        assert "My words stay" in answer.content.decode()
    assert not Submission.objects.exists()


def test_words_that_come_after_the_end_are_shown_again(participant, task, login, mentor):
    form = {"note": "Written for an hour", "form": uuid4()}
    Task.objects.filter(pk=task.pk).update(status="withdrawn", withdrawn_at=timezone.now())

    page = login(participant).post(at(task, "submit/"), form).content.decode()

    assert "taken back" in page
    assert "Written for an hour" in page


def test_a_form_sent_twice_hands_in_once_and_other_words_are_not_lost(participant, task, login):
    client, form = login(participant), uuid4()
    client.post(at(task, "submit/"), {"note": "One", "form": form})

    again = client.post(at(task, "submit/"), {"note": "One", "form": form}, follow=True)
    other = client.post(at(task, "submit/"), {"note": "Two, later", "form": form})

    assert "handed in already" in again.content.decode()
    assert "Two, later" in other.content.decode()
    assert Submission.objects.count() == 1


def test_a_piece_is_taken_back_on_the_page(participant, task, login):
    make.hand_in(task)

    page = login(participant).post(at(task, "take-back/"), follow=True).content.decode()

    assert "Taken back" in page
    assert not Submission.objects.exists()


def test_more_time_is_asked_for_and_given_on_the_page(participant, mentor, task, login):
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    early = login(participant).post(
        at(task, "more-time/"), {"wanted_due_at": timezone.localdate(), "reason": "Ill"}
    )
    assert list(early.context["time_form"].errors) == ["wanted_due_at"]
    assert "Ill" in early.content.decode()

    login(participant).post(at(task, "more-time/"), {"wanted_due_at": day, "reason": "The kiln is broken"})
    assert "The kiln is broken" in login(mentor).get(at(task)).content.decode()
    login(mentor).post(at(task, "answer-time/"), {"action": "grant", "words": "Of course"})

    task.refresh_from_db()
    assert timezone.localtime(task.due_at).date().isoformat() == day
    assert "Of course" in login(participant).get(at(task)).content.decode()
    later = (timezone.localdate() + timedelta(days=30)).isoformat()
    login(mentor).post(at(task, "extend/"), {"due_at": later})
    assert Task.objects.get().due_at > task.due_at


def test_feedback_is_read_answered_ticked_off_and_rated(participant, mentor, task, login):
    piece = make.hand_in(task, files=[picture(), sound(), text("a.py", "one = 1\ntwo = 2\n")])
    image, audio, code = piece.files.all()
    own = make.draft(
        piece,
        mentor,
        mentor_note="Shy, be gentle",
        strengths="The rim",
        levels=[make.level(task.rubric, "Form", 2)],
        marks=[
            reviews.Place(file=image.pk, text="Look here", x=Decimal("12.50"), y=Decimal(100)),
            reviews.Place(file=audio.pk, text="Too fast", seconds=Decimal("83.5")),
            reviews.Place(file=code.pk, text="A better name", first_line=1, last_line=2),
        ],
    )
    client = login(participant)
    assert "The rim" not in client.get(piece.get_absolute_url()).content.decode()
    reviews.ask_revision(submission=piece, by=mentor, now=timezone.now(), seen_version=own.version)

    page = client.get(piece.get_absolute_url()).content.decode()
    for words in ("The rim", "Thin the foot.", "Look here", 'cx="12.5%" cy="100%"', "1:23", "Lines 1 to 2"):
        assert words in page, words
    assert "Shy" not in page
    assert "Shy" in login(mentor).get(piece.get_absolute_url()).content.decode()

    said = Feedback.objects.get()
    base = f"/my/feedback/{said.public_id}/"
    client.post(f"{base}steps/1/", {"done": "1"})
    assert said.steps.get().done_at
    client.post(f"{base}rate/", {"usefulness": "partly"})
    client.post(f"{base}reply/", {"text": "I will", "form": uuid4()})
    page = client.get(piece.get_absolute_url()).content.decode()
    assert "You said: Partly" in page
    assert "I will" in page
    of_mentor = login(mentor).get(piece.get_absolute_url()).content.decode()
    assert "Partly" not in of_mentor
    assert "I will" in of_mentor
    empty = client.post(f"{base}reply/", {"text": "", "form": uuid4()})
    assert empty.status_code == 200
    assert "This field is required" in empty.content.decode()


def test_two_iterations_stand_side_by_side(participant, mentor, task, login):
    first = make.hand_in(task, files=[picture(), text("a.py", "one = 1\nkept = 0\n"), sound()])
    make.decide(first, mentor, "revision")
    second = make.hand_in(task, files=[picture(size=(80, 60)), text("a.py", "one = 2\nkept = 0\n"), sound()])

    page = login(participant).get(f"{second.get_absolute_url()}compare/").content.decode()

    assert 'class="diff-gone"' in page
    assert "<code>one = 2</code>" in page
    assert page.count("<audio") == 2
    assert "data-compare-slider" in page
    assert login(participant).get(f"{first.get_absolute_url()}compare/?with=2").status_code == 200
    lone = make.hand_in(make.give(participant, mentor))
    assert login(participant).get(f"{lone.get_absolute_url()}compare/").status_code == 404


def test_others_find_neither_pieces_nor_files(participant, mentor, task, stranger, login):
    piece = make.hand_in(task, files=[picture()])
    make.decide(piece, mentor, "revision")
    said, file, given = Feedback.objects.get(), piece.files.get(), task.files.get()

    for person in (stranger, cast.person("Xaver Lang", "mentor")):
        client = login(person)
        for address in (
            piece.get_absolute_url(),
            f"{piece.get_absolute_url()}compare/",
            file.url(),
            file.url("w400.webp"),
            given.url(),
        ):
            assert client.get(address).status_code == 404, address
        assert client.post(f"/my/feedback/{said.public_id}/reply/", {"text": "?"}).status_code == 404
        assert client.post(f"/my/feedback/{said.public_id}/steps/1/", {"done": "1"}).status_code == 404
    for person in (participant, mentor):
        assert login(person).get(file.url()).status_code == 200
        assert login(person).get(given.url()).status_code == 200


def test_a_task_is_given_to_several_with_rubric_and_files(participant, mentor, operator, skill, login):
    other = cast.person("Leila Haddad", "participant")
    pairings.begin(mentor=mentor, participant=other, by=operator, now=timezone.now())
    by_which = make.rubric(skill)
    sent = {
        "title": "Bowl",
        "brief": "Three",
        "rubric": by_which.pk,
        "estimated_hours": "2",
        "also": [other.handle],
        "files": [text("how.txt", "Read")],
        "submission": uuid4(),
    }

    page = login(mentor).post(f"/my/mentees/{participant.handle}/tasks/", sent, follow=True).content.decode()

    assert "2 people have the task now" in page
    assert {task.participant for task in Task.objects.all()} == {participant, other}
    assert all(task.rubric == by_which and task.files.count() == 1 for task in Task.objects.all())


def test_the_page_of_a_task_asks_the_same_for_one_and_many(
    participant, mentor, task, login, assert_queries_do_not_grow
):
    def add():
        piece = make.hand_in(task, files=[picture()])
        make.decide(piece, mentor, "revision")

    assert_queries_do_not_grow(at(task), add, client=login(participant), rows=4)

    piece = Submission.objects.order_by("-pk").first()

    def answer():
        said = piece.feedback.get()
        feedback.reply(feedback=said, by=participant, text="So", now=timezone.now(), form=uuid4())

    assert_queries_do_not_grow(piece.get_absolute_url(), answer, client=login(participant))
