"""Pages of a minor: each way to make one live, before and after somebody has looked at it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Revision, Workflow, WorkflowState

from cms_pages.models import BlogPostPage, MentorApprovalTask, PortfolioPage
from cms_pages.permissions import NeedsApproval
from cms_pages.services import approvals, hiding, portfolios, posts
from cms_pages.tests import factories
from cms_pages.tests.test_admin import edit_url, portfolio_form, post_form
from mentorship.services import pairings
from portal.accounts.models import AuditEvent
from portal.accounts.permissions import needing_approval, needs_approval_to_publish
from portal.accounts.services import consents, people
from portal.core.exceptions import DomainError, NotAllowed
from portal.testing import cast, letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_gate(settings: Any) -> None:
    """The gate in front keeps participants from some of these addresses: here the rights have to hold."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != "portal.core.gate.GateMiddleware"]


def draft(child: Any, **values: Any) -> BlogPostPage:
    post = BlogPostPage(title="My first rug", owner=child, live=False, **values)
    factories.journal(child).add_child(instance=post)
    post.save_revision(user=child)
    return post


def is_live(page: Any) -> bool:
    return Page.objects.get(pk=page.pk).live


# A portfolio begins as a draft ------------------------------------------------------------------------------


def test_a_minors_portfolio_begins_as_a_draft_with_first_words(child: Any, client: Any) -> None:
    portfolio = child.portfolio

    assert not Page.objects.descendant_of(portfolio, inclusive=True).live().exists()
    assert "what I learn" in portfolio.intro
    for url in ("", "journal/", "works/"):
        assert client.get(f"/people/{child.handle}/{url}").status_code == 404
    assert child.display_name not in client.get("/people/").content.decode()


def test_an_adults_portfolio_is_online_at_once(participant: Any, client: Any) -> None:
    assert client.get(f"/people/{participant.handle}/").status_code == 200


def test_who_turns_out_to_be_a_minor_shows_nothing_without_consent(
    participant: Any, moderator: Any, client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    revision = participant.portfolio.save_revision(user=participant)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() + timedelta(hours=1))

    with django_capture_on_commit_callbacks(execute=True):
        people.set_age_band(user=participant, age_band="under_16", by=moderator)

    assert client.get(f"/people/{participant.handle}/").status_code == 404
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


# Every way to make a page live, alone ------------------------------------------------------------------------


def test_the_publish_button_makes_a_draft(child: Any, login: Any) -> None:
    browser = login(child)

    browser.post(edit_url(child.portfolio), portfolio_form(tagline="Look at me"))
    add = reverse("wagtailadmin_pages:add", args=["cms_pages", "blogpostpage", factories.journal(child).pk])
    browser.post(add, post_form())

    assert not Page.objects.descendant_of(child.portfolio, inclusive=True).live().exists()
    assert BlogPostPage.objects.get(slug="a-new-story").latest_revision is not None
    assert b"action-publish" not in browser.get(edit_url(child.portfolio)).content


def test_a_date_in_the_form_publishes_nothing(child: Any, login: Any) -> None:
    soon = (timezone.now() + timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M")
    login(child).post(edit_url(child.portfolio), portfolio_form(go_live_at=soon))
    post = draft(child, go_live_at=timezone.now() - timedelta(minutes=1))

    call_command("publish_scheduled")

    assert not is_live(child.portfolio)
    assert not is_live(post)


def live_pages() -> set[int]:
    return set(Page.objects.live().values_list("pk", flat=True))


def by_api(browser: Any, person: Any, post: Any, shown: Any, action: str) -> None:
    page = shown if action in ("copy", "create_alias") else post
    values = {
        "destination_page_id": factories.journal(person).pk,
        "revision_id": page.latest_revision.pk,
        "slug": f"again-{action}",
        "update_slug": f"again-{action}",
        "recursive": False,
        "keep_live": True,
    }
    browser.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, action]), values)


def by_bulk(browser: Any, person: Any, post: Any, shown: Any, action: str) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    browser.post(f"{url}?id={post.pk}", {"include_descendants": "on", "chooser": str(person.portfolio.pk)})


