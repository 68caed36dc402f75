"""Handing in, asking for time, and what is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentorship.models import Project, Rubric, Submission, Task
from mentorship.services import (
    claims,
    extensions,
    projects,
    rubrics,
    submissions,
    tasks,
    work_files,
)
from mentorship.tests import tasks as make
from mentorship.tests.test_project_services import _stored
from portal.core import quota
from portal.core.exceptions import NotAllowed
from portal.core.uploads import BadUpload
from portal.testing import cast
from portal.testing.uploads import picture, text

pytestmark = pytest.mark.django_db
BOWL = {"title": "A bowl", "media_type": "image"}


def soon(days: int = 5):
    return timezone.now() + timedelta(days=days)


def test_a_piece_is_handed_in_with_all_that_belongs_to_it(participant, mentor, skill):
    by_which = make.rubric(skill)
    task = make.give(participant, mentor, rubric=by_which, estimated_hours=3)

    piece = make.hand_in(
        task, files=[picture(), text("log.txt", "one")], hours=2, ratings=[make.level(by_which, "Form", 2)]
    )

    task.refresh_from_db()
    assert (task.status, task.iteration, task.submitted_at) == ("submitted", 1, piece.submitted_at)
    assert task.started_at
    assert [file.kind for file in piece.files.all()] == ["image", "text"]
    assert [(each.criterion.name, each.level.number) for each in piece.self_ratings.all()] == [("Form", 2)]


def test_a_rubric_named_by_a_task_never_changes_again(participant, mentor, moderator, skill):
    by_which = make.rubric(skill)
    make.give(participant, mentor, rubric=by_which)

    by_which.refresh_from_db()
    assert by_which.is_used
    with pytest.raises(rubrics.InUse):
        rubrics.require_changeable(rubric=by_which, by=moderator)
    newer = rubrics.begin_version(rubric=by_which, by=moderator)
    assert (newer.version, Rubric.objects.get(pk=by_which.pk).criteria.count()) == (2, 2)
    assert Task.objects.get().rubric == by_which
    task = Task.objects.get()
    with pytest.raises(submissions.OtherRubric):
        make.hand_in(task, ratings=[make.level(newer, "Form", 1)])
    assert not Submission.objects.exists()


def test_a_work_is_copied_as_it_is_when_it_is_handed_in(participant, mentor):
    work = projects.create(owner=participant, by=participant, title="Bowl", media_type="image", files=[picture()])
    task = make.give(participant, mentor)
    first = make.hand_in(task, project=work)
    make.decide(first, mentor, "revision")

    work_files.replace(file=work.files.get(), upload=picture(size=(40, 30)), by=participant)
    second = make.hand_in(task, project=work, note="")

    assert (second.number, Task.objects.get().iteration) == (2, 2)
    assert _bytes(first) != _bytes(second)
    with projects.stored.private_storage().open(work.files.get().original.name) as now:
        assert now.read() == _bytes(second)
    projects.delete_project(project=work, by=participant)
    second.refresh_from_db()
    assert second.project is None
    assert _bytes(second)


def _bytes(piece):
    with storages["private"].open(piece.files.get().original.name) as stored:
        return stored.read()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"note": "  "}, submissions.Empty),
        ({"files": [ContentFile(b"MZ\x00", name="a.exe")]}, BadUpload),
        ({"files": [ContentFile(b"", name="a.txt")]}, BadUpload),
        ({"many": True}, submissions.TooManyFiles),
        ({"of_other": True}, submissions.NotYourWork),
    ],
)
def test_what_makes_no_piece_is_refused_and_leaves_nothing(participant, mentor, stranger, wrong, refusal):
    values = dict(wrong)
    if values.pop("many", False):
        values["files"] = [text(f"{number}.txt", "one") for number in range(11)]
    if values.pop("of_other", False):
        values["project"] = projects.create(owner=stranger, by=stranger, title="Jug", media_type="image")
    task = make.give(participant, mentor)
    before = set(_stored())

    with pytest.raises(refusal):
        make.hand_in(task, **values)

    task.refresh_from_db()
    assert (task.status, Submission.objects.count()) == ("assigned", 0)
    assert set(_stored()) == before


def test_a_film_of_200_megabytes_is_refused_in_words(participant, mentor):
    task = make.give(participant, mentor)

    film = ContentFile(b"\x1aE\xdf\xa3\x01webm", name="film.webm")
    film.size = 200 * 1024 * 1024

    with pytest.raises(BadUpload, match="too large"):
        make.hand_in(task, files=[film])


def test_nothing_is_handed_in_after_the_end_or_while_something_waits(participant, mentor):
    for state, refusal in (
        ("withdrawn", submissions.Withdrawn),
        ("expired", submissions.Expired),
        ("submitted", submissions.Waiting),
        ("in_review", submissions.Waiting),
        ("approved", tasks.NotOpen),
    ):
        task = make.in_state(state, participant, mentor)
        with pytest.raises(refusal):
            make.hand_in(task)


def test_a_form_sent_twice_hands_in_once(participant, mentor):
    task, form = make.give(participant, mentor), uuid4()
    first = make.hand_in(task, form=form)

    with pytest.raises(submissions.AlreadyHandedIn) as again:
        make.hand_in(task, form=form)
    assert again.value.submission == first


def test_a_piece_is_taken_back_until_somebody_looks_at_it(participant, mentor):
    task = make.give(participant, mentor)
    make.hand_in(task, files=[picture()])
    before = submissions.take_back(task=task, by=participant)
    assert (before.status, before.iteration, before.submitted_at) == ("started", 0, None)

    make.decide(make.hand_in(task), mentor, "revision")
    make.hand_in(task)
    assert submissions.take_back(task=task, by=participant).status == "revision"

    make.hand_in(task)
    claims.claim(task=task, by=mentor, now=timezone.now())
    with pytest.raises(submissions.LookedAt):
        submissions.take_back(task=task, by=participant)


def test_a_work_that_waits_is_handed_in_again_with_the_files_that_come(participant, mentor):
    work = submissions.make_and_submit(task=make.give(participant, mentor), by=participant, now=soon(0), **BOWL)

    submissions.add_and_renew(project=work, files=[picture(), picture()], by=participant, now=soon(0))

    assert (work.files.count(), Submission.objects.get().files.count()) == (2, 2)


def test_files_that_cannot_be_handed_in_are_not_kept_either(participant, mentor, monkeypatch):
    work = submissions.make_and_submit(task=make.give(participant, mentor), by=participant, now=soon(0), **BOWL)
    piece, before = Submission.objects.get(), _stored()
    monkeypatch.setattr(quota, "limit", lambda: 1500)  # for the file, and not for its copy

    with pytest.raises(quota.Full):
        submissions.add_and_renew(project=work, files=[text("log.txt", "1" * 1000)], by=participant, now=soon(0))

    assert not work.files.exists()
    assert Submission.objects.get() == piece
    assert _stored() == before


def test_a_work_that_cannot_be_handed_in_leaves_nothing_behind(participant, mentor):
    task, before = make.in_state("withdrawn", participant, mentor), _stored()

    with pytest.raises(submissions.Withdrawn):
        submissions.make_and_submit(task=task, by=participant, now=soon(0), files=[picture()], **BOWL)

    assert not Project.objects.exists()
    assert _stored() == before


def test_several_people_get_one_task_each_with_the_same_brief_and_files(participant, mentor, operator):
    others = [cast.person(name, "participant") for name in ("Leila Haddad", "Kaya Demir")]
    form = uuid4()

    def give():
        return tasks.assign_to_all(
            participants=[participant, *others],
            title="Bowl",
            brief="Three",
            by=operator,
            now=timezone.now(),
            files=[text("brief.txt", "Read this")],
            submission=form,
        )

    given = give()
    assert [each.pk for each in give()] == [each.pk for each in given]
    assert [each.participant for each in given] == [participant, *others]
    assert len({each.batch for each in given}) == 1
    assert given[0].batch
    assert {file.original.name for each in given for file in each.files.all()} == {
        each.files.get().original.name for each in given
    }
    assert len({each.files.get().original.name for each in given}) == 3
    with pytest.raises(NotAllowed):
        tasks.assign_to_all(participants=[participant, others[0]], title="Bowl", by=mentor, now=timezone.now())
    assert Task.objects.count() == 3


def test_more_time_is_asked_for_and_given_or_not(participant, mentor, stranger):
    task = make.give(participant, mentor, due_at=soon())

    asked = extensions.ask(task=task, by=participant, wanted_due_at=soon(9), reason="Ill", now=timezone.now())
    with pytest.raises(extensions.AskedAlready):
        extensions.ask(task=task, by=participant, wanted_due_at=soon(9), reason="Ill", now=timezone.now())
    for by in (participant, stranger):
        with pytest.raises(NotAllowed):
            extensions.answer(extension=asked, grant=True, by=by, now=timezone.now())
    extensions.answer(extension=asked, grant=False, words="Show it as it is.", by=mentor, now=timezone.now())
    with pytest.raises(extensions.Answered):
        extensions.answer(extension=asked, grant=True, by=mentor, now=timezone.now())
    again = extensions.ask(task=task, by=participant, wanted_due_at=soon(8), reason="Ill", now=timezone.now())
    extensions.answer(extension=again, grant=True, by=mentor, now=timezone.now())

    task.refresh_from_db()
    assert task.due_at == again.wanted_due_at


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"days": 1}, extensions.NotLater),
        ({"reason": " "}, extensions.NoReason),
        ({"due": None}, extensions.NoEnd),
    ],
)
def test_a_wish_for_time_that_makes_no_sense_is_refused(participant, mentor, wrong, refusal):
    task = make.give(participant, mentor, due_at=soon() if "due" not in wrong else None)

    with pytest.raises(refusal):
        extensions.ask(
            task=task,
            by=participant,
            wanted_due_at=soon(wrong.get("days", 9)),
            reason=wrong.get("reason", "Ill"),
            now=timezone.now(),
        )


def test_only_what_nobody_handed_in_expires_and_more_time_revives_it(participant, mentor):
    late = {"due_at": soon(1)}
    todo, begun, handed_in = (make.give(participant, mentor, **late) for _ in range(3))
    free = make.give(participant, mentor)
    tasks.start(task=begun, by=participant, now=timezone.now())
    make.hand_in(handed_in)

    assert tasks.expire(now=soon(10)) == 0
    assert tasks.expire(now=soon(20)) == 2
    assert tasks.expire(now=soon(20)) == 0

    states = {each.pk: each.status for each in Task.objects.all()}
    assert [states[each.pk] for each in (todo, begun, handed_in, free)] == [
        "expired",
        "expired",
        "submitted",
        "assigned",
    ]
    revived = extensions.extend(task=begun, due_at=soon(40), by=mentor, now=soon(20))
    assert (revived.status, revived.expired_at) == ("started", None)


def test_the_database_keeps_states_and_facts_together(participant, mentor):
    task = make.give(participant, mentor)

    for wrong in (
        {"status": "submitted"},
        {"status": "in_review", "iteration": 1, "submitted_at": timezone.now()},
        {"claimed_by": mentor, "claimed_until": timezone.now()},
        {"status": "expired"},
        {"expired_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**wrong)
