"""From a prospect to a participant in one step: all of it or nothing, once, and nothing typed twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from mentorship.models import (
    Goal,
    Issue,
    LevelConfirmation,
    Pairing,
    Prospect,
    Task,
    TaskTemplate,
    UserSkill,
)
from mentorship.selectors import onboarding as asking
from mentorship.services import mentor_profiles, onboarding, pairings, prospects, resources
from mentorship.services.onboarding import Start
from mentorship.tests import stores
from portal.accounts.models import Consent, Guardian, Invitation, User
from portal.accounts.selectors import consent_holds
from portal.accounts.services import invitations, people
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
EMAIL = "nadia@example.org"


@pytest.fixture
def guide():
    return cast.person("Maria Lindqvist", "mentor")


def prospect_of(mentor, skill, *, level=1, **words):
    values = {"name": "Nadia Rossi", "email": EMAIL, "consent_how": "spoken", **words}
    noted = prospects.create(by=mentor, now=timezone.now(), **values)
    evidence = {"evidence": "Threw three bowls", "by": mentor, "now": timezone.now()}
    prospects.assess(prospect=noted, skill=skill, level=level, **evidence)
    noted.refresh_from_db()
    return noted


@pytest.fixture
def nadia(guide, skill):
    return prospect_of(guide, skill)


def onboard(prospect, by, **more):
    values = {"email": EMAIL, "display_name": "Nadia", "now": timezone.now(), **more}
    return onboarding.onboard(prospect=prospect, by=by, **values)


def kit():
    canvas = stores.material("Canvas", quantity=5)
    return stores.kit((canvas, 2)), canvas


def rows():
    return [
        model.objects.count()
        for model in (
            User,
            Invitation,
            Pairing,
            UserSkill,
            LevelConfirmation,
            Issue,
            Task,
            Goal,
            Guardian,
            Consent,
        )
    ]


def test_one_step_makes_everything(nadia, guide, skill, django_capture_on_commit_callbacks):
    first, canvas = kit()
    start = Start(
        kit=first,
        location=stores.store(),
        task={"title": "Throw a bowl", "skill": skill},
        goal={"title": "Level two", "skill": skill, "level": 2},
    )
    with django_capture_on_commit_callbacks(execute=True):
        user = onboard(nadia, guide, start=start)

    nadia.refresh_from_db()
    assert (nadia.stage, nadia.onboarded_user) == ("onboarded", user)
    assert not user.has_usable_password()
    assert User.objects.get(pk=user.pk).has_role("participant")
    assert Pairing.objects.current().get(participant=user).mentor == guide
    assert UserSkill.objects.get(user=user).level == 1
    vouched = LevelConfirmation.objects.get(user=user)
    assert (vouched.level, vouched.evidence, vouched.confirmed_by) == (1, "Threw three bowls", guide)
    assert Issue.objects.get(to=user).kit == first
    assert stores.in_store(canvas) == Decimal(3)
    assert Task.objects.get(participant=user).title == "Throw a bowl"
    assert Goal.objects.get(owner=user).level == 2
    invited = Invitation.objects.get(account=user)
    assert (invited.email, invited.roles, invited.invited_by) == (EMAIL, ["participant"], guide)
    assert "/my/invited/" in mail.outbox[0].body
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]  # the kit is told of when they have joined


def test_who_has_not_come_yet_has_no_public_page_until_they_join(nadia, guide, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        user = onboard(nadia, guide)
    assert not hasattr(User.objects.get(pk=user.pk), "portfolio")
    key = mail.outbox[0].body.split("/my/invited/")[1].split("/")[0]

    with django_capture_on_commit_callbacks(execute=True):
        invitations.join(
            key=key,
            password="loom-and-77",
            display_name="Nadia",
            age_band="adult",
            agrees=True,
            now=timezone.now(),
        )

    assert User.objects.get(pk=user.pk).portfolio.title == "Nadia"


@pytest.mark.parametrize("what", ["kit", "task", "goal", "mentor", "mail"])
def test_when_one_part_fails_nothing_is_done(
    nadia, guide, skill, what, django_capture_on_commit_callbacks, settings
):
    too_much = stores.kit((stores.material("Clay", quantity=1), 2))
    starts = {
        "kit": Start(kit=too_much, location=stores.store()),
        "task": Start(task={"title": "Late", "due_at": timezone.now() - timedelta(days=1)}),
        "goal": Start(goal={"title": "Too far", "skill": skill, "level": 9}),
    }
    if what == "mentor":
        mentor_profiles.update(by=guide, now=timezone.now(), capacity=0)
    if what == "mail":
        settings.INVITATIONS_PER_DAY = 0
    before = rows()

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(onboarding.DomainError):
        onboard(nadia, guide, start=starts.get(what, Start()))

    assert rows() == before
    nadia.refresh_from_db()
    assert (nadia.stage, nadia.onboarded_user) == ("assessed", None)
    assert mail.outbox == []


def test_a_full_mentor_takes_one_more_only_if_a_coordinator_says_so(nadia, guide, moderator):
    mentor_profiles.update(by=guide, now=timezone.now(), capacity=0)
    for by in (guide, moderator):
        with pytest.raises(pairings.Full):
            onboard(nadia, by)
    with pytest.raises(NotAllowed):
        onboard(nadia, guide, over_capacity=True)

    onboard(nadia, moderator, over_capacity=True)

    assert Pairing.objects.get(mentor=guide).is_over_capacity


def test_nobody_joins_twice(nadia, guide):
    onboard(nadia, guide)

    with pytest.raises(onboarding.AlreadyOnboarded):
        onboard(nadia, guide, email="other@example.org")


def test_only_who_looks_after_them_onboards(nadia, guide, mentor, participant, moderator):
    for by in (mentor, participant):
        with pytest.raises(NotAllowed):
            onboard(nadia, by)
    with pytest.raises(NotAllowed):
        onboard(nadia, guide, mentor=mentor)

    user = onboard(nadia, moderator, mentor=mentor)

    assert Pairing.objects.get(participant=user).mentor == mentor
    assert not LevelConfirmation.objects.filter(user=user).exists()  # who assessed does not accompany them


def test_somebody_is_assessed_first_and_has_an_address(guide, skill):
    noted = prospects.create(by=guide, now=timezone.now(), name="Ola", consent_how="spoken")
    with pytest.raises(onboarding.NotReady):
        onboard(noted, guide)
    for email in ("", "nobody"):
        with pytest.raises(onboarding.NoAddress):
            onboard(prospect_of(guide, skill), guide, email=email)


def test_a_child_comes_with_a_guardian_who_agreed(guide, skill):
    words = {"age_band": "under_16", "guardian_name": "Rosa Rossi", "guardian_contact": "+39 1"}
    child = prospect_of(guide, skill, **words)
    with pytest.raises(onboarding.GuardianHasToAgree):
        onboard(child, guide)

    user = onboard(child, guide, guardian_agrees=True, guardian_relation="carer")

    fresh = User.objects.get(pk=user.pk)
    assert fresh.age_band == "under_16"
    guardian = Guardian.objects.get(person=user)
    assert (guardian.name, guardian.contact, guardian.relation) == ("Rosa Rossi", "+39 1", "carer")
    assert Consent.objects.get(person=user).guardian == guardian
    assert consent_holds(user, "taking_part")
    assert asking.propose(child).display_name == "Nadia"  # no legal name is proposed for a minor


def test_an_address_of_somebody_else_is_refused_or_joined_on_purpose(nadia, guide, buyer, moderator, operator):
    people.give_role(user=operator, role="buyer", by=operator)
    with pytest.raises(onboarding.AddressTaken) as refusal:
        onboard(nadia, guide, email=buyer.email, same_person=True)
    assert type(refusal.value) is onboarding.AddressTaken
    with pytest.raises(onboarding.AddressTaken):
        onboard(nadia, moderator, email=operator.email, same_person=True)
    with pytest.raises(onboarding.MayLink):
        onboard(nadia, moderator, email=buyer.email.upper())

    user = onboard(nadia, moderator, email=buyer.email, same_person=True)

    assert user == buyer
    assert User.objects.get(pk=buyer.pk).check_password(cast.PASSWORD)
    assert User.objects.get(pk=buyer.pk).role_slugs == {"buyer", "participant"}
    assert not Invitation.objects.exists()


def test_an_earlier_invitation_ends(nadia, guide):
    earlier = invitations.invite(email=EMAIL, roles=["participant"], by=guide, now=timezone.now())

    onboard(nadia, guide)

    earlier.refresh_from_db()
    assert earlier.status == "revoked"
    assert Invitation.objects.waiting().get().account is not None


def test_what_fits_is_proposed(nadia, skill):
    TaskTemplate.objects.create(skill=skill, slug="start", title="Centre", brief="b", level=1)
    fits = TaskTemplate.objects.create(skill=skill, slug="next", title="Throw five", brief="All alike", level=2)
    TaskTemplate.objects.create(skill=skill, slug="far", title="Teach", brief="b", level=3)
    first, _canvas = kit()
    first.skill = skill
    first.save()

    proposal = asking.propose(nadia)

    assert (proposal.template, proposal.kit, proposal.level.number) == (fits, first, 2)
    assert proposal.task(now=timezone.now())["brief"] == "All alike"


def test_several_join_and_each_refusal_has_its_reason(guide, skill):
    good = prospect_of(guide, skill)
    no_address = prospect_of(guide, skill, name="Ola Berg", email="")
    child = prospect_of(
        guide,
        skill,
        name="Kim",
        email="k@example.org",
        age_band="under_16",
        guardian_name="A",
        guardian_contact="1",
    )

    done = onboarding.onboard_several(those=[no_address, good, child], by=guide, now=timezone.now())

    assert [user is not None for _prospect, user, _words in done] == [False, True, False]
    assert "e-mail" in done[0][2]
    assert "guardian" in done[2][2]
    assert Prospect.objects.filter(stage="onboarded").count() == 1


def test_the_kit_waits_for_the_yes_of_the_person(nadia, guide):
    first, _canvas = kit()
    user = onboard(nadia, guide, start=Start(kit=first, location=stores.store()))

    issue = resources.accept(issue=Issue.objects.get(to=user), by=user, now=timezone.now())

    assert issue.state == "accepted"