def by_copying(browser: Any, person: Any, post: Any, shown: Any, action: str) -> None:
    values = {
        "new_title": "Again",
        "new_slug": f"again-{action}",
        "new_parent_page": str(factories.journal(person).pk),
        action: "on",
    }
    browser.post(reverse("wagtailadmin_pages:copy", args=[shown.pk]), values)


WAYS = [
    (by_api, "publish"),
    (by_api, "copy"),
    (by_api, "create_alias"),
    (by_bulk, "publish"),
    (by_copying, "publish_copies"),
    (by_copying, "alias"),
]


@pytest.mark.parametrize(("way", "action"), WAYS)
def test_no_other_way_makes_a_page_live(
    no_gate: None, child: Any, online: Any, mina: Any, login: Any, way: Any, action: str
) -> None:
    post, shown = draft(child), draft(child, slug="shown")
    approvals.submit(page=shown, by=child)
    approvals.approve(page=shown, by=mina)
    before = live_pages()

    way(login(child), child, post, BlogPostPage.objects.get(pk=shown.pk), action)

    assert live_pages() == before


@pytest.mark.parametrize(("way", "action"), WAYS)
def test_each_of_these_ways_is_open_to_adults(
    no_gate: None, participant: Any, login: Any, way: Any, action: str
) -> None:
    """The control: the requests above are good ones."""
    post, shown = draft(participant), factories.post(participant)
    before = live_pages()

    way(login(participant), participant, post, BlogPostPage.objects.get(pk=shown.pk), action)

    assert live_pages() > before


def test_going_back_to_an_old_version_publishes_nothing(child: Any, online: Any, login: Any) -> None:
    old = online.latest_revision
    login(child).get(reverse("wagtailadmin_pages:revisions_revert", args=[online.pk, old.pk]))

    login(child).post(
        reverse("wagtailadmin_pages:revisions_revert", args=[online.pk, old.pk]),
        portfolio_form(tagline="Unseen words"),
    )
    login(child).post(edit_url(online), portfolio_form(tagline="Unseen words", revision=str(old.pk)))

    assert PortfolioPage.objects.get(pk=online.pk).tagline == ""


def test_a_minor_takes_a_page_offline_but_not_online_again(child: Any, online: Any, login: Any) -> None:
    browser = login(child)

    browser.post(reverse("wagtailadmin_pages:unpublish", args=[online.pk]))
    assert not is_live(online)

    browser.post(edit_url(online), portfolio_form())
    assert not is_live(online)


def test_code_that_publishes_for_a_minor_is_stopped(child: Any) -> None:
    """The last net: whoever forgets the rights."""
    for by in (child, None):
        with pytest.raises(NeedsApproval):
            child.portfolio.get_latest_revision().publish(user=by, skip_permission_checks=True)

    assert not is_live(child.portfolio)


def test_services_ask_instead_of_publishing(child: Any, online: Any) -> None:
    portfolios.update(online, by=child, tagline="I weave")
    story = posts.publish_post(
        blog=factories.journal(child), title="Rug", by=child, now=timezone.now(), body="<p>.</p>"
    )

    assert not story.live
    assert PortfolioPage.objects.get(pk=online.pk).tagline == ""
    assert story.workflow_in_progress
    assert PortfolioPage.objects.get(pk=online.pk).workflow_in_progress


def test_changed_words_after_a_scheduled_approval_do_not_slip_through(
    child: Any, online: Any, mina: Any, login: Any
) -> None:
    """An autosave overwrites its own revision: what was approved for tomorrow must not be another page by then."""
    browser = login(child)
    soon = timezone.now() + timedelta(hours=1)
    browser.post(edit_url(online), portfolio_form(tagline="Seen", go_live_at=soon.strftime("%Y-%m-%d %H:%M")))
    page = PortfolioPage.objects.get(pk=online.pk)
    approvals.submit(page=page, by=child)
    approvals.approve(page=page, by=mina)
    revision = PortfolioPage.objects.get(pk=online.pk).latest_revision
    assert revision.approved_go_live_at

    form = {**portfolio_form(tagline="Unseen"), "overwrite_revision_id": str(revision.pk)}
    del form["action-publish"]
    browser.post(edit_url(online), form)
    Revision.objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    call_command("publish_scheduled")

    assert PortfolioPage.objects.get(pk=online.pk).tagline != "Unseen"


