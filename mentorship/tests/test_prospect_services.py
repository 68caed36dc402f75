"""People who may join: what is kept of them, and how they go through the pipeline."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentorship.models import Prospect, StageChange
from mentorship.services import interactions, prospects
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def met(mentor):
    return prospects.create(
        by=mentor, now=NOW, name="Timo Berg", phone="+49 170 5550101", consent_how="spoken", staff_note="Shy."
    )


@pytest.fixture
def other_mentor(db):
    return cast.person("Xaver Lang", "mentor")


def log(about, by, **words):
    return interactions.log(about=about, by=by, now=NOW, **{"client_id": uuid4(), "no_next_step": True, **words})


def test_somebody_is_noted_with_the_words_they_agreed_to_and_a_first_stage(met, mentor):
    assert (met.mentor, met.stage, met.consent_version) == (mentor, "new", "1")
    assert [each.to_stage for each in met.stage_changes.all()] == ["new"]


def test_nobody_is_kept_without_their_agreement(mentor):
    with pytest.raises(prospects.NoConsent):
        prospects.create(by=mentor, now=NOW, name="Timo")
    assert not Prospect.objects.exists()


def test_a_minor_needs_somebody_who_answers_for_them(mentor):
    words = {"name": "Kim", "consent_how": "paper", "age_band": "under_16", "guardian_name": "Ruth"}
    with pytest.raises(prospects.NoGuardian):
        prospects.create(by=mentor, now=NOW, **words)

    prospects.create(by=mentor, now=NOW, **words, guardian_contact="0170 1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Prospect.objects.update(guardian_name="")


def test_a_form_sent_twice_makes_one_row(mentor, other_mentor):
    once = {"client_id": uuid4(), "name": "Timo", "consent_how": "spoken"}

    first, second = (prospects.create(by=mentor, now=NOW, **once) for _ in range(2))

    assert first == second
    assert first.stage_changes.count() == 1
    with pytest.raises(NotAllowed):
        prospects.create(by=other_mentor, now=NOW, **once)


def test_only_mentors_and_coordinators_note_people(participant, buyer, moderator, mentor, other_mentor):
    words = {"now": NOW, "name": "Timo", "consent_how": "spoken"}
    for person in (participant, buyer):
        with pytest.raises(NotAllowed):
            prospects.create(by=person, **words)
    with pytest.raises(NotAllowed):
        prospects.create(by=other_mentor, mentor=mentor, **words)
    with pytest.raises(prospects.NotAMentor):
        prospects.create(by=moderator, mentor=buyer, **words)

    assert prospects.create(by=moderator, mentor=mentor, **words).mentor == mentor


def test_a_step_is_written_down_with_its_reason(met, mentor):
    later = NOW + timedelta(days=3)
    prospects.move(prospect=met, to="contacted", by=mentor, now=NOW)
    with pytest.raises(prospects.NoReason):
        prospects.move(prospect=met, to="deferred", by=mentor, now=later)

    moved = prospects.move(
        prospect=met, to="deferred", by=mentor, now=later, reason="no_time", reason_text="After  exams"
    )

    assert (moved.stage, moved.reason, moved.reason_text) == ("deferred", "no_time", "After exams")
    assert moved.stage_changed_at == later
    back = prospects.move(prospect=met, to="contacted", by=mentor, now=later)
    assert (back.reason, back.reason_text) == ("", "")
    steps = StageChange.objects.filter(prospect=met).order_by("pk").values_list("from_stage", "to_stage", "reason")
    assert list(steps) == [
        ("", "new", ""),
        ("new", "contacted", ""),
        ("contacted", "deferred", "no_time"),
        ("deferred", "contacted", ""),
    ]


def test_where_they_are_already_they_are_not_moved_again(met, mentor):
    prospects.move(prospect=met, to="new", by=mentor, now=NOW)

    assert met.stage_changes.count() == 1


@pytest.mark.parametrize(("stage", "to"), [("assessed", "new"), ("new", "nowhere"), ("declined", "offered")])
def test_moves_that_make_no_sense_are_refused(met, mentor, stage, to):
    prospects.move(prospect=met, to=stage, by=mentor, now=NOW, reason="moved")

    with pytest.raises(prospects.NoSuchMove):
        prospects.move(prospect=met, to=to, by=mentor, now=NOW, reason="moved")


def test_onboarding_is_no_move_and_ends_them(met, mentor, stranger, participant):
    with pytest.raises(prospects.OnboardInstead):
        prospects.move(prospect=met, to="onboarded", by=mentor, now=NOW)

    for _again in range(2):
        prospects.mark_onboarded(prospect=met, user=stranger, by=mentor, now=NOW)

    met.refresh_from_db()
    assert (met.stage, met.onboarded_user) == ("onboarded", stranger)
    assert met.stage_changes.filter(to_stage="onboarded").count() == 1
    with pytest.raises(prospects.NoSuchMove):
        prospects.mark_onboarded(prospect=met, user=participant, by=mentor, now=NOW)
    with pytest.raises(prospects.NoSuchMove):
        prospects.move(prospect=met, to="declined", by=mentor, now=NOW, reason="moved")


def test_another_mentor_does_nothing_with_them(met, other_mentor, participant, moderator):
    for person in (other_mentor, participant):
        for act in (
            lambda by: prospects.move(prospect=met, to="contacted", by=by, now=NOW),
            lambda by: prospects.change(prospect=met, by=by, name="Tom"),
            lambda by: prospects.forget(prospect=met, by=by, now=NOW),
            lambda by: prospects.hand_over(prospect=met, mentor=other_mentor, by=by),
            lambda by: prospects.mark_onboarded(prospect=met, user=participant, by=by, now=NOW),
            lambda by: log(met, by),
        ):
            with pytest.raises(NotAllowed):
                act(person)

    prospects.hand_over(prospect=met, mentor=other_mentor, by=moderator)
    assert prospects.move(prospect=met, to="contacted", by=other_mentor, now=NOW).stage == "contacted"


def test_assessing_somebody_moves_them_on(met, mentor, skill):
    with pytest.raises(prospects.UnknownLevel):
        prospects.assess(prospect=met, skill=skill, level=9, evidence="A bowl", by=mentor, now=NOW)

    prospects.assess(prospect=met, skill=skill, level=1, evidence="A bowl", by=mentor, now=NOW)

    met.refresh_from_db()
    assert met.stage == "assessed"
    assert list(met.skills.all()) == [skill]
    assert met.assessments.get().level == 1


def test_being_reached_makes_a_new_prospect_contacted(met, mentor):
    log(met, mentor, outcome="unreachable")
    met.refresh_from_db()
    assert met.stage == "new"

    log(met, mentor, outcome="reached")

    met.refresh_from_db()
    assert met.stage == "contacted"


def test_who_asks_to_be_forgotten_leaves_a_number_only(met, mentor, skill):
    prospects.assess(prospect=met, skill=skill, level=1, evidence="A bowl", by=mentor, now=NOW)
    prospects.move(
        prospect=met, to="declined", by=mentor, now=NOW, reason="other", reason_text="Does not want to, says Ruth"
    )
    log(met, mentor, notes="Ruth said no")

    gone = prospects.forget(prospect=met, by=mentor, now=NOW)

    values = Prospect.objects.filter(pk=met.pk).values().get()
    left = {name: value for name, value in values.items() if isinstance(value, str) and value}
    assert set(left) == {"public_id", "source", "consent_version", "consent_how", "age_band", "stage", "reason"}
    assert gone.forgotten_at == NOW
    assert not gone.interactions.exists()
    assert not gone.assessments.exists()
    assert not StageChange.objects.exclude(reason_text="").exists()
    with pytest.raises(prospects.Gone):
        prospects.change(prospect=gone, by=mentor, name="Timo")


def test_who_was_put_off_long_ago_is_forgotten_unless_somebody_heard_from_them(met, mentor):
    heard = prospects.create(by=mentor, now=NOW, name="Ada", consent_how="spoken")
    for each in (met, heard):
        prospects.move(prospect=each, to="declined", by=mentor, now=NOW - timedelta(days=800), reason="moved")
    log(heard, mentor)

    assert prospects.forget_old(now=NOW) == 1
    assert prospects.forget_old(now=NOW) == 0

    met.refresh_from_db()
    heard.refresh_from_db()
    assert (met.name, heard.name) == ("", "Ada")
