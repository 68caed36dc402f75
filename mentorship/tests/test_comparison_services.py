"""Which pairs there are, who judges them, and what is refused."""

from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentorship.models import Comparison, CriterionPreference, Pairing, Preference, Score, Submission, TaskTemplate
from mentorship.selectors import comparisons as questions
from mentorship.services import comparisons, pairings
from mentorship.tests import tasks as make
from portal.accounts.models import User
from portal.accounts.services import consents, erasing
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def two_iterations(participant: Any, by: Any, **task: Any) -> tuple[Submission, Submission]:
    given = make.give(participant, by, **task)
    first = make.hand_in(given, note="First try.")
    make.decide(first, by, "revision")
    return first, make.hand_in(given, note="Second try.")


def agree(kind: str, *people: Any) -> None:
    for person in people:
        consents.give_consent(user=person, kind=kind, by=person, now=NOW)


def draw(by: Any, seed: int = 1) -> Preference:
    return comparisons.draw(by=by, rng=Random(seed), now=NOW)


def answer(drawn: Preference, side: str = "a", **more: Any) -> Preference:
    said = {"reason": "It stands.", "by": drawn.rater, "now": NOW, **more}
    return comparisons.answer(preference=drawn, side=side, **said)


@pytest.fixture
def pair(participant, mentor):
    first, second = two_iterations(participant, mentor)
    return comparisons.pair(first=second, second=first)


@pytest.fixture
def template(skill):
    return TaskTemplate.objects.create(
        skill=skill, title="A bowl", brief="Throw a bowl of clay.", level=1, position=1, due_days=7
    )


def of_one_brief(template: Any, by: Any, *people: Any) -> list[Submission]:
    """A piece of each, on the task that one template proposes."""
    pieces = []
    for person in people:
        task = make.give(person, by)
        task.template = template
        task.save(update_fields=["template"])
        pieces.append(make.hand_in(task, note=f"Of {person.handle}."))
    return pieces