def test_reopening_an_account_shows_nothing_whose_consent_has_ended(
    child: Any, online: Any, moderator: Any
) -> None:
    numbers = [str(online.pk)]
    hiding.withdraw(owner=child)
    consents.withdraw_consent(user=child, kind="publishing", by=moderator, now=timezone.now())

    hiding.show_again(owner=child, numbers=numbers)

    assert not is_live(online)


# With approval ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mina", "moderator", "operator"])
def test_after_the_approval_it_is_live_with_its_sections(
    child: Any, consent: Any, who: str, request: Any, client: Any
) -> None:
    by = request.getfixturevalue(who)
    approvals.submit(page=child.portfolio, by=child)

    approvals.approve(page=child.portfolio, by=by)

    for url in ("", "journal/", "works/"):
        assert client.get(f"/people/{child.handle}/{url}").status_code == 200
    assert AuditEvent.objects.get(action="publish").subject == child


def test_a_section_that_was_worked_on_is_looked_at_by_itself(child: Any, mina: Any, consent: Any) -> None:
    journal = factories.journal(child)
    journal.intro = "<p>I live at Canary Street 5</p>"
    journal.save_revision(user=child)
    approvals.submit(page=child.portfolio, by=child)

    approvals.approve(page=child.portfolio, by=mina)

    assert not is_live(journal)
    assert is_live(factories.gallery(child))


def test_without_consent_nobody_approves(child: Any, mina: Any, operator: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)

    for by in (mina, operator):
        with pytest.raises(approvals.NoConsent):
            approvals.approve(page=child.portfolio, by=by)
    assert not is_live(child.portfolio)


def test_without_consent_a_coordinator_does_not_publish_either(
    child: Any, moderator: Any, operator: Any, login: Any
) -> None:
    for by in (moderator, operator):
        login(by).post(edit_url(child.portfolio), portfolio_form())
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        login(by).post(f"{bulk}?id={child.portfolio.pk}", {"include_descendants": "on"})

    assert not Page.objects.descendant_of(child.portfolio, inclusive=True).live().exists()


def test_strangers_and_former_mentors_decide_nothing(
    child: Any, mina: Any, mentor: Any, participant: Any, operator: Any, consent: Any
) -> None:
    approvals.submit(page=child.portfolio, by=child)
    pairings.end(pairing=mina.mentor_pairings.get(), by=operator, now=timezone.now())

    for by in (mina, mentor, participant, child):
        with pytest.raises(NotAllowed):
            approvals.approve(page=child.portfolio, by=by)
        with pytest.raises(NotAllowed):
            approvals.send_back(page=child.portfolio, by=by, note="No")
    assert not is_live(child.portfolio)


def test_what_is_sent_back_can_be_asked_for_again(child: Any, mina: Any, consent: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)
    with pytest.raises(approvals.NoteMissing):
        approvals.send_back(page=child.portfolio, by=mina, note="  ")
    approvals.send_back(page=child.portfolio, by=mina, note="Leave out the street.")
    with pytest.raises(approvals.NotWaiting):
        approvals.approve(page=child.portfolio, by=mina)

    approvals.submit(page=child.portfolio, by=child)
    approvals.approve(page=child.portfolio, by=mina)

    assert is_live(child.portfolio)


