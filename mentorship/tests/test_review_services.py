"""Claims, drafts, feedback and what it decides; and what is refused."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentorship.models import Feedback, Task
from mentorship.services import claims, feedback, pairings, review_files, reviews, tasks
from mentorship.tests import tasks as make
from portal.core.exceptions import NotAllowed
from portal.core.policy import can
from portal.core.uploads import BadUpload
from portal.testing import cast
from portal.testing.uploads import picture, sound, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece(participant, mentor):
    return make.hand_in(make.give(participant, mentor), files=[picture(), text("log.txt", "one\ntwo")])


def claim(piece, by, now=None):
    return claims.claim(task=piece.task, by=by, now=now or timezone.now())


def test_two_do_not_look_at_one_piece(piece, mentor, moderator):
    held = claim(piece, mentor)
    assert (held.status, held.claimed_by) == ("in_review", mentor)

    with pytest.raises(claims.TakenByOther, match="Maria Lindqvist"):
        claim(piece, moderator)
    with pytest.raises(claims.TakenByOther):
        make.draft(piece, moderator)

    assert claims.leave(task=piece.task, by=mentor).status == "submitted"
    assert claim(piece, moderator).claimed_by == moderator
    later = timezone.now() + timedelta(minutes=31)
    assert claim(piece, mentor, now=later).claimed_by == mentor


def test_nobody_keeps_everything_for_themselves(participant, mentor):
    pieces = [make.hand_in(make.give(participant, mentor)) for _ in range(5)]
    for each in pieces[:4]:
        claim(each, mentor)

    with pytest.raises(claims.TooManyClaims):
        claim(pieces[4], mentor)
    claim(pieces[0], mentor)
    claims.leave(task=pieces[0].task, by=mentor)
    claim(pieces[4], mentor)


def test_what_a_mentor_held_who_left_is_free(
    piece, mentor, moderator, operator, django_capture_on_commit_callbacks
):
    claim(piece, mentor)
    own = make.draft(piece, mentor)

    with django_capture_on_commit_callbacks(execute=True):
        pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())

    assert not can(mentor, "see", own)
    for act in (
        lambda: claim(piece, mentor),
        lambda: make.draft(piece, mentor, seen_version=1),
        lambda: reviews.approve(submission=piece, by=mentor, now=timezone.now(), seen_version=1),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert claim(piece, moderator).claimed_by == moderator
    assert Feedback.objects.get(pk=own.pk).overall == "Well thrown."


def test_a_draft_holds_everything_and_is_for_its_reviewer_alone(participant, mentor, moderator, skill):
    by_which = make.rubric(skill)
    piece = make.hand_in(make.give(participant, mentor, rubric=by_which), files=[picture(), text("a.py", "x\ny")])
    image, code = piece.files.all()

    said = make.draft(
        piece,
        mentor,
        strengths="The rim",
        mentor_note="Shy",
        outcome="revision",
        steps=["Thin", "Glaze"],
        levels=[make.level(by_which, "Form", 2)],
        marks=[
            reviews.Place(file=image.pk, text="Here", x=Decimal("12.5"), y=Decimal(99)),
            reviews.Place(file=code.pk, text="Why?", first_line=1, last_line=2),
        ],
    )

    assert [each.text for each in said.steps.all()] == ["Thin", "Glaze"]
    assert [(each.file_id, each.text) for each in said.marks.all()] == [(image.pk, "Here"), (code.pk, "Why?")]
    assert [each.level.number for each in said.scores.all()] == [2]
    assert [can(who, "see", said) for who in (mentor, participant, moderator)] == [True, False, False]
    again = make.draft(piece, mentor, seen_version=1, steps=[])
    assert (again.version, again.steps.count(), again.scores.count(), again.marks.count()) == (2, 0, 0, 0)


def test_a_second_tab_does_not_write_over_the_first(piece, mentor):
    make.draft(piece, mentor, overall="First tab")

    with pytest.raises(reviews.Changed) as refusal:
        make.draft(piece, mentor, overall="Second tab")
    assert refusal.value.standing.overall == "First tab"
    assert Feedback.objects.get().overall == "First tab"
    with pytest.raises(reviews.Changed):
        reviews.release(submission=piece, by=mentor, now=timezone.now(), seen_version=0)


def test_a_tab_whose_answer_was_lost_goes_on(piece, mentor):
    tab, other = uuid4(), uuid4()

    def save(seen, which, words):
        said = reviews.Words(overall=words)
        return reviews.save_draft(
            submission=piece, words=said, by=mentor, now=timezone.now(), seen_version=seen, tab=which
        )

    save(0, tab, "one")
    assert save(0, tab, "two").version == 2
    save(2, other, "three")
    with pytest.raises(reviews.Changed):
        save(2, tab, "four")
    assert Feedback.objects.get().overall == "three"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"steps": ["1", "2", "3", "4"]}, reviews.TooManySteps),
        ({"marks": [reviews.Place(file=0, text="?", seconds=Decimal(1))]}, reviews.NoSuchPlace),
        ({"other_rubric": True}, reviews.OtherRubric),
        ({"marks": [reviews.Place(file=0, text="?")] * 61}, reviews.TooManyMarks),
    ],
)
def test_a_draft_that_makes_no_sense_is_refused(piece, mentor, skill, wrong, refusal):
    words = dict(wrong)
    if words.pop("other_rubric", False):
        words["levels"] = [make.level(make.rubric(skill), "Form", 1)]

    with pytest.raises(refusal):
        make.draft(piece, mentor, **words)
    assert not Feedback.objects.exists()


def test_empty_feedback_is_not_released(piece, mentor):
    with pytest.raises(reviews.NoWords):
        reviews.approve(submission=piece, by=mentor, now=timezone.now(), seen_version=0)
    make.draft(piece, mentor, overall=" ", steps=[])
    with pytest.raises(reviews.NoWords):
        reviews.approve(submission=piece, by=mentor, now=timezone.now(), seen_version=1)
    make.draft(piece, mentor, seen_version=1, steps=[])
    with pytest.raises(reviews.NoNextStep):
        reviews.ask_revision(submission=piece, by=mentor, now=timezone.now(), seen_version=2)
    assert Task.objects.get().status == "in_review"
    assert reviews.approve(submission=piece, by=mentor, now=timezone.now(), seen_version=2).is_released


def test_nobody_gives_feedback_on_their_own_work(operator, mentor, participant):
    own = make.hand_in(make.give(participant, mentor))

    with pytest.raises(NotAllowed, match="own work"):
        make.draft(own, participant)


def test_feedback_is_released_then_decided_upon(piece, mentor, participant):
    said = make.decide(piece, mentor)
    assert (said.status, said.outcome, Task.objects.get().status) == ("released", "", "submitted")
    piece.refresh_from_db()
    assert piece.answered_at == said.released_at
    assert can(participant, "see", said)
    with pytest.raises(reviews.ReleasedAlready):
        make.draft(piece, mentor, seen_version=1)

    decided = reviews.approve(submission=piece, by=mentor, now=timezone.now(), seen_version=1)
    again = reviews.approve(submission=piece, by=mentor, now=timezone.now(), seen_version=1)
    task = Task.objects.get()
    assert (decided, decided.outcome, again.outcome) == (said, "approved", "approved")
    assert (task.status, task.claimed_by, bool(task.approved_at)) == ("approved", None, True)


def test_who_comes_second_is_told_that_it_is_approved(piece, mentor, moderator):
    make.decide(piece, mentor, "approved")

    with pytest.raises(claims.NotWaiting, match="approved already"):
        make.decide(piece, moderator, "approved")


def test_words_about_a_piece_that_was_followed_by_another_are_refused(piece, mentor):
    make.decide(piece, mentor, "revision")
    make.hand_in(piece.task)

    with pytest.raises(reviews.NewerPiece):
        make.draft(piece, mentor, seen_version=1)


def test_feedback_during_which_the_task_was_taken_back_is_refused_and_kept(piece, mentor, operator):
    make.draft(piece, mentor)
    tasks.withdraw(task=piece.task, by=operator, now=timezone.now())

    with pytest.raises(claims.NotWaiting, match="taken back"):
        reviews.approve(submission=piece, by=mentor, now=timezone.now(), seen_version=1)
    assert Feedback.objects.get().overall == "Well thrown."


def test_drafts_are_released_in_a_batch_and_each_decides_its_own(participant, mentor):
    pieces = [make.hand_in(make.give(participant, mentor)) for _ in range(3)]
    drafts = [
        make.draft(each, mentor, outcome=way)
        for each, way in zip(pieces, ("approved", "revision", ""), strict=True)
    ]
    tasks.withdraw(task=pieces[2].task, by=mentor, now=timezone.now())

    released, refused = reviews.release_all(drafts=drafts, by=mentor, now=timezone.now())

    assert [each.pk for each in released] == [each.pk for each in drafts[:2]]
    assert [each.pk for each, _why in refused] == [drafts[2].pk]
    assert [Task.objects.get(pk=each.task_id).status for each in pieces] == ["approved", "revision", "withdrawn"]


def test_words_are_kept_however_many_pieces_somebody_looks_at(participant, mentor):
    pieces = [make.hand_in(make.give(participant, mentor)) for _ in range(6)]
    drafts = [make.draft(each, mentor) for each in pieces]

    held = Task.objects.filter(claimed_by=mentor).order_by("pk")
    assert [each.pk for each in held] == [each.task_id for each in pieces[2:]]
    released, refused = reviews.release_all(drafts=drafts, by=mentor, now=timezone.now())
    assert (len(released), refused) == (6, [])
    assert not Task.objects.filter(claimed_by=mentor).exists()


def test_a_spoken_note_goes_with_the_words(piece, mentor, participant, moderator):
    said, now = make.draft(piece, mentor), timezone.now()
    spoken, shown = review_files.add(feedback=said, files=[sound(), picture()], by=mentor, now=now)
    assert [can(who, "see", spoken) for who in (mentor, participant, moderator)] == [True, False, False]
    for wrong in ([text("a.txt", "no")], [text("a.exe", "no")]):
        with pytest.raises(BadUpload):
            review_files.add(feedback=said, files=wrong, by=mentor, now=now)
    with pytest.raises(review_files.TooManyFiles):
        review_files.add(feedback=said, files=[sound()] * 3, by=mentor, now=now)
    with pytest.raises(NotAllowed):
        review_files.add(feedback=said, files=[sound()], by=moderator, now=now)

    review_files.remove(feedback=said, files=[shown], by=mentor, now=now)
    reviews.release(submission=piece, by=mentor, now=now, seen_version=1)

    assert list(said.files.all()) == [spoken]
    assert can(participant, "see", spoken)
    with pytest.raises(reviews.ReleasedAlready):
        review_files.add(feedback=said, files=[sound()], by=mentor, now=now)
    with pytest.raises(reviews.ReleasedAlready):
        review_files.remove(feedback=said, files=[spoken], by=mentor, now=now)


def test_both_sides_talk_and_steps_are_ticked_off(piece, mentor, participant, stranger, moderator):
    said = make.decide(piece, mentor, "revision")
    now, form = timezone.now(), uuid4()
    first = feedback.reply(feedback=said, by=participant, text=" Thanks ", now=now, form=form)
    assert feedback.reply(feedback=said, by=participant, text="Thanks", now=now, form=form) == first
    feedback.reply(feedback=said, by=mentor, text="Gladly", now=now, form=uuid4())
    with pytest.raises(feedback.NothingSaid):
        feedback.reply(feedback=said, by=mentor, text=" ", now=now, form=uuid4())
    step = said.steps.get()
    done = feedback.finish_step(step=step, is_done=True, by=participant, now=now)
    assert (
        feedback.finish_step(step=step, is_done=True, by=participant, now=now + timedelta(1)).done_at
        == done.done_at
    )
    assert feedback.finish_step(step=step, is_done=False, by=participant, now=now).done_at is None
    assert feedback.rate(feedback=said, usefulness="partly", by=participant).usefulness == "partly"

    for by in (stranger, cast.person("Xaver Lang", "mentor")):
        with pytest.raises(NotAllowed):
            feedback.reply(feedback=said, by=by, text="?", now=now, form=uuid4())
    for by in (stranger, mentor, moderator):
        with pytest.raises(NotAllowed):
            feedback.finish_step(step=step, is_done=True, by=by, now=now)
        with pytest.raises(NotAllowed):
            feedback.rate(feedback=said, usefulness="yes", by=by)


def test_a_draft_is_answered_and_rated_by_nobody(piece, mentor, participant):
    said = make.draft(piece, mentor)

    with pytest.raises(NotAllowed):
        feedback.reply(feedback=said, by=participant, text="?", now=timezone.now(), form=uuid4())
    with pytest.raises(NotAllowed):
        feedback.rate(feedback=said, usefulness="yes", by=participant)


def test_words_are_kept_for_the_next_time(mentor, moderator, skill):
    kept = feedback.save_comment(text=" Look at the foot. ", by=mentor)
    assert feedback.save_comment(text="Look at the foot.", by=mentor, skill=skill) == kept

    with pytest.raises(NotAllowed):
        feedback.forget_comment(comment=kept, by=moderator)
    feedback.forget_comment(comment=kept, by=mentor)
    assert not mentor.saved_comments.exists()


def test_the_database_keeps_marks_and_drafts_whole(piece, mentor):
    said = make.draft(piece, mentor)
    file = piece.files.first()

    for wrong in ({}, {"x": 1}, {"x": 1, "y": 101}, {"seconds": 1, "first_line": 1, "last_line": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            said.marks.create(file=file, text="?", **wrong)
    for wrong in ({"status": "released"}, {"usefulness": "yes"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Feedback.objects.filter(pk=said.pk).update(**wrong)
