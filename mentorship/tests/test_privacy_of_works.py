"""Works of minors: private first, shown with somebody's approval, hidden when the consent ends."""

import pytest
from django.utils import timezone

from mentorship.models import JournalEntry, Project
from mentorship.services import journals, pairings, projects, sharing, work_files
from portal.accounts.models import AuditEvent
from portal.accounts.services import closures, consents, people
from portal.core.exceptions import NotAllowed
from portal.testing.uploads import picture

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


CHANGES = {
    "title": lambda work: projects.update(project=work, by=work.owner, title="I live at 12 Mill Lane"),
    "description": lambda work: projects.update(project=work, by=work.owner, description="Write to me"),
    "new file": lambda work: work_files.add(project=work, files=[picture("me.jpg")], by=work.owner),
    "other file": lambda work: work_files.replace(file=work.files.get(), upload=picture("me.jpg"), by=work.owner),
    "caption": lambda work: work_files.describe(file=work.files.get(), by=work.owner, caption="Write to me"),
    "file away": lambda work: work_files.remove(file=work.files.get(), by=work.owner),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("shown", ["public", "members"])
def test_what_a_minor_changes_is_looked_at_again(change, shown, child, mentor, pot, consent):
    work_files.add(project=pot, files=[picture()], by=child)
    show(pot, "mentor", child)
    show(pot, shown, mentor)

    CHANGES[change](Project.objects.get())

    assert Project.objects.get().visibility == "mentor"


def test_what_says_nothing_new_needs_no_other_look(child, mentor, pot, consent):
    work_files.add(project=pot, files=[picture()], by=child)
    show(pot, "mentor", child)
    show(pot, "public", mentor)

    projects.update(project=pot, by=child, title=pot.title, status="finished")
    work_files.describe(file=pot.files.get(), by=child, caption=pot.files.get().caption)
    work_files.put_in_order(project=pot, order=[], by=child)

    assert Project.objects.get().is_public


def test_an_adults_changes_are_seen_at_once(participant):
    bowl = projects.create(owner=participant, by=participant, title="B", media_type="object", visibility="public")

    projects.update(project=bowl, by=participant, title="Bowl")

    assert Project.objects.get().is_public


def test_a_minor_is_told_that_somebody_looks_again(child, mentor, pot, consent, login):
    show(pot, "mentor", child)
    show(pot, "public", mentor)
    form = {
        "title": "Bowl",
        "media_type": "object",
        "status": "idea",
        "licence": "cc0-1.0",
        "visibility": "public",
    }

    answer = login(child).post(f"/my/works/{pot.public_id}/edit/", form, follow=True)

    assert "Your mentors look at them before others see them again." in answer.content.decode()
    assert Project.objects.get().visibility == "mentor"


@pytest.mark.parametrize("has_consent", [False, True])
def test_who_turns_out_to_be_a_minor_shows_nothing_without_consent(
    has_consent, participant, moderator, mentor, client, django_capture_on_commit_callbacks
):
    if has_consent:
        consents.give_consent(user=participant, kind="publishing", by=participant, now=timezone.now())
    bowl = projects.create(owner=participant, by=participant, title="B", media_type="object", visibility="public")
    entry = journals.write(
        owner=participant,
        by=participant,
        text="My day",
        happened_on=timezone.localdate(),
        visibility="public",
        now=timezone.now(),
    )

    with django_capture_on_commit_callbacks(execute=True):
        people.set_age_band(user=participant, age_band="16_17", by=moderator)

    wanted = 200 if has_consent else 404
    assert client.get(bowl.get_absolute_url()).status_code == wanted
    assert client.get(entry.get_absolute_url()).status_code == wanted
    assert bowl in Project.objects.visible_to(mentor)


def test_an_account_that_comes_back_shows_nothing_of_a_minor_without_consent(
    child, mentor, pot, consent, client, django_capture_on_commit_callbacks
):
    entry = journals.write(
        owner=child,
        by=child,
        text="My day",
        happened_on=timezone.localdate(),
        visibility="mentor",
        now=timezone.now(),
    )
    show(pot, "mentor", child)
    show(pot, "public", mentor)
    journals.show(entry=entry, visibility="public", by=mentor, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        closures.begin(user=child, by=child, now=timezone.now())
        consents.withdraw_consent(user=child, kind="publishing", by=child, now=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        closures.undo(user=child, by=child, now=timezone.now())

    assert client.get(pot.get_absolute_url()).status_code == 404
    assert client.get(entry.get_absolute_url()).status_code == 404
    assert Project.objects.get().visibility == JournalEntry.objects.get().visibility == "mentor"


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