def test_what_waits_is_locked_until_it_is_taken_back(child: Any, mina: Any, login: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)
    with pytest.raises(approvals.AlreadyWaiting):
        approvals.submit(page=child.portfolio, by=child)
    before = Page.objects.get(pk=child.portfolio.pk).latest_revision_id

    login(child).post(edit_url(child.portfolio), portfolio_form(tagline="Quickly"))
    with pytest.raises(approvals.AlreadyWaiting):
        portfolios.update(PortfolioPage.objects.get(owner_person=child), by=child, tagline="Quickly")
    assert Page.objects.get(pk=child.portfolio.pk).latest_revision_id == before

    approvals.take_back(page=child.portfolio, by=child)
    login(child).post(edit_url(child.portfolio), portfolio_form(tagline="In peace"))
    assert Page.objects.get(pk=child.portfolio.pk).latest_revision_id != before
    with pytest.raises(approvals.NotWaiting):
        approvals.take_back(page=child.portfolio, by=child)


def test_only_what_was_seen_is_approved(child: Any, mina: Any, consent: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)
    seen = Page.objects.get(pk=child.portfolio.pk).latest_revision_id
    PortfolioPage.objects.get(owner_person=child).save_revision(user=child)

    with pytest.raises(approvals.HasChanged):
        approvals.approve(page=child.portfolio, by=mina, revision=seen)
    assert not is_live(child.portfolio)


def test_a_story_waits_for_the_portfolio(child: Any, mina: Any, consent: Any) -> None:
    story = draft(child)
    approvals.submit(page=story, by=child)

    with pytest.raises(approvals.PortfolioFirst):
        approvals.approve(page=story, by=mina)
    assert not is_live(story)


def test_adults_need_nobody(participant: Any) -> None:
    with pytest.raises(approvals.NoApprovalNeeded):
        approvals.submit(page=participant.portfolio, by=participant)
    assert portfolios.update(participant.portfolio, by=participant, tagline="I weave").tagline == "I weave"
    assert is_live(factories.post(participant))


def test_a_chapter_that_wants_it_approves_adults_too(participant: Any, mentor: Any, settings: Any) -> None:
    settings.PUBLISHING_APPROVAL = True
    story = factories.post(participant)
    assert not is_live(story)

    approvals.approve(page=story, by=mentor)

    assert is_live(story)


def test_who_comes_of_age_waits_for_nobody(
    child: Any, operator: Any, django_capture_on_commit_callbacks: Any
) -> None:
    approvals.submit(page=child.portfolio, by=child)

    with django_capture_on_commit_callbacks(execute=True):
        people.set_age_band(user=child, age_band="adult", by=operator)

    assert not WorkflowState.objects.active().exists()


def test_the_condition_agrees_with_the_question(
    child: Any, participant: Any, mentor: Any, buyer: Any, settings: Any
) -> None:
    for approval in (False, True):
        settings.PUBLISHING_APPROVAL = approval
        everybody = type(child).objects.all()
        found = set(everybody.filter(needing_approval()))
        assert found == {user for user in everybody if needs_approval_to_publish(user)}


def test_a_workflow_that_is_switched_off_publishes_nothing(child: Any, operator: Any) -> None:
    MentorApprovalTask.objects.get().deactivate(user=operator)

    with pytest.raises(approvals.NobodyApproves):
        approvals.submit(page=child.portfolio, by=child)
    assert not is_live(child.portfolio)


def test_wagtails_own_approval_is_gone() -> None:
    assert not Workflow.objects.filter(active=True).exclude(name="Approval by a mentor").exists()
    assert not GroupApprovalTask.objects.filter(active=True).exists()
    assert MentorApprovalTask.objects.get().active


# Mails ------------------------------------------------------------------------------------------------------


def test_both_sides_hear_by_mail_and_nobody_else(
    child: Any, mina: Any, mentor: Any, operator: Any, consent: Any, django_capture_on_commit_callbacks: Any
) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        approvals.submit(page=child.portfolio, by=child)
    letters.sent()
    with django_capture_on_commit_callbacks(execute=True):
        approvals.send_back(page=child.portfolio, by=mina, note="Leave out the street.")
    letters.sent()
    with django_capture_on_commit_callbacks(execute=True):
        approvals.submit(page=child.portfolio, by=child)
    letters.sent()
    with django_capture_on_commit_callbacks(execute=True):
        approvals.approve(page=child.portfolio, by=mina)

    sent = letters.sent()
    assert letters.addresses(sent) == [mina.email, child.email, mina.email, child.email]
    assert all(child.display_name in message.body for message in sent)
    assert not any("Leave out the street." in message.body for message in sent)
    assert not any(child.email in message.body for message in sent)


