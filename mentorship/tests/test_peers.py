"""Peers who look at one another's pieces."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentorship.models import PeerReview, PeerRound, Skill, Task, UserSkill
from mentorship.selectors import peers as questions
from mentorship.services import peers, rubrics, tasks
from mentorship.tests import tasks as make
from mentorship.tests.circles import agree, ask, learners, say
from portal.accounts import consent_texts
from portal.accounts.models import User
from portal.accounts.services import consents
from portal.core import privacy
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db


def test_as_many_peers_as_wanted_are_asked_those_with_least_to_do_first(piece, circle, mentor, stranger):
    busy = circle[0]
    agree(stranger)
    other = make.hand_in(make.give(circle[1], cast.mentor_of(circle[1]), skill=piece.task.skill))
    PeerReview.objects.create(round=PeerRound.objects.create(submission=other), reviewer=busy)

    opened = ask(piece, mentor, wanted=2)

    assert {each.reviewer for each in opened.reviews.all()} == set(circle[1:])


def test_what_a_peer_says_is_read_by_maker_and_mentor_and_decides_nothing(piece, circle, mentor, participant):
    review = ask(piece, mentor, wanted=1).reviews.get()
    assert not PeerReview.objects.visible_to(participant).exists()

    say(review)

    assert PeerReview.objects.visible_to(participant).get() == review
    assert PeerReview.objects.visible_to(mentor).get() == review
    assert not PeerReview.objects.visible_to(circle[1]).exists()
    assert Task.objects.get(pk=piece.task_id).status == Task.Status.SUBMITTED


def test_nobody_is_asked_about_their_own_who_never_agreed_who_is_closed_or_of_another_craft(
    piece, circle, mentor, participant, skill
):
    silent = cast.person("Silas Silent", "participant")
    UserSkill.objects.create(user=silent, skill=skill, level=1)
    weaver = cast.person("Wera Weaver", "participant")
    agree(weaver)
    User.objects.filter(pk=circle[0].pk).update(is_active=False)

    opened = ask(piece, mentor, wanted=8)

    assert {each.reviewer for each in opened.reviews.all()} == set(circle[1:])


def test_minors_look_at_pieces_of_minors_and_adults_at_those_of_adults(piece, circle, mentor, participant):
    User.objects.filter(pk=circle[0].pk).update(age_band=User.AgeBand.FROM_16_TO_17)
    assert circle[0] not in questions.peers_of(piece.task)

    piece.task.participant.age_band = User.AgeBand.FROM_16_TO_17

    assert list(questions.peers_of(piece.task)) == [circle[0]]


@pytest.mark.parametrize("wanted", [0, -1, 9])
def test_a_wrong_number_of_peers_is_refused(piece, circle, mentor, wanted):
    with pytest.raises(peers.WrongNumber):
        ask(piece, mentor, wanted=wanted)


def test_asking_is_refused_clearly(piece, circle, mentor, participant, stranger):
    for somebody in (participant, stranger, circle[0]):
        with pytest.raises(NotAllowed):
            ask(piece, somebody)
    with pytest.raises(peers.DayIsPast):
        ask(piece, mentor, due_date=timezone.localdate() - timedelta(days=2))
    consents.withdraw_consent(user=participant, kind="peers", by=participant, now=timezone.now())
    with pytest.raises(peers.MakerHasNotAgreed):
        ask(piece, mentor)

    agree(participant)
    ask(piece, mentor)

    with pytest.raises(peers.AlreadyAsked):
        ask(piece, mentor)


def test_without_a_peer_nothing_is_opened(piece, participant, mentor):
    agree(participant)

    with pytest.raises(peers.NoPeers):
        ask(piece, mentor)


def test_the_first_words_of_the_consent_said_nothing_of_reviews(piece, circle, mentor, monkeypatch):
    monkeypatch.setitem(consent_texts.TEXTS, "peers", consent_texts.TEXTS["peers"][:1])
    consents.withdraw_consent(user=circle[0], kind="peers", by=circle[0], now=timezone.now())
    agree(circle[0])

    assert set(questions.peers_of(piece.task)) == set(circle[1:])


def test_only_who_was_asked_writes_once_and_with_words(piece, circle, mentor, participant):
    review = ask(piece, mentor, wanted=1).reviews.get()
    words = peers.Words(noticed="x")
    for somebody in (participant, mentor, circle[1]):
        with pytest.raises(NotAllowed):
            peers.save(review=review, words=words, by=somebody, seen_version=0)
    with pytest.raises(peers.NoWords):
        say(review, tried=" ")
    review.refresh_from_db()
    say(review)

    with pytest.raises(peers.GivenAlready):
        say(review)


def test_a_second_tab_never_writes_over_the_first(piece, circle, mentor):
    review = ask(piece, mentor, wanted=1).reviews.get()
    peers.save(review=review, words=peers.Words(noticed="First"), by=review.reviewer, seen_version=0)

    with pytest.raises(peers.ChangedElsewhere):
        peers.save(review=review, words=peers.Words(noticed="Second"), by=review.reviewer, seen_version=0)

    assert PeerReview.objects.get().noticed == "First"


def test_levels_of_another_rubric_are_refused(piece, circle, mentor, skill):
    review = ask(piece, mentor, wanted=1).reviews.get()
    other = Skill.objects.create(slug="glazing", name="Glazing", discipline=skill.discipline)
    criteria = [{"name": "Gloss", "description": "", "levels": [{"number": 1, "description": "Dull"}]}]
    rubric = rubrics.replace(
        standing=None, discipline=skill.discipline, skill=other, slug="glazes", name="Glazes", criteria=criteria
    )
    foreign = rubric.criteria.get().levels.get()

    with pytest.raises(peers.OtherRubric):
        peers.save(review=review, words=peers.Words(levels=[foreign]), by=review.reviewer, seen_version=0)


def test_after_the_task_was_taken_back_or_the_round_ended_nobody_writes(piece, circle, mentor):
    opened = ask(piece, mentor, wanted=2)
    one, other = opened.reviews.all()
    peers.close(peer_round=opened, by=mentor, now=timezone.now())
    with pytest.raises(peers.RoundIsOver):
        say(one)
    PeerRound.objects.update(closed_at=None)
    tasks.withdraw(task=piece.task, by=mentor, now=timezone.now())

    with pytest.raises(peers.RoundIsOver):
        say(other)
    assert not questions.to_do(other.reviewer).exists()


def test_for_who_declines_somebody_else_is_asked(piece, circle, mentor):
    review = ask(piece, mentor, wanted=2).reviews.first()
    missing = (set(circle) - {each.reviewer for each in review.round.reviews.all()}).pop()

    peers.decline(review=review, by=review.reviewer)

    assert review.round.reviews.filter(reviewer=missing, status="asked").exists()
    assert not PeerReview.objects.visible_to(review.reviewer).exists()


def test_who_no_longer_agrees_is_asked_nothing_more(piece, circle, mentor, django_capture_on_commit_callbacks):
    review = ask(piece, mentor, wanted=1).reviews.get()
    peers.save(review=review, words=peers.Words(noticed="Begun"), by=review.reviewer, seen_version=0)

    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw_consent(user=review.reviewer, kind="peers", by=review.reviewer, now=timezone.now())

    review.refresh_from_db()
    assert (review.status, review.noticed) == ("declined", "")
    assert review.round.reviews.filter(status="asked").count() == 1


def test_when_its_maker_no_longer_agrees_nobody_is_asked_more(
    piece, circle, mentor, participant, django_capture_on_commit_callbacks
):
    review = ask(piece, mentor, wanted=1).reviews.get()

    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw_consent(user=participant, kind="peers", by=participant, now=timezone.now())

    with pytest.raises(peers.RoundIsOver):
        say(review)


def test_only_the_reader_rates_and_appeals_once(piece, circle, mentor, participant):
    review = say(ask(piece, mentor, wanted=1).reviews.get())
    for somebody in (mentor, review.reviewer, circle[2]):
        with pytest.raises(NotAllowed):
            peers.rate(review=review, usefulness="yes", by=somebody)
        with pytest.raises(NotAllowed):
            peers.appeal(review=review, reason="!", by=somebody, now=timezone.now())
    with pytest.raises(peers.NoReason):
        peers.appeal(review=review, reason=" ", by=participant, now=timezone.now())

    peers.rate(review=review, usefulness="partly", by=participant)
    peers.appeal(review=review, reason="It mocks me.", by=participant, now=timezone.now())

    with pytest.raises(peers.AppealedAlready):
        peers.appeal(review=review, reason="Again", by=participant, now=timezone.now())


def test_a_review_set_aside_shows_and_counts_nowhere(piece, circle, mentor, participant):
    review = say(ask(piece, mentor, wanted=1).reviews.get())
    with pytest.raises(peers.NothingToDecide):
        peers.decide(review=review, is_kept=False, by=mentor)
    peers.appeal(review=review, reason="It mocks me.", by=participant, now=timezone.now())
    for somebody in (participant, review.reviewer):
        with pytest.raises(NotAllowed):
            peers.decide(review=review, is_kept=False, by=somebody)

    peers.decide(review=review, is_kept=False, by=mentor)

    assert not PeerReview.objects.visible_to(participant).exists()
    assert PeerReview.objects.visible_to(mentor).exists()
    assert not PeerReview.objects.counting().exists()
    with pytest.raises(peers.NothingToDecide):
        peers.decide(review=review, is_kept=True, by=mentor)


def test_mentors_see_who_judges_unlike_mentors_and_peers(skill, participant, mentor, circle):
    rubric = make.rubric(skill)
    learners(skill, "Paul Peer", "Paula Peer")
    for _each in range(3):
        made = make.hand_in(make.give(participant, mentor, skill=skill, rubric=rubric))
        levels = [each.levels.get(number=2) for each in rubric.criteria.all()]
        for review in ask(made, mentor, wanted=5).reviews.select_related("reviewer"):
            say(review, level=1 if review.reviewer == circle[0] else 2)
        own = make.draft(made, mentor, levels=levels)
        make.reviews.release(submission=made, by=mentor, now=timezone.now(), seen_version=own.version)

    found = {each.person: each for each in questions.peers(mentor)}

    odd = found[circle[0]]
    assert (odd.given, odd.gap, odd.judged.is_outlier) == (3, -1.0, True)
    assert [each.judged.is_outlier for person, each in found.items() if person != circle[0]] == [False] * 4
    assert found[circle[1]].gap == 0


def test_the_makers_copy_of_their_data_names_no_peer(piece, circle, mentor, participant):
    review = say(ask(piece, mentor, wanted=1).reviews.get())

    told = str(
        [
            rule.export(row)
            for rule in privacy.rules()
            if rule.model == "mentorship.PeerReview"
            for row in rule.rows(participant)
            if callable(rule.export)
        ]
    )

    assert "A calm rim." in told
    assert review.reviewer.display_name not in told
    assert review.reviewer.handle not in told
