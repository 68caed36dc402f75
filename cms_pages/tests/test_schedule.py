"""Pages that go online and offline by the clock, once, whoever's clock it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.signals import page_published

from cms_pages.services import schedule
from cms_pages.tests import factories
from cms_pages.tests.test_admin import edit_url, post_form
from portal.accounts.models import User
from portal.accounts.services import closures
from portal.testing.races import all_at_once

NOW = timezone.now()
LATER = NOW + timedelta(hours=1)


def planned(person: Any, login: Any, **dates: Any) -> Any:
    """A story that its author planned in the editor."""
    post = factories.post(person, "Planned")
    post.unpublish()
    told = {name: moment.strftime("%Y-%m-%d %H:%M") for name, moment in dates.items()}
    login(person).post(edit_url(post), post_form(title="Planned", slug=post.slug, **told))
    return post


@pytest.mark.django_db
def test_a_planned_story_appears_when_its_time_has_come(participant: Any, login: Any, client: Client) -> None:
    post = planned(participant, login, go_live_at=LATER)

    assert client.get(post.url).status_code == 404
    assert schedule.publish_due(now=LATER - timedelta(minutes=5)) == schedule.Done(0, 0, 0)
    assert client.get(post.url).status_code == 404

    # Wagtail publishes by the real clock, so the plan is moved and not the time.
    participant.refresh_from_db()
    post.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=NOW)
    post.refresh_from_db()
    revision = post.scheduled_revision
    revision.content["go_live_at"] = NOW.isoformat()
    revision.save()

    assert schedule.publish_due(now=timezone.now()).published == 1
    assert client.get(post.url).status_code == 200
    assert schedule.publish_due(now=timezone.now()) == schedule.Done(0, 0, 0)


@pytest.mark.django_db
def test_a_story_goes_when_its_time_is_over(participant: Any, client: Client) -> None:
    post = factories.post(participant)
    type(post).objects.filter(pk=post.pk).update(expire_at=NOW - timedelta(minutes=1))

    for expired in (1, 0):
        assert schedule.publish_due(now=timezone.now()).expired == expired

    assert client.get(post.url).status_code == 404


def overdue(post: Any) -> Any:
    revision = post.save_revision(approved_go_live_at=NOW - timedelta(minutes=1))
    post.refresh_from_db()
    return revision


@pytest.mark.django_db
def test_a_page_that_fails_keeps_no_other_from_its_time(
    participant: Any, stranger: Any, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = factories.post(participant, "Broken"), factories.post(stranger, "Whole")
    for post in (broken, whole):
        post.unpublish()
        overdue(post)

    def fail(instance: Any, **_: Any) -> None:
        if instance.pk == broken.pk:
            raise RuntimeError("no")

    page_published.connect(fail)
    try:
        assert schedule.publish_due(now=timezone.now()) == schedule.Done(published=1, expired=0, failed=1)
        with pytest.raises(CommandError, match="1 pages"):
            call_command("publish_due", stdout=None)
    finally:
        page_published.disconnect(fail)

    assert "could not do its work" in caplog.text
    whole.refresh_from_db()
    broken.refresh_from_db()
    assert (whole.live, broken.live) == (True, False)
    call_command("publish_due")
    broken.refresh_from_db()
    assert broken.live


@pytest.mark.django_db
def test_a_closing_account_publishes_nothing(participant: Any) -> None:
    post = factories.post(participant)
    post.unpublish()
    overdue(post)
    closures.begin(user=participant, by=participant, now=timezone.now())

    assert schedule.publish_due(now=timezone.now()).published == 0
    post.refresh_from_db()
    assert not post.live


@pytest.mark.django_db
def test_without_consent_a_minor_publishes_nothing(participant: Any) -> None:
    post = factories.post(participant)
    post.unpublish()
    overdue(post)
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)

    assert schedule.publish_due(now=timezone.now()).published == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_clocks_publish_once(participant: Any) -> None:
    post = factories.post(participant)
    post.unpublish()
    overdue(post)

    published = all_at_once(lambda: schedule.publish_due(now=timezone.now()).published, 4)

    assert sorted(published) == [0, 0, 0, 1]
    assert PageLogEntry.objects.filter(page=post.pk, action="wagtail.publish.scheduled").count() == 1