def test_without_a_mentor_the_coordinators_are_asked(
    child: Any, moderator: Any, django_capture_on_commit_callbacks: Any
) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        approvals.submit(page=child.portfolio, by=child)

    assert letters.addresses(letters.sent()) == [moderator.email]


# Doors ------------------------------------------------------------------------------------------------------


def door(page: Any) -> str:
    return reverse("cms_pages:approval", args=[page.pk])


def test_a_mentor_looks_and_approves_without_the_cms(
    child: Any, mina: Any, consent: Any, login: Any, client: Any
) -> None:
    child_browser, browser = login(child), login(mina)
    child_browser.post(reverse("cms_pages:page_submit", args=[child.portfolio.pk]))
    assert child.display_name in browser.get(reverse("cms_pages:approvals")).content.decode()

    page = browser.get(door(child.portfolio)).content.decode()
    assert "what I learn" in browser.get(f"{door(child.portfolio)}look/").content.decode()
    seen = Page.objects.get(pk=child.portfolio.pk).latest_revision_id
    assert f'value="{seen}"' in page
    assert AuditEvent.objects.filter(action="look", actor=mina, subject=child).exists()
    browser.post(door(child.portfolio), {"approve": "1", "revision": str(seen)})

    assert client.get(f"/people/{child.handle}/").status_code == 200
    assert browser.get(door(child.portfolio)).status_code == 404


def test_a_note_is_needed_and_reaches_the_person(child: Any, mina: Any, login: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)
    browser = login(mina)

    empty = browser.post(door(child.portfolio), {"send_back": "1", "comment": ""})
    assert "This field is required" in empty.content.decode()
    browser.post(door(child.portfolio), {"send_back": "1", "comment": "Leave out the street."})

    page = login(child).get(reverse("cms_pages:approvals")).content.decode()
    assert "Leave out the street." in page
    assert "Ask again" in page


def test_an_approval_without_what_was_seen_is_refused(child: Any, mina: Any, consent: Any, login: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)

    for seen in ("", "abc", "0", "99999999999999999999"):
        answer = login(mina).post(door(child.portfolio), {"approve": "1", "revision": seen})
        assert "look again" in answer.content.decode()
    assert not is_live(child.portfolio)


@pytest.mark.parametrize("who", ["mentor", "participant", "buyer"])
def test_others_find_nothing(child: Any, who: str, request: Any, login: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)
    browser = login(request.getfixturevalue(who))

    for url in (door(child.portfolio), f"{door(child.portfolio)}look/"):
        assert browser.get(url).status_code == 404
        assert browser.post(url, {"approve": "1"}).status_code in (404, 405)
    for name in ("page_submit", "page_take_back"):
        assert browser.post(reverse(f"cms_pages:{name}", args=[child.portfolio.pk])).status_code == 404
    listed = browser.get(reverse("cms_pages:approvals"))
    assert child.display_name not in listed.content.decode()
    assert listed.status_code == (404 if who == "buyer" else 200)


def test_a_person_takes_a_page_back(child: Any, login: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)

    login(child).post(reverse("cms_pages:page_take_back", args=[child.portfolio.pk]))

    assert not WorkflowState.objects.active().exists()


def test_the_list_costs_the_same_for_many(
    child: Any, mina: Any, login: Any, assert_queries_do_not_grow: Any
) -> None:
    def one_more() -> None:
        approvals.submit(page=draft(child, slug=f"s{BlogPostPage.objects.count()}"), by=child)

    for reader in (mina, child):
        assert_queries_do_not_grow(reverse("cms_pages:approvals"), one_more, client=login(reader), rows=3)


# Wagtail's own doors ----------------------------------------------------------------------------------------


def state_of(page: Any) -> Any:
    return WorkflowState.objects.for_instance(page.specific).get().current_task_state


def action_url(page: Any, action: str) -> str:
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state_of(page).pk])