def test_iterations_are_paired_by_themselves(participant, mentor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = two_iterations(participant, mentor)

    made = Comparison.objects.get()
    assert (made.first, made.second, made.ground) == (first, second, "iterations")


def test_what_was_handed_in_before_is_caught_up_with_once(participant, mentor, stranger, moderator):
    two_iterations(participant, mentor)
    make.hand_in(make.give(stranger, moderator))

    assert comparisons.catch_up(rng=Random(1)) == 1
    assert comparisons.catch_up(rng=Random(2)) == 0


def test_pieces_of_one_brief_are_paired_and_not_each_with_every_other(template, moderator, participant, stranger):
    others = [cast.person(f"Person {number}", "participant") for number in range(6)]
    pieces = of_one_brief(template, moderator, participant, stranger, *others)

    made = comparisons.pair_up(submission=pieces[0], rng=Random(4))

    assert len(made) == comparisons.OTHERS
    assert {each.ground for each in made} == {"brief"}
    assert all(each.first == pieces[0] for each in made)
    assert [each.pk for each in comparisons.pair_up(submission=pieces[0], rng=Random(4))] == [
        each.pk for each in made
    ]


def test_pieces_of_one_rubric_may_be_compared_and_others_not(participant, stranger, moderator, skill):
    by_which = make.rubric(skill)
    one = make.hand_in(make.give(participant, moderator, rubric=by_which))
    other = make.hand_in(make.give(stranger, moderator, rubric=by_which))
    alien = make.hand_in(make.give(stranger, moderator))

    assert comparisons.pair(first=one, second=other).ground == "rubric"
    for wrong in (alien, one):
        with pytest.raises(comparisons.NotComparable):
            comparisons.pair(first=one, second=wrong)


def test_the_order_is_left_to_chance_and_stays(pair, mentor):
    drawn = draw(mentor)

    assert draw(mentor, seed=2) == drawn
    assert Preference.objects.count() == 1
    assert {Random(seed).random() < 0.5 for seed in range(9)} == {True, False}
    shown = drawn.sides
    assert shown == ((pair.second, pair.first) if drawn.is_swapped else (pair.first, pair.second))


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize("side", ["a", "b", "tie", "both_weak", "skip"])
def test_what_is_said_of_a_side_is_kept_of_the_piece(pair, mentor, is_swapped, side):
    drawn = draw(mentor)
    Preference.objects.update(is_swapped=is_swapped)

    said = answer(drawn, side)

    meant = {"a": ("first", "second"), "b": ("second", "first")}.get(side, (side, side))[is_swapped]
    assert (said.choice, said.side, said.answered_at) == (meant, side, NOW)
    assert said.sides[0] == (pair.second if is_swapped else pair.first)


def test_a_choice_by_each_criterion_may_go_along(participant, mentor, skill):
    by_which = make.rubric(skill)
    first, second = two_iterations(participant, mentor, rubric=by_which)
    comparisons.pair(first=first, second=second)
    form, foot = questions.criteria_of(Comparison.objects.get())

    said = answer(draw(mentor), "b", criteria={form: "a", foot: "tie"})

    kept = dict(CriterionPreference.objects.values_list("criterion__name", "choice"))
    other = {"first": "second", "second": "first"}[said.choice]
    assert kept == {"Form": other, "Foot": "tie"}


def test_criteria_of_another_rubric_are_refused(pair, mentor, skill):
    alien = make.rubric(skill).criteria.first()

    with pytest.raises(comparisons.OtherRubric):
        answer(draw(mentor), criteria={alien: "a"})
    assert not CriterionPreference.objects.exists()


def test_a_reason_is_needed_and_one_answer_is_all(pair, mentor):
    drawn = draw(mentor)
    with pytest.raises(comparisons.NoReason):
        answer(drawn, reason="  ")

    answer(drawn)

    with pytest.raises(comparisons.AlreadyAnswered):
        answer(drawn, "b")
    with pytest.raises(comparisons.NothingToCompare):
        draw(mentor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(comparison=pair, rater=mentor, is_swapped=False, drawn_at=NOW)


def test_a_pair_that_few_have_judged_comes_first(pair, participant, mentor, moderator):
    answer(draw(moderator))
    first, second = two_iterations(participant, mentor)
    fresh = comparisons.pair(first=first, second=second)

    assert draw(mentor).comparison == fresh


def test_nobody_judges_their_own_or_what_is_nothing_to_them(pair, participant, stranger, buyer, moderator, mentor):
    former = cast.mentor_of(participant, "Former")
    pairings.end(pairing=former.mentor_pairings.get(), by=moderator, now=timezone.now())

    for person in (participant, stranger, buyer, former):
        with pytest.raises(comparisons.NothingToCompare):
            draw(person)
    assert not Comparison.objects.visible_to(AnonymousUser()).exists()
    assert draw(moderator).comparison == draw(mentor).comparison == pair


def test_a_mentor_judges_only_where_they_accompany_all_makers(template, participant, stranger, mentor, moderator):
    one, other = of_one_brief(template, moderator, participant, stranger)
    comparisons.pair(first=one, second=other)

    with pytest.raises(comparisons.NothingToCompare):
        draw(mentor)

    Pairing.objects.create(mentor=mentor, participant=stranger, started_at=NOW)
    assert draw(mentor)


def test_peers_judge_when_all_agreed_and_had_the_same_task(template, participant, stranger, moderator):
    peer, alien = cast.person("Pia Peer", "participant"), cast.person("Alva Alien", "participant")
    one, other, _own = of_one_brief(template, moderator, participant, stranger, peer)
    comparisons.pair(first=one, second=other)

    agree("peers", participant, stranger, alien)
    for person in (peer, alien):
        with pytest.raises(comparisons.NothingToCompare):
            draw(person)

    agree("peers", peer)
    drawn = draw(peer)

    consents.withdraw_consent(user=participant, kind="peers", by=participant, now=NOW)
    with pytest.raises(NotAllowed):
        answer(drawn)
    with pytest.raises(comparisons.NothingToCompare):
        draw(peer)


def test_whoever_leaves_takes_what_they_said_along(pair, mentor, participant):
    answer(draw(mentor))
    erasing.erase(user=mentor, now=NOW)
    assert Comparison.objects.exists()
    assert not Preference.objects.exists()

    erasing.erase(user=participant, now=NOW)
    assert not Comparison.objects.exists()


def test_the_gap_between_oneself_and_mentors_is_told_by_month(participant, mentor, moderator, skill):
    by_which = make.rubric(skill)
    task = make.give(participant, mentor, rubric=by_which)
    high, low = (make.level(by_which, "Form", number) for number in (2, 1))
    piece = make.hand_in(task, ratings=[high, make.level(by_which, "Foot", 1)])
    said = make.decide(piece, mentor)
    Score.objects.create(feedback=said, criterion=low.criterion, level=low)

    [row] = questions.gaps(participant)
    assert (row["gap"], row["distance"], row["ratings"], row["people"]) == (1, 1, 1, 1)
    assert questions.gaps() == [row]
    assert questions.gaps(User.objects.get(pk=moderator.pk)) == []
