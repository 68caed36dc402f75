"""Works of minors: private first, shown with somebody's approval, hidden when the consent ends."""

import pytest
from django.utils import timezone

from mentorship.models import Project
from mentorship.services import pairings, projects, sharing
from portal.accounts.models import AuditEvent
from portal.accounts.services import consents, people
from portal.core.exceptions import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(participant, moderator):
    return people.set_age_band(user=participant, age_band="under_16", by=moderator)


@pytest.fixture
def consent(child, mentor):
    guardian = consents.record_guardian(user=child, name="N", contact="1", relation="parent", by=mentor)
    return consents.give_consent(user=child, kind="publishing", by=mentor, now=timezone.now(), guardian=guardian)


@pytest.fixture
def pot(child):
    return projects.create(owner=child, by=child, title="Pot", media_type="object")


def show(work, visibility, by):
    return projects.change_visibility(project=work, visibility=visibility, by=by)


def test_a_minors_work_is_private_and_shared_with_mentors_freely(child, pot):
    assert pot.visibility == "private"
    assert show(pot, "mentor", child).visibility == "mentor"


@pytest.mark.parametrize("visibility", ["public", "members", "cohort", "link"])
def test_a_minor_shows_nothing_to_strangers_alone(child, pot, consent, visibility):
    with pytest.raises(sharing.NeedsApproval, match="ask your mentor"):
        show(pot, visibility, child)
    with pytest.raises(sharing.NeedsApproval):
        projects.create(owner=child, by=child, title="X", media_type="object", visibility=visibility)
    assert Project.objects.get().visibility == "private"


@pytest.mark.parametrize("who", ["mentor", "moderator"])
def test_a_mentor_or_coordinator_shows_it_for_them(child, pot, consent, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(sharing.NotShared):
        show(pot, "public", by)
    show(pot, "mentor", child)

    assert show(pot, "public", by).is_public
    assert AuditEvent.objects.get(action="publish").subject == child
    assert show(pot, "private", child).visibility == "private"


def test_without_a_consent_nobody_shows_it(child, mentor, pot):
    show(pot, "mentor", child)

    with pytest.raises(sharing.NoConsent):
        show(pot, "public", mentor)


def test_others_do_not(child, mentor, pot, consent, stranger, buyer, operator):
    show(pot, "mentor", child)
    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())

    for person in (stranger, buyer, mentor):
        with pytest.raises(NotAllowed):
            show(pot, "public", person)


def test_an_adult_shows_alone_unless_the_site_says_otherwise(participant, mentor, settings):
    work = projects.create(owner=participant, by=participant, title="Pot", media_type="object")
    with pytest.raises(NotAllowed):
        show(work, "public", mentor)
    assert show(work, "public", participant).is_public

    settings.PUBLISHING_APPROVAL = True
    show(work, "mentor", participant)
    with pytest.raises(sharing.NeedsApproval):
        show(work, "public", participant)
    assert show(work, "public", mentor).is_public


def test_a_withdrawn_consent_hides_at_once(
    child, mentor, pot, consent, client, django_capture_on_commit_callbacks
):
    show(pot, "mentor", child)
    show(pot, "public", mentor)
    assert client.get(pot.get_absolute_url()).status_code == 200
    assert client.get(f"/people/{child.handle}/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw_consent(user=child, kind="publishing", by=child, now=timezone.now())

    assert client.get(pot.get_absolute_url()).status_code == 404
    assert client.get(f"/people/{child.handle}/").status_code == 404
    assert pot in Project.objects.visible_to(mentor)


def test_a_mentor_shows_and_hides_it_on_its_page(child, mentor, pot, consent, login, stranger, client):
    show(pot, "mentor", child)
    browser, show_url = login(mentor), f"/my/approvals/{pot.public_id}/show/"

    assert "Show it to everybody" in browser.get(pot.get_absolute_url()).content.decode()
    assert login(stranger).post(show_url).status_code == 404
    assert login(child).post(show_url).status_code == 404
    assert not Project.objects.get().is_public
    browser.post(show_url)
    assert client.get(pot.get_absolute_url()).status_code == 200
    browser.post(f"/my/approvals/{pot.public_id}/hide/")
    assert client.get(pot.get_absolute_url()).status_code == 404


def test_the_refusal_stands_beside_its_field_and_nothing_is_stored(child, pot, login):
    form = {
        "title": "Bowl",
        "media_type": "object",
        "status": "idea",
        "licence": "cc0-1.0",
        "visibility": "public",
    }

    answer = login(child).post(f"/my/works/{pot.public_id}/edit/", form)

    assert "ask your mentor" in answer.context["form"].errors["visibility"][0]
    assert 'value="Bowl"' in answer.content.decode()
    pot.refresh_from_db()
    assert (pot.title, pot.visibility) == ("Pot", "private")


def test_a_mentor_of_before_sets_no_age(participant, mentor, operator):
    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())

    with pytest.raises(NotAllowed):
        people.set_age_band(user=participant, age_band="16_17", by=mentor)