def test_wagtails_buttons_lead_to_the_same_service(child: Any, mina: Any, consent: Any, login: Any) -> None:
    form = {**portfolio_form(tagline="I weave"), "action-submit": "1"}
    del form["action-publish"]
    login(child).post(edit_url(child.portfolio), form)
    browser = login(mina)
    assert child.portfolio.title in browser.get(reverse("wagtailadmin_home")).content.decode()
    assert browser.get(edit_url(child.portfolio)).status_code == 200
    assert browser.get(reverse("wagtailadmin_pages:view_draft", args=[child.portfolio.pk])).status_code == 200

    browser.post(action_url(child.portfolio, "reject"), {"comment": "Leave out the street."})
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    login(child).post(edit_url(child.portfolio), form)
    browser.post(action_url(child.portfolio, "approve"), {"comment": ""})

    assert PortfolioPage.objects.get(owner_person=child).tagline == "I weave"
    assert is_live(child.portfolio)
    assert AuditEvent.objects.filter(action="publish", subject=child).exists()


def test_a_mentor_edits_and_publishes_nothing_of_the_page(child: Any, mina: Any, consent: Any, login: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)

    login(mina).post(edit_url(child.portfolio), portfolio_form(tagline="Mine"))

    page = PortfolioPage.objects.get(owner_person=child)
    assert page.get_latest_revision_as_object().tagline == ""
    assert not page.live
    assert not page.permissions_for_user(mina).can_publish()


def test_a_mentor_who_looks_at_a_page_is_led_to_no_copy_of_it(child: Any, mina: Any, login: Any) -> None:
    post = draft(child)
    approvals.submit(page=post, by=child)
    copying = reverse("wagtailadmin_pages:copy", args=[post.pk])

    assert copying in login(child).get(edit_url(post)).content.decode()
    assert copying not in login(mina).get(edit_url(post)).content.decode()


def test_another_mentor_meets_the_page_nowhere(child: Any, mentor: Any, login: Any) -> None:
    approvals.submit(page=child.portfolio, by=child)
    browser = login(mentor)

    assert child.portfolio.title not in browser.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("edit", "view_draft", "history"):
        answer = browser.get(reverse(f"wagtailadmin_pages:{name}", args=[child.portfolio.pk]))
        assert answer.status_code in (302, 403, 404)
    browser.post(action_url(child.portfolio, "approve"), {"comment": ""})
    assert not is_live(child.portfolio)


def test_a_foreign_state_is_not_smuggled_in_with_ones_own_page(
    child: Any, mina: Any, consent: Any, moderator: Any, login: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Wagtail takes the page and the state from the address and does not ask whether they belong together."""
    with django_capture_on_commit_callbacks(execute=True):
        other = people.set_age_band(user=cast.person("Noor Aziz"), age_band="16_17", by=moderator)
        people.give_role(user=other, role="participant", by=moderator)
    consents.give_consent(user=other, kind="publishing", by=other, now=timezone.now())
    for person in (child, other):
        approvals.submit(page=person.portfolio, by=person)
    names = [child.portfolio.pk, "approve", state_of(other.portfolio).pk]

    answer = login(mina).post(reverse("wagtailadmin_pages:workflow_action", args=names), {"comment": ""})

    assert answer.status_code == 403
    assert not is_live(other.portfolio)
    assert other.display_name not in answer.content.decode()


def test_without_our_walls_a_minor_would_publish(child: Any, login: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: it is the approval that stops these forms."""
    monkeypatch.setattr("cms_pages.permissions.needs_approval_to_publish", lambda user: False)

    login(child).post(edit_url(child.portfolio), portfolio_form(tagline="Look at me"))

    assert is_live(child.portfolio)


def test_a_refusal_is_a_sentence() -> None:
    for refusal in (
        approvals.NoApprovalNeeded,
        approvals.AlreadyWaiting,
        approvals.NotWaiting,
        approvals.HasChanged,
        approvals.NoConsent,
        approvals.PortfolioFirst,
        approvals.NoteMissing,
    ):
        assert issubclass(refusal, DomainError)
        assert str(refusal()).endswith(".")
